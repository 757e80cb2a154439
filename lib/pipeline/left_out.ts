/**
 * Says how much is out of scope, and not what.
 *
 * @module
 */
import type { View } from "./fit_size.ts";

/** How many objects of each kind were left out. */
export type LeftOut = ReadonlyMap<string, number>;

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
