/**
 * Lists in no order. Go walks maps in any order, so some lists of a live Argo CD come in another one each time: a
 * client that counts on a place in them fails here as well.
 *
 * @module
 */

/** The items in an order that `random` decides; it answers numbers in [0, 1). */
export function shuffled<T>(
  items: readonly T[],
  random: () => number,
): readonly T[] {
  return items.map((item) => ({ item, order: random() }))
    .sort((left, right) => left.order - right.order)
    .map(({ item }) => item);
}
