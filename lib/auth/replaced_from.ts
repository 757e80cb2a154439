/**
 * When a token is replaced before it ends.
 *
 * @module
 */

/** A call that starts now should not meet the end. */
const EARLY_MS = 60_000;

/**
 * The moment from which a token is replaced, in milliseconds since 1970: a minute before its end, and one that lives
 * shorter than two minutes after half of its life.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * assert.equal(replacedFrom(600_000, 0), 540_000);
 * assert.equal(replacedFrom(10_000, 0), 5_000);
 * ```
 */
export function replacedFrom(end: number, since: number): number {
  return end - Math.min(EARLY_MS, Math.max(0, end - since) / 2);
}
