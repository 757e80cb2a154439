/**
 * Two pieces of work side by side.
 *
 * @module
 */

/** Waits for both, even when the first fails: nothing of a call goes on when its answer is given. Throws what they do. */
export async function both<One, Two>(
  one: Promise<One>,
  two: Promise<Two>,
): Promise<readonly [One, Two]> {
  await Promise.allSettled([one, two]);
  return [await one, await two];
}
