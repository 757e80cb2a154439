/**
 * Cuts long texts into parts that fit into an answer, so that each can be reached by a cursor.
 *
 * @module
 */

/** A part is delivered twice, as text and as data: several of these fit into one answer. */
const PART_CHARS = 3_500;
/** A longer line is no text but data; its start says what it is. */
const LINE_CHARS = 1_500;

/** Shortens one line and says by how much. */
export function shortLine(line: string, most = LINE_CHARS): string {
  return line.length <= most
    ? line
    : `${line.slice(0, most)}… (${line.length - most} more characters)`;
}

/**
 * Splits `text` at line ends into parts of at most `most` characters; lines that are too long are shortened.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * assert.deepEqual(textParts("a\nb\nc\n", 4), ["a\nb\n", "c\n"]);
 * ```
 */
export function textParts(text: string, most = PART_CHARS): readonly string[] {
  const parts: string[] = [];
  let part = "";
  for (const line of text.replace(/\n$/, "").split("\n")) {
    const short = `${shortLine(line)}\n`;
    if (part !== "" && part.length + short.length > most) {
      parts.push(part);
      part = "";
    }
    part += short;
  }
  return part === "" ? parts : [...parts, part];
}
