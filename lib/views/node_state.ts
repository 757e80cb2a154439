/**
 * How a resource is doing, from what its node in the tree says.
 *
 * @module
 */
import type { ResourceNode } from "../argocd/types.ts";

/** Worst first; what Argo CD does not know stands between bad and good. */
const SEVERITY = ["Degraded", "Missing", "Unknown", "Progressing", "Suspended"];

/** Whether a resource has a health that is not fine. Most kinds have none. */
export function isUnhealthy(
  { health }: Pick<ResourceNode, "health">,
): boolean {
  return health?.status !== undefined && health.status !== "" &&
    health.status !== "Healthy";
}

/** How bad an unhealthy resource is; smaller is worse. */
export function severity({ health }: Pick<ResourceNode, "health">): number {
  const rank = SEVERITY.indexOf(health?.status ?? "");
  return rank < 0 ? SEVERITY.length : rank;
}

/** What Argo CD's `info` says that matters in an incident; its other entries are about capacity. */
export function nodeState({ info }: Pick<ResourceNode, "info">): string {
  const said = new Map(
    (info ?? []).map(({ name = "", value = "" }) => [name, value]),
  );
  const ready = said.get("Containers");
  const restarts = said.get("Restart Count");
  return [
    said.get("Status Reason"),
    ready && `${ready} ready`,
    restarts && restarts !== "0" && `${restarts} restarts`,
    said.get("Revision"),
  ].filter(Boolean).join(", ");
}
