/**
 * Finds what somebody probably meant.
 *
 * @module
 */

function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const replaced = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(replaced, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}

/**
 * The candidate that is closest to `word`, by edits; `undefined` when none is close.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * assert.equal(nearest("aplication", ["application", "project"]), "application");
 * assert.equal(nearest("zzz", ["application", "project"]), undefined);
 * ```
 */
export function nearest(
  word: string,
  candidates: readonly string[],
): string | undefined {
  const wanted = word.slice(0, 60).toLowerCase();
  let best: string | undefined;
  let least = Math.max(2, Math.floor(wanted.length / 3)) + 1;
  for (const candidate of candidates) {
    const edits = distance(wanted, candidate.toLowerCase());
    if (edits < least) [best, least] = [candidate, edits];
  }
  return best;
}
