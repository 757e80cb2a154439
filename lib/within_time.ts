/**
 * Waiting with an end.
 *
 * @module
 */

/**
 * Settled when `work` is, after `ms` milliseconds, or when `signal` aborts; `work` itself goes on.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * const written: string[] = [];
 * await withinTime(10, new Promise(() => {})).then(() => written.push("given up"));
 * assert.deepEqual(written, ["given up"]);
 * ```
 */
export async function withinTime(
  ms: number,
  work: Promise<unknown>,
  signal?: AbortSignal,
): Promise<void> {
  const { promise: patience, resolve: stop } = Promise.withResolvers<void>();
  const timer = setTimeout(stop, signal?.aborted ? 0 : ms);
  const giveUp = () => stop();
  signal?.addEventListener("abort", giveUp);
  try {
    await Promise.race([work, patience]);
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener("abort", giveUp);
  }
}
