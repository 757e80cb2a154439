/**
 * The Job controller. A Job ends at once in the way its image says, or never: which is what a sync that
 * waits for a hook needs.
 *
 * @module
 */
import type { Cluster } from "./cluster.ts";
import { digDict, digText } from "./json.ts";
import type { KubeObject } from "./kube_object.ts";
import { createPod, podName } from "./pods.ts";
import { labelsOf, owner, type WorkloadWorld } from "./replicas.ts";
import { stamp } from "./time.ts";

/** Starts the pod of a new Job and writes how it ended. */
export function settleJob(
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
