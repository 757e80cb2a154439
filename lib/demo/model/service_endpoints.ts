/**
 * Endpoints and EndpointSlices, which nobody manages but trees of 2.14 show below every Service.
 *
 * @module
 */
import { suffixFrom, uidFrom } from "./ids.ts";
import type { KubeObject } from "./kube_object.ts";

/**
 * The objects that Kubernetes keeps for a Service. Argo CD shows them below it
 * until 2.14; the settings that later releases ship exclude both kinds.
 */
export function serviceEndpoints(service: KubeObject): readonly KubeObject[] {
  const { name, namespace, uid = "", resourceVersion, creationTimestamp } =
    service.metadata;
  const owned = (kind: string, own: string): KubeObject["metadata"] => ({
    name: own,
    ...(namespace === undefined ? {} : { namespace }),
    uid: uidFrom(`${kind} of ${uid}`),
    ...(resourceVersion === undefined ? {} : { resourceVersion }),
    ...(creationTimestamp === undefined ? {} : { creationTimestamp }),
    ownerReferences: [{ apiVersion: "v1", kind: "Service", name, uid }],
  });
  return [
    {
      apiVersion: "v1",
      kind: "Endpoints",
      metadata: owned("Endpoints", name),
    },
    {
      apiVersion: "discovery.k8s.io/v1",
      kind: "EndpointSlice",
      metadata: owned("EndpointSlice", `${name}-${suffixFrom(uid, 5)}`),
      addressType: "IPv4",
    },
  ];
}
