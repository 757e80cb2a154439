/**
 * Reading objects of Kubernetes, whose shape nobody promises: what is not there is empty.
 *
 * @module
 */
import { isRecord, type Manifest } from "../views/manifest_yaml.ts";

/**
 * What stands at a path of keys; `undefined` when anything on the way is missing.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * assert.equal(at({ spec: { replicas: 2 } }, "spec", "replicas"), 2);
 * assert.equal(at({ spec: null }, "spec", "replicas"), undefined);
 * ```
 */
export function at(object: unknown, ...path: readonly string[]): unknown {
  return path.reduce<unknown>(
    (value, key) => isRecord(value) ? value[key] : undefined,
    object,
  );
}

/** A text at a path; empty when there is none. */
export function textAt(object: unknown, ...path: readonly string[]): string {
  const value = at(object, ...path);
  return typeof value === "string" ? value : "";
}

/** A number at a path; `undefined` when there is none. */
export function numberAt(
  object: unknown,
  ...path: readonly string[]
): number | undefined {
  const value = at(object, ...path);
  return typeof value === "number" ? value : undefined;
}

/** The objects of a list at a path; empty when there is none. */
export function recordsAt(
  object: unknown,
  ...path: readonly string[]
): readonly Manifest[] {
  const value = at(object, ...path);
  return Array.isArray(value) ? value.filter(isRecord) : [];
}

/** The texts of a list at a path; empty when there is none. */
export function textsAt(
  object: unknown,
  ...path: readonly string[]
): readonly string[] {
  const value = at(object, ...path);
  return Array.isArray(value)
    ? value.filter((one) => typeof one === "string")
    : [];
}
