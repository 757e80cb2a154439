/**
 * Which objects of the tree are not as they should be.
 *
 * @module
 */
import type { ResourceNode } from "../argocd/wire/resources.ts";

/** `Unknown` is left out: Argo CD could not tell, which is said by conditions. */
const ILL = new Set(["Degraded", "Progressing", "Missing", "Suspended"]);

/** Whether Argo CD calls an object ill, or on its way. */
export function isIllNode({ health }: Pick<ResourceNode, "health">): boolean {
  return ILL.has(health?.status ?? "");
}
