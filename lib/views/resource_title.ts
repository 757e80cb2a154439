/**
 * How a resource is called in an answer: short, and enough to ask for it again.
 *
 * @module
 */
import type { ResourceRef } from "../argocd/wire/resources.ts";

const KUBERNETES_GROUP_REGEXP =
  /^$|^(apps|batch|autoscaling|policy|extensions)$|\.k8s\.io$|^argoproj\.io$/;

/**
 * The kind, with its group where the kind alone does not say it: custom resources share kinds.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * assert.equal(kindTitle({ group: "apps", kind: "Deployment" }), "Deployment");
 * assert.equal(kindTitle({ group: "cert-manager.io", kind: "Certificate" }), "Certificate.cert-manager.io");
 * ```
 */
export function kindTitle({ group = "", kind = "?" }: ResourceRef): string {
  return KUBERNETES_GROUP_REGEXP.test(group) ? kind : `${kind}.${group}`;
}

/**
 * Kind and name, with the namespace where it is not the application's own.
 *
 * @param home The namespace that needs no mention: the application's destination.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * const pod = { kind: "Pod", namespace: "shop", name: "shop-0" };
 * assert.equal(resourceTitle(pod, "shop"), "Pod shop-0");
 * assert.equal(resourceTitle(pod), "Pod shop/shop-0");
 * ```
 */
export function resourceTitle(ref: ResourceRef, home?: string): string {
  const { namespace, name = "?" } = ref;
  const place = namespace && namespace !== home ? `${namespace}/` : "";
  return `${kindTitle(ref)} ${place}${name}`;
}
