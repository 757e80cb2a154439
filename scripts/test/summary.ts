/**
 * What `deno test` says at its end, as numbers.
 *
 * @module
 */
import { stripVTControlCharacters } from "node:util";

/** How many tests ended in which way; a test with steps counts once. */
export interface Summary {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

const SUMMARY_REGEXP =
  /^(?:ok|FAILED) \| (\d+) passed(?: \(\d+ steps?\))? \| (\d+) failed(?: \(\d+ steps?\))?(.*)$/gm;
const IGNORED_REGEXP = /\| (\d+) ignored/;

/**
 * Reads the last summary in the output of `deno test`; `undefined` where it never came to one.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * assert.deepEqual(
 *   readSummary("ok | 3 passed (2 steps) | 0 failed | 1 ignored (9ms)\n"),
 *   { passed: 3, failed: 0, skipped: 1 },
 * );
 * ```
 */
export function readSummary(output: string): Summary | undefined {
  const found = [...stripVTControlCharacters(output).matchAll(SUMMARY_REGEXP)];
  const last = found.at(-1);
  if (!last) return undefined;
  const [, passed, failed, rest = ""] = last;
  return {
    passed: Number(passed),
    failed: Number(failed),
    skipped: Number(IGNORED_REGEXP.exec(rest)?.[1] ?? 0),
  };
}

/**
 * The one line that a run ends with.
 *
 * A run that broke without a summary (a type error, say), or whose exit code contradicts its summary, counts as one
 * failure: the line never looks better than the exit code.
 *
 * @param code Exit code of `deno test`.
 */
export function lastLine(summary: Summary | undefined, code: number): string {
  const { passed, failed, skipped } = summary ??
    { passed: 0, failed: code === 0 ? 0 : 1, skipped: 0 };
  const shown = code !== 0 && failed === 0 ? 1 : failed;
  const line = `${passed} passed, ${shown} failed`;
  return skipped > 0 ? `${line}, ${skipped} skipped` : line;
}
