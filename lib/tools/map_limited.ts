/**
 * Many small requests without a stampede.
 *
 * @module
 */

/**
 * Maps `items` in order, with at most `limit` of them in flight; rejects with the first error.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * assert.deepEqual(await mapLimited([1, 2, 3], 2, (n) => Promise.resolve(n * 2)), [2, 4, 6]);
 * ```
 */
export async function mapLimited<T, R>(
  items: readonly T[],
  limit: number,
  fn: (item: T) => Promise<R>,
): Promise<R[]> {
  const results: R[] = new Array(items.length);
  const queue = items.entries();
  async function work(): Promise<void> {
    for (const [index, item] of queue) results[index] = await fn(item);
  }
  const workers = Math.min(limit, items.length);
  await Promise.all(Array.from({ length: workers }, work));
  return results;
}
