/**
 * How long ago something was, where Kubernetes says when.
 *
 * @module
 */

/**
 * Seconds from `since` to `now`; `undefined` when `since` is no time.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * assert.equal(secondsSince("2026-01-01T00:00:00Z", new Date("2026-01-01T00:01:30Z")), 90);
 * assert.equal(secondsSince(undefined, new Date()), undefined);
 * ```
 */
export function secondsSince(
  since: string | undefined,
  now: Date,
): number | undefined {
  const start = Date.parse(since ?? "");
  return Number.isNaN(start) ? undefined : (now.getTime() - start) / 1000;
}

/** A span for a sentence: `40 s`, `12 min`, `3 h`, `5 d`. */
export function spanText(seconds: number): string {
  if (seconds < 120) return `${Math.max(0, Math.round(seconds))} s`;
  if (seconds < 7200) return `${Math.round(seconds / 60)} min`;
  if (seconds < 172_800) return `${Math.round(seconds / 3600)} h`;
  return `${Math.round(seconds / 86_400)} d`;
}
