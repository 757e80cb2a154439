/**
 * Times as Argo CD writes them: ISO 8601 in UTC, without a fraction.
 *
 * @module
 */

/**
 * A time as text.
 *
 * @param time A date, milliseconds since 1970, or ISO text, whose fraction is dropped.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * assert.equal(isoTime(1_000), "1970-01-01T00:00:01Z");
 * assert.equal(isoTime("2026-11-21T06:00:00.123456Z"), "2026-11-21T06:00:00Z");
 * ```
 */
export function isoTime(time: Date | number | string): string {
  const text = typeof time === "string" ? time : new Date(time).toISOString();
  return text.replace(/\.\d+(?=Z$)/, "");
}
