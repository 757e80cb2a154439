/**
 * Pods in the state their images lead to, with the status and the events that a kubelet would write.
 *
 * @module
 */
import type { Cluster } from "./cluster.ts";
import { digList, digText, isDict } from "./json.ts";
import { suffixFrom } from "./ids.ts";
import type { ImageBehaviour, Images } from "./images.ts";
import type { KubeObject, OwnerReference } from "./kube_object.ts";
import { podEvents } from "./pod_events.ts";
import { stamp } from "./time.ts";

/** What a pod is made from. */
export interface PodPlan {
  readonly name: string;
  readonly namespace: string;
  readonly labels: Record<string, string>;
  readonly owner: OwnerReference;
  readonly spec: Record<string, unknown>;
}

/** The node a pod runs on: two nodes take turns. */
function nodeOf(podName: string): string {
  return podName.charCodeAt(podName.length - 1) % 2 === 0 ? "node-1" : "node-2";
}

/** The container that decides about the pod: the first one that does not simply run. */
function decisive(
  spec: Record<string, unknown>,
  images: Images,
): ImageBehaviour {
  const behaviours = digList(spec, "containers").map((container) =>
    images.behaviour(digText(container, "image"))
  );
  return behaviours.find((one) => one.state !== "run") ?? behaviours[0] ??
    { state: "run" };
}

/** Makes a pod in the state its images lead to, with the events the kubelet would write. */
export function createPod(
  cluster: Cluster,
  plan: PodPlan,
  images: Images,
  now: Date,
): KubeObject {
  const time = stamp(now);
  const pod = cluster.put({
    apiVersion: "v1",
    kind: "Pod",
    metadata: {
      name: plan.name,
      generateName: plan.name.slice(0, plan.name.lastIndexOf("-") + 1),
      namespace: plan.namespace,
      labels: plan.labels,
      ownerReferences: [plan.owner],
    },
    spec: { ...structuredClone(plan.spec), nodeName: nodeOf(plan.name) },
    status: podStatus(plan, images, time),
  }, { manager: "kubelet" });
  podEvents(cluster, pod, decisive(plan.spec, images), now);
  return pod;
}

function podStatus(
  plan: PodPlan,
  images: Images,
  time: string,
): Record<string, unknown> {
  const behaviour = decisive(plan.spec, images);
  const ready = behaviour.state === "run" || behaviour.state === "hang";
  const phase = behaviour.state === "complete"
    ? "Succeeded"
    : behaviour.state === "fail"
    ? "Failed"
    : behaviour.state === "pull"
    ? "Pending"
    : "Running";
  return {
    phase,
    conditions: ["Initialized", "Ready", "ContainersReady", "PodScheduled"].map(
      (type) => ({
        type,
        status: type === "Ready" || type === "ContainersReady"
          ? (ready ? "True" : "False")
          : "True",
        lastProbeTime: null,
        lastTransitionTime: time,
      }),
    ),
    containerStatuses: digList(plan.spec, "containers").filter(isDict).map((
      container,
    ) =>
      containerStatus(
        container,
        images.behaviour(digText(container, "image")),
        time,
      )
    ),
    hostIP: "10.20.0.11",
    podIP: "10.244.1.17",
    startTime: time,
    qosClass: "BestEffort",
  };
}

function containerStatus(
  container: Record<string, unknown>,
  behaviour: ImageBehaviour,
  time: string,
): Record<string, unknown> {
  const name = digText(container, "name");
  const image = digText(container, "image");
  const common = {
    name,
    image,
    imageID: "",
    ready: behaviour.state === "run" || behaviour.state === "hang",
  };
  const ended = {
    exitCode: behaviour.exitCode ?? (behaviour.state === "complete" ? 0 : 1),
    reason: behaviour.reason ??
      (behaviour.state === "complete" ? "Completed" : "Error"),
    ...(behaviour.message === undefined || behaviour.state === "pull"
      ? {}
      : { message: behaviour.message }),
    startedAt: time,
    finishedAt: time,
  };
  switch (behaviour.state) {
    case "run":
    case "hang":
      return {
        ...common,
        restartCount: 0,
        started: true,
        state: { running: { startedAt: time } },
      };
    case "crash":
      return {
        ...common,
        restartCount: behaviour.restarts ?? 7,
        started: false,
        lastState: { terminated: ended },
        state: {
          waiting: {
            reason: "CrashLoopBackOff",
            message: `back-off 5m0s restarting failed container=${name}`,
          },
        },
      };
    case "pull":
      return {
        ...common,
        restartCount: 0,
        started: false,
        state: {
          waiting: {
            reason: "ImagePullBackOff",
            message: behaviour.message ?? `Back-off pulling image "${image}"`,
          },
        },
      };
    case "complete":
    case "fail":
      return {
        ...common,
        restartCount: 0,
        started: false,
        state: { terminated: ended },
      };
  }
}

/** The name of the next pod of an owner. */
export function podName(owner: string, seed: string): string {
  return `${owner}-${suffixFrom(seed, 5)}`;
}
