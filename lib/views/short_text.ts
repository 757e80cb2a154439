/**
 * A long text among others that are like it.
 *
 * @module
 */

/** Between them is what matters least: errors begin with what failed and end with why. */
function ends(text: string, max: number): string {
  const head = Math.ceil(max / 3);
  return `${text.slice(0, head)}…${text.slice(head + 1 - max)}`;
}

/** The first place where two texts differ. */
function difference(one: string, other: string): number {
  let at = 0;
  while (at < one.length && one[at] === other[at]) at++;
  return at;
}

/**
 * The text in about `max` characters. Where it would then read as another one of `all`, it is cut so that one sees
 * what sets them apart.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * const all = ["east", "west"].map((where) => `${"a".repeat(30)} ${where} ${"z".repeat(30)}`);
 * const [one = ""] = all;
 * assert.equal(shortText(one, { max: 20, all: [one] }), "aaaaaaa…zzzzzzzzzzzz");
 * assert.match(shortText(one, { max: 20, all }), /^aaaaa….*east.*…$/);
 * ```
 */
export function shortText(
  text: string,
  { max, all }: { readonly max: number; readonly all: readonly string[] },
): string {
  if (text.length <= max) return text;
  const usual = ends(text, max);
  const alike = all.find((other) =>
    other !== text && other.length > max && ends(other, max) === usual
  );
  if (alike === undefined) return usual;
  const head = Math.ceil(max / 4);
  const room = max - head - 2;
  const start = Math.max(
    head,
    difference(text, alike) - Math.floor(room / 3),
  );
  const end = start + room;
  return `${text.slice(0, head)}${start > head ? "…" : ""}${
    text.slice(start, end)
  }${end < text.length ? "…" : ""}`;
}
