/**
 * The difference that a sync would remove. Argo CD's failed comparisons look as if everything were to be
 * deleted, so they are refused before any diff is made.
 *
 * @module
 */
import * as z from "zod";
import type { ArgocdClient } from "../../argocd/client.ts";
import { getManagedResources } from "../../argocd/endpoints.ts";
import type { ManagedResource } from "../../argocd/types.ts";
import { ToolError } from "../../errors.ts";
import { defineTool } from "../../tool.ts";
import { comparisonFailure } from "../../views/comparison_failure.ts";
import { diffTextOf, type DiffView, diffView } from "../../views/diff_view.ts";
import { compareResources } from "../../views/resource_states.ts";
import { shortMessage } from "../../views/short_message.ts";
import { application, cursor } from "../arguments.ts";
import { matchesResource, type ResourceFilter } from "../find_resource.ts";
import { type ApplicationKey, readApplication } from "../read_application.ts";

/** Half of what an unprojected answer has: the raw live state and the target are not needed. */
const FIELDS = [
  "group",
  "kind",
  "namespace",
  "name",
  "hook",
  "normalizedLiveState",
  "predictedLiveState",
]
  .map((field) => `items.${field}`).join(",");

async function readManaged(
  argocd: ArgocdClient,
  key: ApplicationKey,
  options: {
    readonly wanted: ResourceFilter;
    readonly purpose: string;
    readonly signal: AbortSignal;
  },
): Promise<readonly ManagedResource[]> {
  const { wanted: { kind, name, namespace, group }, purpose, signal } = options;
  const query = {
    ...key.query,
    kind,
    name,
    namespace,
    group: group || undefined,
  };
  async function read(
    fields: string | undefined,
  ): Promise<readonly ManagedResource[]> {
    const answer = await argocd.call(getManagedResources, {
      path: { name: key.name },
      query: { ...query, fields },
      signal,
      purpose,
    });
    return answer.items ?? [];
  }
  const items = await read(FIELDS);
  // A server that does not know these fields leaves them out without a word.
  const projected = items.every((item) =>
    item.normalizedLiveState !== undefined &&
    item.predictedLiveState !== undefined
  );
  return projected ? items : await read(undefined);
}

/** `get_application_diff`: what a sync would change, as Argo CD last compared it. */
export const getApplicationDiff = defineTool({
  name: "get_application_diff",
  title: "Diff live against desired",
  tier: "read",
  description:
    "What differs between the cluster and the source: counts, what would be created, changed or pruned, " +
    "and a unified diff (- live, + desired; secrets masked). All resources, or one.",
  input: z.strictObject({
    application,
    kind: z.string().optional(),
    name: z.string().optional(),
    namespace: z.string().optional(),
    group: z.string().optional(),
    cursor,
  }),
  output: z.looseObject({
    counts: z.looseObject({}),
    resources: z.array(z.unknown()),
  }),
  paging: { field: "resources", narrow: "kind and name" },

  async handler(args, { argocd, signal }): Promise<DiffView> {
    const purpose = `compare application '${args.application}'`;
    const { application, key } = await readApplication(
      argocd,
      args.application,
      signal,
    );
    const failure = comparisonFailure(application);
    if (failure !== undefined) {
      throw new ToolError(
        "COMPARISON_FAILED",
        `Cannot ${purpose}: Argo CD could not compare it, so nothing is known about differences: ${
          shortMessage(failure)
        }`,
        {
          hint:
            "get_application shows all conditions; what runs in the cluster goes on running",
        },
      );
    }
    const { kind, name, namespace, group } = args;
    const wanted = { kind, name, namespace, group };
    // Argo CD compares the kind letter by letter; the application's own spelling of it is asked for.
    const kinds = new Set(
      (application.status?.resources ?? []).filter((ref) =>
        matchesResource(ref, wanted)
      ).map(({ kind }) => kind),
    );
    const [onlyKind] = kinds.size === 1 ? kinds : [];
    const managed = await readManaged(argocd, key, {
      wanted: { ...wanted, kind: onlyKind },
      purpose,
      signal,
    });
    const compared = compareResources(
      application,
      managed,
      (ref) => matchesResource(ref, wanted),
    );
    if (compared.length === 0 && (kind !== undefined || name !== undefined)) {
      throw new ToolError(
        "NOT_FOUND",
        `Cannot ${purpose}: it manages no ${
          [kind, name].filter(Boolean).map((part) => `'${part}'`).join(" ")
        }`,
        {
          hint:
            "Only what comes from the source is compared, not what it makes, such as pods; " +
            "call without 'kind' and 'name' to see all",
        },
      );
    }
    return diffView(args.application, { application, compared }, {
      whole: compared.length === 1,
      home: application.spec?.destination?.namespace,
    });
  },

  text: diffTextOf,
});
