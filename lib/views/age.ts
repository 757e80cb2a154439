/**
 * Spans of time as people say them.
 *
 * @module
 */

const UNITS: readonly (readonly [string, number])[] = [
  ["d", 86_400_000],
  ["h", 3_600_000],
  ["m", 60_000],
  ["s", 1_000],
];

/**
 * A span in its largest unit, rounded down.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * assert.equal(span(3 * 3_600_000 + 5_000), "3h");
 * assert.equal(span(0), "0s");
 * ```
 */
export function span(milliseconds: number): string {
  const length = Math.abs(milliseconds);
  for (const [unit, size] of UNITS) {
    if (length >= size) return `${Math.floor(length / size)}${unit}`;
  }
  return "0s";
}

/**
 * How long ago, or until when, a timestamp is; empty for a missing or unreadable one.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * const now = new Date("2026-11-21T12:00:00Z");
 * assert.equal(ago("2026-11-21T09:00:00Z", now), "3h ago");
 * assert.equal(ago("2026-11-23T12:00:00Z", now), "in 2d");
 * assert.equal(ago(undefined, now), "");
 * ```
 */
export function ago(timestamp: string | undefined, now: Date): string {
  const time = Date.parse(timestamp ?? "");
  if (Number.isNaN(time)) return "";
  const passed = now.getTime() - time;
  return passed >= 0 ? `${span(passed)} ago` : `in ${span(passed)}`;
}
