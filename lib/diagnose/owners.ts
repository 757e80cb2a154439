/**
 * Whom an object belongs to: a pod to its ReplicaSet, that to its Deployment.
 *
 * @module
 */
import type { ResourceRef } from "../argocd/wire/resources.ts";
import { textAt } from "./fields.ts";
import type { Facts } from "./facts.ts";
import { keyOf } from "./object_key.ts";
import type { PodFacts } from "./pod_facts.ts";

/** A tree of Argo CD is a few levels deep; a circle would not end. */
const MOST_LEVELS = 8;

/** Everything above an object in the resource tree, the nearest first. */
export function ancestorsOf(
  { nodes }: Pick<Facts, "nodes">,
  ref: ResourceRef,
): readonly ResourceRef[] {
  const byKey = new Map(nodes.map((node) => [keyOf(node), node]));
  const found: ResourceRef[] = [];
  let next: ResourceRef | undefined = byKey.get(keyOf(ref))?.parentRefs?.[0];
  while (next && found.length < MOST_LEVELS) {
    found.push(next);
    next = byKey.get(keyOf(next))?.parentRefs?.[0];
  }
  return found;
}

/** Everything above a pod, the nearest first; its own word where the tree does not know it. */
export function ownersOf(
  facts: Pick<Facts, "nodes">,
  pod: PodFacts,
): readonly ResourceRef[] {
  const above = ancestorsOf(facts, pod.ref);
  return above.length > 0
    ? above
    : pod.owners.flatMap((owner) => [owner, ...ancestorsOf(facts, owner)]);
}

/** Autoscalers of any of these objects: they have nothing to measure while its pods do not run. */
function scalersOf(
  { objects }: Pick<Facts, "objects">,
  targets: readonly ResourceRef[],
): readonly string[] {
  return [...objects].flatMap(([key, object]) => {
    if (textAt(object, "kind") !== "HorizontalPodAutoscaler") return [];
    const [kind, name] = ["kind", "name"].map((part) =>
      textAt(object, "spec", "scaleTargetRef", part)
    );
    const isTarget = targets.some((one) =>
      one.kind === kind && one.name === name
    );
    return isTarget ? [key] : [];
  });
}

/** Keys of all objects that are ill while this pod is: itself, and what it belongs to. */
export function illWith(
  facts: Pick<Facts, "nodes" | "objects">,
  pod: PodFacts,
): readonly string[] {
  const owners = ownersOf(facts, pod);
  return [pod.key, ...owners.map(keyOf), ...scalersOf(facts, owners)];
}

/** What people call the thing that a pod is one of: `Deployment cart`; the pod itself when nothing made it. */
export function workloadOf(
  facts: Pick<Facts, "nodes">,
  pod: PodFacts,
): string {
  const owners = ownersOf(facts, pod);
  const workload = owners.find(({ kind }) => kind !== "ReplicaSet") ??
    owners[0] ?? pod.ref;
  return `${workload.kind ?? "?"} ${workload.name ?? "?"}`;
}

/** Whether pods below it are ill: then it is they who know why. */
export function hasIllPods(
  facts: Pick<Facts, "nodes">,
  node: ResourceRef,
): boolean {
  return facts.nodes.some((one) =>
    one.kind === "Pod" && one.health?.status !== "Healthy" &&
    ancestorsOf(facts, one).some((above) => keyOf(above) === keyOf(node))
  );
}
