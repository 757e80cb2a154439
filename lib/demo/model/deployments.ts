/**
 * The Deployment controller: ReplicaSets for each template, scaling, and the conditions that health is read
 * from.
 *
 * @module
 */
import type { Cluster } from "./cluster.ts";
import { hash32, suffixFrom } from "./ids.ts";
import { digDict, digNumber, digText, sameJson, sortedJson } from "./json.ts";
import type { KubeObject } from "./kube_object.ts";
import {
  isReady,
  labelsOf,
  owner,
  settlePods,
  type WorkloadWorld,
} from "./replicas.ts";
import { stamp } from "./time.ts";

/** Brings ReplicaSets, pods and status of a Deployment to what its spec asks for. */
export function settleDeployment(
  world: WorkloadWorld,
  cluster: Cluster,
  deployment: KubeObject,
): void {
  const { name, namespace = "" } = deployment.metadata;
  const template = digDict(deployment, "spec", "template");
  const wanted = digNumber(deployment, ["spec", "replicas"], 1);
  const sets = cluster.ownedBy(deployment.metadata.uid ?? "").filter((child) =>
    child.kind === "ReplicaSet"
  );
  const paused = digDict(deployment, "spec")["paused"] === true;
  let current = sets.find((set) =>
    sameJson(digDict(set, "spec", "template", "spec"), template["spec"]) &&
    sameJson(
      digDict(set, "spec", "template", "metadata", "annotations"),
      digDict(template, "metadata", "annotations"),
    )
  );
  if (current === undefined && !(paused && sets.length === 0)) {
    const hash = suffixFrom(sortedJson(template), 9 + hash32(name) % 2);
    const revision = String(sets.length + 1);
    const labels = { ...labelsOf(deployment), "pod-template-hash": hash };
    current = cluster.put({
      apiVersion: "apps/v1",
      kind: "ReplicaSet",
      metadata: {
        name: `${name}-${hash}`,
        namespace,
        labels,
        annotations: { "deployment.kubernetes.io/revision": revision },
        ownerReferences: [owner(deployment)],
      },
      spec: {
        replicas: 0,
        selector: { matchLabels: labels },
        template: {
          ...template,
          metadata: { ...digDict(template, "metadata"), labels },
        },
      },
      status: { replicas: 0 },
    }, { manager: "kube-controller-manager" });
  }
  for (const set of sets) {
    if (set !== current && !paused) {
      scaleSet(world, cluster, deployment, set, 0);
    }
  }
  if (current !== undefined) {
    // A set that comes back (rollback) becomes the newest revision.
    if (sets.length > 0 && sets.at(-1) !== current && sets.includes(current)) {
      const newest = Math.max(
        ...sets.map((set) =>
          Number(
            digText(
              set,
              "metadata",
              "annotations",
              "deployment.kubernetes.io/revision",
            ),
          )
        ),
      );
      if (current.metadata.annotations !== undefined) {
        current.metadata.annotations["deployment.kubernetes.io/revision"] =
          String(newest + 1);
      }
    }
    scaleSet(world, cluster, deployment, current, wanted);
    const annotations = deployment.metadata.annotations ??= {};
    annotations["deployment.kubernetes.io/revision"] = digText(
      current,
      "metadata",
      "annotations",
      "deployment.kubernetes.io/revision",
    );
  }
  deployment["status"] = deploymentStatus(
    world,
    cluster,
    deployment,
    current,
    wanted,
  );
}

function scaleSet(
  world: WorkloadWorld,
  cluster: Cluster,
  deployment: KubeObject,
  set: KubeObject,
  replicas: number,
): void {
  const before = cluster.ownedBy(set.metadata.uid ?? "").length;
  const spec = digDict(set, "spec");
  spec["replicas"] = replicas;
  settlePods(world, cluster, set, set.metadata.name);
  if (before !== replicas) {
    cluster.event(deployment, {
      reason: "ScalingReplicaSet",
      message: `Scaled ${
        before < replicas ? "up" : "down"
      } replica set ${set.metadata.name} from ${before} to ${replicas}`,
      component: "deployment-controller",
    });
  }
}

function deploymentStatus(
  world: WorkloadWorld,
  cluster: Cluster,
  deployment: KubeObject,
  set: KubeObject | undefined,
  wanted: number,
): Record<string, unknown> {
  const pods = set === undefined ? [] : cluster.ownedBy(set.metadata.uid ?? "");
  const ready = pods.filter(isReady).length;
  const crashed = pods.some((pod) =>
    digText(
      pod,
      "status",
      "containerStatuses",
      0,
      "state",
      "waiting",
      "reason",
    ) === "CrashLoopBackOff"
  );
  const time = stamp(world.now());
  const condition = (
    type: string,
    status: string,
    reason: string,
    message: string,
  ) => ({
    lastTransitionTime: time,
    lastUpdateTime: time,
    message,
    reason,
    status,
    type,
  });
  return {
    ...(ready > 0 ? { availableReplicas: ready, readyReplicas: ready } : {}),
    conditions: [
      ready >= wanted
        ? condition(
          "Available",
          "True",
          "MinimumReplicasAvailable",
          "Deployment has minimum availability.",
        )
        : condition(
          "Available",
          "False",
          "MinimumReplicasUnavailable",
          "Deployment does not have minimum availability.",
        ),
      crashed
        ? condition(
          "Progressing",
          "False",
          "ProgressDeadlineExceeded",
          `ReplicaSet "${set?.metadata.name}" has timed out progressing.`,
        )
        : condition(
          "Progressing",
          "True",
          ready >= wanted ? "NewReplicaSetAvailable" : "ReplicaSetUpdated",
          `ReplicaSet "${set?.metadata.name}" ${
            ready >= wanted ? "has successfully progressed." : "is progressing."
          }`,
        ),
    ],
    observedGeneration: deployment.metadata.generation ?? 1,
    replicas: pods.length,
    ...(pods.length > ready
      ? { unavailableReplicas: pods.length - ready }
      : {}),
    updatedReplicas: pods.length,
  };
}
