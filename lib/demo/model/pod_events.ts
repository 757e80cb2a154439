/**
 * The events that scheduler and kubelet write about a new pod. They are what explains a pod that does not run,
 * so their texts are the real ones.
 *
 * @module
 */
import type { Cluster } from "./cluster.ts";
import type { ImageBehaviour } from "./images.ts";
import { digList, digText } from "./json.ts";
import type { KubeObject } from "./kube_object.ts";

/** Records the events of a pod whose images lead it into a state. */
export function podEvents(
  cluster: Cluster,
  pod: KubeObject,
  behaviour: ImageBehaviour,
  now: Date,
): void {
  const { name, namespace } = pod.metadata;
  const image = digText(digList(pod, "spec", "containers")[0], "image");
  const container = digText(digList(pod, "spec", "containers")[0], "name");
  const node = digText(pod, "spec", "nodeName");
  cluster.event(pod, {
    reason: "Scheduled",
    message: `Successfully assigned ${namespace}/${name} to ${node}`,
    component: "default-scheduler",
    scheduler: true,
  });
  const kubelet = { component: "kubelet" };
  if (behaviour.state === "pull") {
    cluster.event(pod, {
      ...kubelet,
      reason: "Pulling",
      message: `Pulling image "${image}"`,
      count: 6,
      last: now,
    });
    cluster.event(pod, {
      ...kubelet,
      reason: "Failed",
      type: "Warning",
      count: 6,
      message: behaviour.message ??
        `Failed to pull image "${image}": not found`,
    });
    cluster.event(pod, {
      ...kubelet,
      reason: "BackOff",
      type: "Warning",
      count: 21,
      message: `Back-off pulling image "${image}"`,
    });
    return;
  }
  const restarts = behaviour.state === "crash"
    ? (behaviour.restarts ?? 7) + 1
    : 1;
  cluster.event(pod, {
    ...kubelet,
    reason: "Pulled",
    message: `Container image "${image}" already present on machine`,
    count: restarts,
  });
  cluster.event(pod, {
    ...kubelet,
    reason: "Created",
    message: `Created container: ${container}`,
    count: restarts,
  });
  cluster.event(pod, {
    ...kubelet,
    reason: "Started",
    message: `Started container ${container}`,
    count: restarts,
  });
  if (behaviour.state === "crash") {
    cluster.event(pod, {
      ...kubelet,
      reason: "BackOff",
      type: "Warning",
      count: restarts * 4,
      message:
        `Back-off restarting failed container ${container} in pod ${name}_${namespace}(${pod.metadata.uid})`,
    });
  }
}
