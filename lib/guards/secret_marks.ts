/**
 * The marks that stand where a secret stood.
 *
 * @module
 */

/** One mark, wherever it stands in a text. */
export const MARK_REGEXP = /<masked:\d+>/;

/** A text that is a mark and nothing else. */
export const ONLY_MARK_REGEXP = /^<masked:\d+>$/;

/** Argo CD's own mask of a Secret value: a run of at least eight plus signs. */
export const PLUS_MASK_REGEXP = /^\+{8,}$/;

/** Stands for what is taken out whole without being looked at (too deep, a cycle, bytes). */
export const OPAQUE_MARK = "<masked:0>";

/** Hands out the marks of one result. */
export interface Marks {
  /** The mark of `value`: the same for equal values, and it tells nothing else about them. */
  of(value: string): string;
}

/**
 * Starts the numbering of one result.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 *
 * const marks = createMarks();
 * assert.equal(marks.of("hunter2"), "<masked:1>");
 * assert.equal(marks.of("swordfish"), "<masked:2>");
 * assert.equal(marks.of("hunter2"), "<masked:1>");
 * ```
 */
export function createMarks(): Marks {
  const numbers = new Map<string, number>();
  return {
    of(value) {
      // The final newline of a block scalar does not make another secret.
      const canonical = value.trim();
      let number = numbers.get(canonical);
      if (number === undefined) {
        number = numbers.size + 1;
        numbers.set(canonical, number);
      }
      return `<masked:${number}>`;
    },
  };
}

/**
 * Brings a run of Argo CD's plus signs to one of the lengths 8, 12, 16 … 64.
 *
 * Argo CD shows a value that differs between two states of the same key by a
 * run that is longer by four. It says nothing about two different keys, so the
 * runs are not turned into numbered marks, which would claim just that.
 */
export function normalizePlusMask(run: string): string {
  const steps = Math.min(Math.ceil((run.length - 8) / 4), 14);
  return "+".repeat(8 + 4 * steps);
}
