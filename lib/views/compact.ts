/**
 * Views without empty values.
 *
 * @module
 */

type Filled<T> = {
  [Key in keyof T]?: Exclude<T[Key], undefined | null>;
};

function isEmpty(value: unknown): boolean {
  if (value === undefined || value === null || value === "") return true;
  return Array.isArray(value) && value.length === 0;
}

/**
 * A copy without `undefined`, `null`, `""` and empty lists; `false` and `0` stay, they are facts.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * assert.deepEqual(compact({ a: "", b: undefined, c: [], d: false, e: 0 }), { d: false, e: 0 });
 * ```
 */
export function compact<T extends object>(value: T): Filled<T> {
  return Object.fromEntries(
    Object.entries(value).filter(([, child]) => !isEmpty(child)),
  ) as Filled<T>;
}
