/**
 * Which pods count: those that should run now and do not. What is over, replaced or being deleted is history.
 *
 * @module
 */
import { hookRole } from "../views/resource_options.ts";
import type { Facts } from "./facts.ts";
import type { Severity } from "./finding.ts";

import { keyOf } from "./object_key.ts";
import { ownersOf } from "./owners.ts";
import { revisionOf } from "./replica_set_revision.ts";
import type { PodFacts } from "./pod_facts.ts";

/** Pods that should be ready and are not. */
export function illPods({ pods }: Pick<Facts, "pods">): readonly PodFacts[] {
  return pods.filter(({ ready, phase, deletedAt }) =>
    !ready && deletedAt === undefined && phase !== "Succeeded" &&
    phase !== "Failed"
  );
}

/**
 * Pods whose containers' ends count: those that should run, and those that nobody made and that will not be made again.
 * The ends of a Job's pods are told by the Job, those of hooks by their operation.
 */
export function endingPods(
  facts: Pick<Facts, "pods" | "nodes">,
): readonly PodFacts[] {
  return facts.pods.filter((pod) => {
    const { phase, deletedAt, reason, object } = pod;
    if (deletedAt !== undefined || phase === "Succeeded") return false;
    return phase !== "Failed" ||
      ownersOf(facts, pod).length === 0 && reason === "" &&
        hookRole(object) !== "hook";
  });
}

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
  const hasPods = (key: string) =>
    nodes.some(({ kind, parentRefs }) =>
      kind === "Pod" && parentRefs?.some((parent) => keyOf(parent) === key)
    );
  const mine = nodes.find((node) => keyOf(node) === keyOf(own));
  if (!mine) return false;
  return nodes.some((node) =>
    node.kind === "ReplicaSet" && keyOf(node) !== keyOf(own) &&
    node.parentRefs?.some((parent) => keyOf(parent) === keyOf(workload)) &&
    revisionOf(node) > revisionOf(mine) && hasPods(keyOf(node))
  );
}

/** What it means that this pod does not run: nobody has to act on one that is being replaced already. */
export function severityOf(
  facts: Pick<Facts, "nodes">,
  pod: PodFacts,
): Severity {
  return isSuperseded(facts, pod) ? "waiting" : "broken";
}
