/**
 * How objects are told apart within a diagnosis, and how a reader is told which one is meant.
 *
 * @module
 */
import type { ResourceRef } from "../argocd/wire/resources.ts";

/**
 * One text for one object; the version of its API does not matter.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * assert.equal(keyOf({ group: "apps", version: "v1", kind: "Deployment", namespace: "shop", name: "web" }), "apps/Deployment/shop/web");
 * ```
 */
export function keyOf(
  { group = "", kind = "", namespace = "", name = "" }: ResourceRef,
): string {
  return `${group}/${kind}/${namespace}/${name}`;
}

/**
 * The place of evidence: `kind/namespace/name`, `kind/name` without a namespace, and the field behind an `@`.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * assert.equal(placeOf({ kind: "Pod", namespace: "shop", name: "web-0" }, "status.phase"), "Pod/shop/web-0@status.phase");
 * ```
 */
export function placeOf(
  { kind = "?", namespace, name = "?" }: ResourceRef,
  field?: string,
): string {
  const object = namespace ? `${kind}/${namespace}/${name}` : `${kind}/${name}`;
  return field === undefined ? object : `${object}@${field}`;
}
