/**
 * Patterns of names: `*` for any characters, `?` for one, neither for a slash.
 *
 * @module
 */

/**
 * Whether `name` is what `pattern` says. Takes no more time than their lengths multiplied, whatever the pattern.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * assert(matchesGlob("team-a/shop-1", "team-?/shop*"));
 * assert(!matchesGlob("team-a/shop", "*"));
 * ```
 */
export function matchesGlob(name: string, pattern: string): boolean {
  let at = 0;
  let inPattern = 0;
  let star = -1;
  let afterStar = 0;
  while (at < name.length) {
    const wanted = pattern[inPattern];
    const char = name[at];
    if (wanted === "*") {
      star = inPattern++;
      afterStar = at;
    } else if (wanted === char || (wanted === "?" && char !== "/")) {
      at++;
      inPattern++;
    } else if (star >= 0 && name[afterStar] !== "/") {
      // The star takes one more character, and the rest is tried again.
      at = ++afterStar;
      inPattern = star + 1;
    } else return false;
  }
  while (pattern[inPattern] === "*") inPattern++;
  return inPattern === pattern.length;
}
