/**
 * Names that somebody may be about to type.
 *
 * @module
 */

/** What is proposed. */
export interface MatchingNames {
  readonly values: readonly string[];
  /** How many match, shown or not. */
  readonly total: number;
}

/** As many as the protocol lets one completion hold. */
export const MOST_NAMES = 100;

/**
 * The names that `typed` fits, whatever its case: first those that begin with it, then those that hold it; otherwise
 * in the order in which they came, each once.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * const { values } = matchingNames(["web-shop", "shop", "Shop-api", "pay"], "sho");
 * assert.deepEqual(values, ["shop", "Shop-api", "web-shop"]);
 * ```
 */
export function matchingNames(
  names: Iterable<string>,
  typed: string,
): MatchingNames {
  const wanted = typed.toLowerCase();
  const [first, then]: [string[], string[]] = [[], []];
  for (const name of new Set(names)) {
    const at = name.toLowerCase().indexOf(wanted);
    if (at === 0) first.push(name);
    else if (at > 0) then.push(name);
  }
  const values = [...first, ...then];
  return { values: values.slice(0, MOST_NAMES), total: values.length };
}
