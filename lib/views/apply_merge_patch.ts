/**
 * Applies a JSON Merge Patch (RFC 7386).
 *
 * @module
 */
import { isRecord } from "./manifest_yaml.ts";

/**
 * The target after a patch; a `null` of the patch takes a key away, a list is replaced as a whole.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * assert.deepEqual(applyMergePatch({ a: 1, b: { c: 2, d: 3 } }, { a: null, b: { c: 4 } }), { b: { c: 4, d: 3 } });
 * ```
 */
export function applyMergePatch(target: unknown, patch: unknown): unknown {
  if (!isRecord(patch)) return patch;
  const merged = new Map(Object.entries(isRecord(target) ? target : {}));
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) merged.delete(key);
    else merged.set(key, applyMergePatch(merged.get(key), value));
  }
  // Not by assignment: a key may be `__proto__`.
  return Object.fromEntries(merged);
}
