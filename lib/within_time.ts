/**
 * Waiting with an end.
 *
 * @module
 */

/**
 * Settled when `work` is, or after `ms` milliseconds; `work` itself goes on.
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
): Promise<void> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const patience = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, ms);
  });
  try {
    await Promise.race([work, patience]);
  } finally {
    clearTimeout(timer);
  }
}
