/**
 * The merge patch (RFC 7386) that makes one application of another.
 *
 * @module
 */
import { isDeepStrictEqual } from "node:util";
import { isRecord } from "../../../views/manifest_yaml.ts";

/** A patch by keys; `null` removes. */
export type MergePatch = Readonly<Record<string, unknown>>;

/**
 * The smallest merge patch from `before` to `after`. A list that differs stands in it as a whole.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * assert.deepEqual(mergePatch({ a: 1, b: { c: 1, d: [1] }, e: 1 }, { a: 1, b: { c: 2, d: [1, 2] } }), {
 *   b: { c: 2, d: [1, 2] },
 *   e: null,
 * });
 * ```
 */
export function mergePatch(before: object, after: object): MergePatch {
  const old = new Map(Object.entries(before));
  const young = new Map(Object.entries(after));
  const keys = [...new Set([...old.keys(), ...young.keys()])];
  return Object.fromEntries(keys.flatMap((key): [string, unknown][] => {
    const [was, is] = [old.get(key), young.get(key)];
    if (isDeepStrictEqual(was, is)) return [];
    if (is === undefined) return [[key, null]];
    return isRecord(was) && isRecord(is)
      ? [[key, mergePatch(was, is)]]
      : [[key, is]];
  }));
}

/** Whether a value has a `null` inside. */
function hasNull(value: unknown): boolean {
  if (value === null) return true;
  return typeof value === "object" && Object.values(value).some(hasNull);
}

/**
 * Whether a patch writes a `null` as a value, as Helm values have it to remove a default: Argo CD drops such keys from
 * whatever a merge patch writes.
 */
export function losesNull(patch: MergePatch): boolean {
  return Object.values(patch).some((value) =>
    isRecord(value) ? losesNull(value) : value !== null && hasNull(value)
  );
}
