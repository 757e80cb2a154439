/**
 * Pods of ReplicaSets and StatefulSets, brought to the wanted number.
 *
 * @module
 */
import type { Cluster } from "./cluster.ts";
import type { Images } from "./images.ts";
import { digDict, digList, digNumber, isDict } from "./json.ts";
import { type KubeObject, type OwnerReference, refOf } from "./kube_object.ts";
import { createPod, podName } from "./pods.ts";

/** What the workload controllers need: the clock and what images do. */
export interface WorkloadWorld {
  now(): Date;
  readonly images: Images;
}

/** The object as the controlling owner of another. */
export function owner(object: KubeObject): OwnerReference {
  return {
    apiVersion: object.apiVersion,
    kind: object.kind,
    name: object.metadata.name,
    uid: object.metadata.uid ?? "",
    controller: true,
    blockOwnerDeletion: true,
  };
}

/** The labels of an object's pod template. */
export function labelsOf(object: KubeObject): Record<string, string> {
  const labels: Record<string, string> = {};
  for (
    const [key, value] of Object.entries(
      digDict(object, "spec", "template", "metadata", "labels"),
    )
  ) {
    if (typeof value === "string") labels[key] = value;
  }
  return labels;
}

/** Brings the pods of a ReplicaSet or StatefulSet to the wanted number. */
export function settlePods(
  world: WorkloadWorld,
  cluster: Cluster,
  set: KubeObject,
  prefix: string,
): void {
  const wanted = digNumber(set, ["spec", "replicas"], 1);
  const pods = [...cluster.ownedBy(set.metadata.uid ?? "")];
  for (const extra of pods.splice(wanted)) cluster.remove(refOf(extra));
  for (let number = pods.length; number < wanted; number++) {
    const seed = `${set.metadata.uid} ${number} ${world.now().getTime()}`;
    pods.push(createPod(
      cluster,
      {
        name: set.kind === "StatefulSet"
          ? `${prefix}-${number}`
          : podName(prefix, seed),
        namespace: set.metadata.namespace ?? "",
        labels: labelsOf(set),
        owner: owner(set),
        spec: digDict(set, "spec", "template", "spec"),
      },
      world.images,
      world.now(),
    ));
  }
  const ready = pods.filter(isReady).length;
  set["status"] = {
    ...(ready > 0 ? { availableReplicas: ready, readyReplicas: ready } : {}),
    fullyLabeledReplicas: pods.length,
    observedGeneration: set.metadata.generation ?? 1,
    replicas: pods.length,
    ...(set.kind === "StatefulSet"
      ? { updatedReplicas: pods.length, currentReplicas: pods.length }
      : {}),
  };
}

/** Whether a pod takes traffic. */
export function isReady(pod: KubeObject): boolean {
  return digList(pod, "status", "conditions").some((one) =>
    isDict(one) && one["type"] === "Ready" && one["status"] === "True"
  );
}
