/**
 * Waiting that can be given up without stopping what is waited for.
 *
 * @module
 */

/**
 * Settles as `work` does, or rejects with the signal's reason as soon as it aborts.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * await assert.rejects(abortable(new Promise(() => {}), AbortSignal.abort("enough")), (reason) => reason === "enough");
 * ```
 */
export async function abortable<Value>(
  work: Promise<Value>,
  signal: AbortSignal | undefined,
): Promise<Value> {
  if (signal === undefined) return await work;
  const { promise, reject } = Promise.withResolvers<never>();
  const stop = () => reject(signal.reason);
  if (signal.aborted) stop();
  signal.addEventListener("abort", stop);
  try {
    return await Promise.race([work, promise]);
  } finally {
    signal.removeEventListener("abort", stop);
    // The loser of the race may still reject; nobody else would listen.
    work.catch(() => {});
  }
}

/** Waits `ms` milliseconds; rejects with the signal's reason when it aborts before. */
export async function sleep(ms: number, signal: AbortSignal): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, ms);
  try {
    await abortable(promise, signal);
  } finally {
    clearTimeout(timer);
  }
}
