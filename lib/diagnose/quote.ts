/**
 * Texts of others as evidence: short enough for an answer, and with the part that decides.
 *
 * @module
 */
import { shortMessage } from "../views/short_message.ts";

/** As much as an answer shows of one piece of evidence. */
const MOST_CHARS = 290;
const LEAD_CHARS = 90;

/**
 * A message with the part that matched; what is far from it is left out.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * const long = `spec: Invalid value: ${"x".repeat(500)}: field is immutable; ${"y".repeat(500)}`;
 * assert(quoteAround(long, /field is immutable/).includes("field is immutable"));
 * assert.equal(quoteAround("short", /nothing/), "short");
 * ```
 */
export function quoteAround(message: string, decisive: RegExp): string {
  const text = shortMessage(message, Infinity);
  if (text.length <= MOST_CHARS) return text;
  const found = decisive.exec(text);
  const at = found?.index ?? 0;
  const end = at + (found?.[0].length ?? 0);
  const half = MOST_CHARS / 2 - 1;
  if (!found || end <= half || at >= text.length - half) {
    return shortMessage(text, MOST_CHARS);
  }
  const room = MOST_CHARS - LEAD_CHARS - 2;
  if (end - at > room) {
    // Of a long part the end counts as much as the begin: there stands why.
    const lead = text.slice(0, Math.min(at, LEAD_CHARS));
    const part = shortMessage(found[0], MOST_CHARS - lead.length - 2);
    return `${lead}${at > LEAD_CHARS ? "…" : ""}${part}${
      end < text.length ? "…" : ""
    }`;
  }
  const start = Math.max(LEAD_CHARS, at - Math.floor((room - (end - at)) / 2));
  return `${text.slice(0, LEAD_CHARS)}…${
    text.slice(Math.min(start, at), Math.min(start, at) + room)
  }…`;
}

/** A few words of a text within a sentence of ours. */
export function quoted(text: string, max = 110): string {
  return `"${shortMessage(text, max).replaceAll('"', "'")}"`;
}
