/**
 * Numbers of things in words.
 *
 * @module
 */

/**
 * A number and what it counts.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * assert.equal(plural(1, "resource"), "1 resource");
 * assert.equal(plural(2, "repository", "repositories"), "2 repositories");
 * ```
 */
export function plural(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}
