/**
 * When a read is asked again, and after how long.
 *
 * @module
 */

/** Requests for one question at most, the first one and the one after a renewed sign-in included. */
export const MAX_ATTEMPTS = 3;

/** Statuses after which a read may succeed a moment later. */
export const PASSING_STATUSES: ReadonlySet<number> = new Set([502, 503, 504]);

const FIRST_PAUSE_MS = 200;
const LONGEST_PAUSE_MS = 2_000;

/**
 * Milliseconds before the next attempt: a random share of a doubling pause, so that many callers do not come back
 * at the same moment.
 *
 * @param attempt How many requests were made, from 1.
 * @param random A number from 0 to 1.
 */
export function pause(attempt: number, random: number): number {
  return random * Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** attempt);
}

/**
 * Reads `Retry-After`, which is a number of seconds or a date.
 *
 * @param now Milliseconds since 1970.
 * @returns Milliseconds, or `undefined` when there is nothing usable.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * assert.equal(readRetryAfter("2", 0), 2000);
 * assert.equal(readRetryAfter("Thu, 01 Jan 1970 00:00:03 GMT", 1000), 2000);
 * assert.equal(readRetryAfter("soon", 0), undefined);
 * ```
 */
export function readRetryAfter(
  value: string | null,
  now: number,
): number | undefined {
  const text = value?.trim() ?? "";
  if (/^\d{1,9}$/.test(text)) return Number(text) * 1000;
  // Only the forms of HTTP: Date.parse alone would take "-1" or "5 sec" for a year.
  const date = /^[A-Z][a-z]{2,8},? /.test(text) ? Date.parse(text) : NaN;
  return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}
