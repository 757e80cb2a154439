/**
 * In which namespace a rendered object will live: a manifest need not say it.
 *
 * @module
 */
import type { ResourceRef } from "../argocd/wire/resources.ts";

/** Kinds of Kubernetes, and of what nearly every cluster has, that live in no namespace. */
const CLUSTER_SCOPED: ReadonlySet<string> = new Set([
  "|Namespace",
  "|Node",
  "|PersistentVolume",
  "admissionregistration.k8s.io|MutatingAdmissionPolicy",
  "admissionregistration.k8s.io|MutatingAdmissionPolicyBinding",
  "admissionregistration.k8s.io|MutatingWebhookConfiguration",
  "admissionregistration.k8s.io|ValidatingAdmissionPolicy",
  "admissionregistration.k8s.io|ValidatingAdmissionPolicyBinding",
  "admissionregistration.k8s.io|ValidatingWebhookConfiguration",
  "apiextensions.k8s.io|CustomResourceDefinition",
  "apiregistration.k8s.io|APIService",
  "cert-manager.io|ClusterIssuer",
  "certificates.k8s.io|CertificateSigningRequest",
  "flowcontrol.apiserver.k8s.io|FlowSchema",
  "flowcontrol.apiserver.k8s.io|PriorityLevelConfiguration",
  "gateway.networking.k8s.io|GatewayClass",
  "networking.k8s.io|IngressClass",
  "node.k8s.io|RuntimeClass",
  "rbac.authorization.k8s.io|ClusterRole",
  "rbac.authorization.k8s.io|ClusterRoleBinding",
  "scheduling.k8s.io|PriorityClass",
  "snapshot.storage.k8s.io|VolumeSnapshotClass",
  "storage.k8s.io|CSIDriver",
  "storage.k8s.io|CSINode",
  "storage.k8s.io|StorageClass",
  "storage.k8s.io|VolumeAttachment",
]);

function kindKey({ group = "", kind = "" }: ResourceRef): string {
  return `${group}|${kind}`;
}

/**
 * Makes the function that puts a reference of a manifest where Argo CD will put the object.
 *
 * @param known Resources of which Argo CD says where they live: they tell for custom kinds.
 * @param home The application's destination.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * const place = placeIn("shop", [{ group: "example.com", kind: "Tenant", name: "a" }]);
 * assert.equal(place({ kind: "ConfigMap", name: "c" }).namespace, "shop");
 * assert.equal(place({ group: "example.com", kind: "Tenant", name: "b" }).namespace, "");
 * ```
 */
export function placeIn(
  home: string,
  known: readonly ResourceRef[],
): (ref: ResourceRef) => ResourceRef {
  const scoped = new Set(CLUSTER_SCOPED);
  for (const ref of known) if (!ref.namespace) scoped.add(kindKey(ref));
  return (ref) => ({
    ...ref,
    namespace: scoped.has(kindKey(ref)) ? "" : ref.namespace || home,
  });
}
