import type { Cluster } from "./cluster.ts";
import {
  digDict,
  digList,
  digNumber,
  digText,
  isDict,
  sameJson,
  sortedJson,
} from "./json.ts";
import { hash32, suffixFrom } from "./ids.ts";
import type { Images } from "./images.ts";
import type { KubeObject, OwnerReference } from "./kube_object.ts";
import { createPod, podName } from "./pods.ts";
import { refOf } from "./kube_object.ts";
import { stamp } from "./time.ts";

/** What the workload controllers need: the clock and what images do. */
export interface WorkloadWorld {
  now(): Date;
  readonly images: Images;
}

/** Lets the cluster's controllers react to a new or changed object. */
export function settle(
  world: WorkloadWorld,
  cluster: Cluster,
  object: KubeObject,
): void {
  if (object.kind === "Deployment") settleDeployment(world, cluster, object);
  if (object.kind === "StatefulSet") {
    settlePods(world, cluster, object, object.metadata.name);
  }
  if (object.kind === "Job") settleJob(world, cluster, object);
  if (object.kind === "CronJob" && object["status"] === undefined) {
    object["status"] = {};
  }
}

function owner(object: KubeObject): OwnerReference {
  return {
    apiVersion: object.apiVersion,
    kind: object.kind,
    name: object.metadata.name,
    uid: object.metadata.uid ?? "",
    controller: true,
    blockOwnerDeletion: true,
  };
}

function labelsOf(object: KubeObject): Record<string, string> {
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

function settleDeployment(
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

/** Brings the pods of a ReplicaSet or StatefulSet to the wanted number. */
function settlePods(
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

function isReady(pod: KubeObject): boolean {
  return digList(pod, "status", "conditions").some((one) =>
    isDict(one) && one["type"] === "Ready" && one["status"] === "True"
  );
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

function settleJob(
  world: WorkloadWorld,
  cluster: Cluster,
  job: KubeObject,
): void {
  if (job["status"] !== undefined) return;
  const { name, namespace = "", uid = "" } = job.metadata;
  const image = digText(
    job,
    "spec",
    "template",
    "spec",
    "containers",
    0,
    "image",
  );
  const behaviour = world.images.behaviour(image);
  const labels = {
    ...labelsOf(job),
    "batch.kubernetes.io/controller-uid": uid,
    "batch.kubernetes.io/job-name": name,
    "controller-uid": uid,
    "job-name": name,
  };
  createPod(
    cluster,
    {
      name: podName(name, `${uid} ${world.now().getTime()}`),
      namespace,
      labels,
      owner: owner(job),
      spec: digDict(job, "spec", "template", "spec"),
    },
    world.images,
    world.now(),
  );
  const time = stamp(world.now());
  const condition = (type: string, reason: string, message: string) => [
    {
      type,
      status: "True",
      reason,
      message,
      lastProbeTime: time,
      lastTransitionTime: time,
    },
  ];
  if (behaviour.state === "fail") {
    job["status"] = {
      conditions: condition(
        "Failed",
        "BackoffLimitExceeded",
        "Job has reached the specified backoff limit",
      ),
      failed: 1,
      startTime: time,
    };
    cluster.event(job, {
      reason: "BackoffLimitExceeded",
      type: "Warning",
      message: "Job has reached the specified backoff limit",
      component: "job-controller",
    });
  } else if (behaviour.state === "hang") {
    job["status"] = { active: 1, ready: 1, startTime: time };
  } else {
    job["status"] = {
      completionTime: time,
      conditions: condition(
        "Complete",
        "CompletionsReached",
        "Reached expected number of succeeded pods",
      ),
      startTime: time,
      succeeded: 1,
    };
  }
}
