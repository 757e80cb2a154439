/**
 * Text of several lines, some of which may be absent.
 *
 * @module
 */

/** Joins the lines that are there. */
export function lines(
  ...all: readonly (string | false | undefined)[]
): string {
  return all.filter((line) => typeof line === "string").join("\n");
}

/** A value of an argument in a sentence: whatever it holds, it stays one word of it. */
export function quoted(value: string | undefined): string {
  return JSON.stringify(value ?? "");
}
