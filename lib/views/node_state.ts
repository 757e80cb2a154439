/**
 * How a resource is doing, from what its node in the tree says.
 *
 * @module
 */
import type { ResourceNode } from "../argocd/wire/resources.ts";
import { oneLine } from "./one_line.ts";
import { plural } from "./plural.ts";

/** Worst first; what Argo CD does not know stands between bad and good. */
const HEALTH_ORDER = [
  "Degraded",
  "Missing",
  "Unknown",
  "Progressing",
  "Suspended",
];

/** Whether a resource has a health that is not fine. Most kinds have none. */
export function isUnhealthy(
  { health }: Pick<ResourceNode, "health">,
): boolean {
  return health?.status !== undefined && health.status !== "" &&
    health.status !== "Healthy";
}

/** The place of a resource's health from worst to best: 0 is worst. */
export function healthRank({ health }: Pick<ResourceNode, "health">): number {
  const rank = HEALTH_ORDER.indexOf(health?.status ?? "");
  return rank < 0 ? HEALTH_ORDER.length : rank;
}

/** What Argo CD's `info` says that matters in an incident; its other entries are about capacity. */
export function nodeState({ info }: Pick<ResourceNode, "info">): string {
  const said = new Map(
    (info ?? []).map(({ name = "", value = "" }) => [name, value]),
  );
  const ready = said.get("Containers");
  const restarts = said.get("Restart Count");
  return oneLine(
    [
      said.get("Status Reason"),
      ready && `${ready} ready`,
      restarts && restarts !== "0" && plural(Number(restarts), "restart"),
      said.get("Revision"),
    ].filter(Boolean).join(", "),
  );
}
