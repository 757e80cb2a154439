/**
 * Which resources a sync is limited to. Argo CD takes entries that match nothing for success.
 *
 * @module
 */
import * as z from "zod";
import type { ResourceRef } from "../../../argocd/wire/resources.ts";
import { ToolError } from "../../../errors.ts";
import type { ComparedResource } from "../../../views/resource_states.ts";
import { resourceTitle } from "../../../views/resource_title.ts";
import { matchesResource } from "../../find_resource.ts";

/** The argument. */
export const resources = z.array(z.strictObject({
  kind: z.string(),
  name: z.string(),
  namespace: z.string().optional(),
  group: z.string().optional(),
})).min(1).max(200).optional().describe("only these");

/** What the argument holds. */
export type SelectedResources = z.infer<typeof resources>;

const NAMED = 8;

function names(all: readonly ComparedResource[]): string {
  const shown = all.slice(0, NAMED).map(({ ref }) => resourceTitle(ref));
  const more = all.length - shown.length;
  return `${shown.join(", ")}${more > 0 ? ` and ${more} more` : ""}`;
}

/**
 * Finds the one resource that each entry means.
 *
 * @returns As Argo CD wants them: group, kind, namespace and name; `undefined` when there is no limit.
 * @throws {ToolError} `NOT_FOUND`, `INVALID_ARGUMENT` when several match or it is a hook.
 */
export function selectResources(
  wanted: SelectedResources,
  compared: readonly ComparedResource[],
  purpose: string,
): readonly ResourceRef[] | undefined {
  if (wanted === undefined) return undefined;
  const refs = wanted.map((one) => {
    const title = `${one.kind} '${one.name}'`;
    const found = compared.filter(({ ref }) => matchesResource(ref, one));
    const [only] = found;
    if (!only) {
      throw new ToolError(
        "NOT_FOUND",
        `Cannot ${purpose}: it manages no ${title}; it manages ${
          names(compared)
        }`,
        {
          hint:
            "Only what comes from the source can be synced, not what it makes, such as pods",
        },
      );
    }
    if (found.length > 1) {
      throw new ToolError(
        "INVALID_ARGUMENT",
        `Cannot ${purpose}: ${title} means ${found.length} resources: ${
          names(found)
        }`,
        { hint: "Add 'namespace' or 'group' so that one is left" },
      );
    }
    if (only.state === "hook") {
      throw new ToolError(
        "INVALID_ARGUMENT",
        `Cannot ${purpose}: ${title} is a hook, and a sync of single resources runs none`,
        { hint: "Sync the whole application to run its hooks" },
      );
    }
    return only.ref;
  });
  return [...new Map(refs.map((ref) => [resourceTitle(ref), ref])).values()];
}
