/**
 * What hangs below the resources of an application, as far as Argo CD tells.
 *
 * @module
 */
import { getResourceTree } from "../../../argocd/endpoints.ts";
import type { ApplicationTree } from "../../../argocd/wire/resources.ts";
import { ToolError } from "../../../errors.ts";
import type { WriteContext } from "../../../tool_spec.ts";
import { type FoundApplication, refOf } from "../../read_application.ts";
import { tolerate } from "../../tolerate.ts";

/** Reads the tree for a preview; `undefined` where that fails, because a preview without it still says the most. */
export async function readTree(
  { key }: FoundApplication,
  { argocd, signal }: WriteContext,
): Promise<ApplicationTree | undefined> {
  const tree = await tolerate(
    argocd.call(getResourceTree, {
      path: { name: key.name },
      query: key.query,
      signal,
      purpose: `read the resources of application '${refOf(key)}'`,
    }),
    signal,
  );
  return tree instanceof ToolError ? undefined : tree;
}
