/**
 * Says how much is out of scope, and not what.
 *
 * @module
 */
import type { View } from "./fit_size.ts";

/** How many objects of each kind were left out. */
export type LeftOut = ReadonlyMap<string, number>;

/** The numbers of two ways to look; without a second one those of the first. */
export function addLeftOut(
  first: LeftOut,
  second: LeftOut = new Map(),
): LeftOut {
  const sum = new Map(first);
  for (const [kind, count] of second) {
    sum.set(kind, (sum.get(kind) ?? 0) + count);
  }
  return sum;
}

/** Adds the numbers to a view; without any it stays as it is. */
export function withLeftOut(view: View, leftOut: LeftOut): View {
  return leftOut.size === 0
    ? view
    : { ...view, out_of_scope: Object.fromEntries(leftOut) };
}

/** Adds the numbers to the text of a view. */
export function textWithLeftOut(
  text: (view: View) => string,
  leftOut: LeftOut,
): (view: View) => string {
  if (leftOut.size === 0) return text;
  const counts = [...leftOut].map(([kind, count]) => `${kind} ${count}`);
  return (view) =>
    `${text(view).trimEnd()}\n[out of scope, left out: ${counts.join(", ")}]`;
}
