/**
 * Many small requests without a stampede.
 *
 * @module
 */

/** Requests of one call that run at the same time: Argo CD hands most of them on to a cluster. */
const AT_ONCE = 5;

/**
 * Maps `items` in order, a few of them in flight; rejects with the first error.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * assert.deepEqual(await mapLimited([1, 2, 3], (n) => Promise.resolve(n * 2)), [2, 4, 6]);
 * ```
 */
export async function mapLimited<T, R>(
  items: readonly T[],
  fn: (item: T) => Promise<R>,
): Promise<R[]> {
  const results: R[] = new Array(items.length);
  const queue = items.entries();
  async function work(): Promise<void> {
    for (const [index, item] of queue) results[index] = await fn(item);
  }
  const workers = Math.min(AT_ONCE, items.length);
  await Promise.all(Array.from({ length: workers }, work));
  return results;
}
