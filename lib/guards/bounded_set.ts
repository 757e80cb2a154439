/**
 * A set of short texts that never grows beyond a bound.
 *
 * @module
 */

/** How much a {@linkcode BoundedSet} holds at most. */
export interface Bounds {
  /** Number of texts; when it is reached, all are forgotten. */
  readonly most: number;
  /** Characters of one text; longer ones are not taken. */
  readonly longest: number;
}

/**
 * Remembers texts for as long as there is room.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * const set = new BoundedSet({ most: 2, longest: 5 });
 * for (const text of ["one", "much too long", "two"]) set.add(text);
 * assert(set.has("two") && !set.has("much too long"));
 * set.add("three");
 * assert(set.has("three") && !set.has("one"));
 * ```
 */
export class BoundedSet {
  readonly #texts = new Set<string>();
  readonly #bounds: Bounds;

  constructor(bounds: Bounds) {
    this.#bounds = bounds;
  }

  has(text: string): boolean {
    return this.#texts.has(text);
  }

  add(text: string): void {
    if (text.length > this.#bounds.longest) return;
    if (this.#texts.size >= this.#bounds.most) this.#texts.clear();
    this.#texts.add(text);
  }
}
