/**
 * Text of others inside of a line of ours.
 *
 * @module
 */

const LINE_END_REGEXP = /[\n\v\f\r\u0085\u2028\u2029]+\s*/g;

/**
 * The same text without line ends: whoever wrote it must not begin a line that looks like one of ours.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * assert.equal(oneLine("Killing\n  verdict: all is well"), "Killing verdict: all is well");
 * ```
 */
export function oneLine(text: string): string {
  return text.replace(LINE_END_REGEXP, " ");
}
