/**
 * The lists of several Argo CDs as one list.
 *
 * @module
 */
import type { View } from "./fit_size.ts";

/** A list of one instance. */
export interface NamedView {
  readonly name: string;
  readonly view: View;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Adds numbers; of objects, key by key. Anything else stays what the first one said. */
function add(a: unknown, b: unknown): unknown {
  if (a === undefined) return b;
  if (b === undefined) return a;
  if (typeof a === "number" && typeof b === "number") return a + b;
  if (!isObject(a) || !isObject(b)) return a;
  const keys = new Set([...Object.keys(a), ...Object.keys(b)]);
  return Object.fromEntries([...keys].map((key) => [key, add(a[key], b[key])]));
}

/**
 * Puts lists together: counts are added, items put one after the other, and what a list says in words is said with its
 * name.
 *
 * @param field The key of the items.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * const merged = mergeViews([
 *   { name: "prod", view: { total: 1, health: { Healthy: 1 }, items: ["a"] } },
 *   { name: "test", view: { total: 2, health: { Healthy: 1, Degraded: 1 }, items: ["b", "c"] } },
 * ], "items");
 * assert.deepEqual(merged, { total: 3, health: { Healthy: 2, Degraded: 1 }, items: ["a", "b", "c"] });
 * ```
 */
export function mergeViews(parts: readonly NamedView[], field: string): View {
  const merged: Record<string, unknown> = {};
  for (const { name, view } of parts) {
    for (const [key, value] of Object.entries(view)) {
      const before = merged[key];
      if (key === field && Array.isArray(value)) {
        merged[key] = [...Array.isArray(before) ? before : [], ...value];
      } else if (typeof value === "string") {
        const said = `${name}: ${value}`;
        merged[key] = before === undefined ? said : `${before}; ${said}`;
      } else merged[key] = add(before, value);
    }
  }
  return merged;
}

/**
 * Says of an item whose it is: a row gets one more cell at its beginning, an object one more key.
 */
export function itemOf(name: string, item: unknown): unknown {
  if (Array.isArray(item)) return [name, ...item];
  return isObject(item) ? { instance: name, ...item } : item;
}
