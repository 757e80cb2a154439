/**
 * Which pods count: those that should run now and do not. What is over, replaced or being deleted is history.
 *
 * @module
 */
import type { Facts } from "./facts.ts";
import type { Severity } from "./finding.ts";
import { keyOf } from "./object_key.ts";
import { ownersOf } from "./owners.ts";
import type { PodFacts } from "./pod_facts.ts";

/** Pods that should be ready and are not. */
export function illPods({ pods }: Pick<Facts, "pods">): readonly PodFacts[] {
  return pods.filter(({ ready, phase, deletedAt }) =>
    !ready && deletedAt === undefined && phase !== "Succeeded" &&
    phase !== "Failed"
  );
}

const REVISION_REGEXP = /^Rev:(\d+)$/;

/**
 * Whether a newer ReplicaSet of the same Deployment has pods already: then this pod is on its way out, and only the
 * newer ones tell how it will end.
 */
export function isSuperseded(
  facts: Pick<Facts, "nodes">,
  pod: PodFacts,
): boolean {
  const [own, workload] = ownersOf(facts, pod);
  if (own?.kind !== "ReplicaSet" || !workload) return false;
  const { nodes } = facts;
  const revisionOf = (key: string): number => {
    const node = nodes.find((one) => keyOf(one) === key);
    const info = node?.info?.find(({ name }) => name === "Revision");
    return Number(REVISION_REGEXP.exec(info?.value ?? "")?.[1] ?? Number.NaN);
  };
  const hasPods = (key: string) =>
    nodes.some(({ kind, parentRefs }) =>
      kind === "Pod" && parentRefs?.some((parent) => keyOf(parent) === key)
    );
  const mine = revisionOf(keyOf(own));
  return nodes.some((node) =>
    node.kind === "ReplicaSet" && keyOf(node) !== keyOf(own) &&
    node.parentRefs?.some((parent) => keyOf(parent) === keyOf(workload)) &&
    revisionOf(keyOf(node)) > mine && hasPods(keyOf(node))
  );
}

/** What it means that this pod does not run: nobody has to act on one that is being replaced already. */
export function severityOf(
  facts: Pick<Facts, "nodes">,
  pod: PodFacts,
): Severity {
  return isSuperseded(facts, pod) ? "waiting" : "broken";
}
