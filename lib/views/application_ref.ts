/**
 * What an application is called, so that the name can be passed back.
 *
 * @module
 */
import type { ObjectMeta } from "../argocd/wire/objects.ts";

/** Where Argo CD is installed, unless somebody chose otherwise. */
export const USUAL_NAMESPACE = "argocd";

/** The namespace that need not be said; `undefined` when it is not known, then every one is said. */
export function controlPlaneNamespace(
  namespaces: readonly string[],
  configured?: string,
): string | undefined {
  if (configured) return configured;
  return namespaces.includes(USUAL_NAMESPACE) ? USUAL_NAMESPACE : undefined;
}

/**
 * `name`, or `namespace/name` for an application outside the control-plane namespace.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * assert.equal(applicationRef({ name: "shop", namespace: "argocd" }, "argocd"), "shop");
 * assert.equal(applicationRef({ name: "shop", namespace: "team-a" }, "argocd"), "team-a/shop");
 * ```
 */
export function applicationRef(
  metadata: ObjectMeta | undefined,
  controlPlane: string | undefined,
): string {
  const { name = "?", namespace } = metadata ?? {};
  return !namespace || namespace === controlPlane
    ? name
    : `${namespace}/${name}`;
}
