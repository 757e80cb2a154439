/**
 * A log line that is too long to be held is still a log line.
 *
 * @module
 */
import type { LogEntry } from "./wire/events.ts";

const BEGINNING = '{"result":{"content":"';
/** The key that Argo CD writes after the content. Inside a JSON string a quote has a backslash before it, so this is structure. */
const AFTER_CONTENT = '","timeStamp"';
/** Of a line that is too long, so much is shown; a screen of text, not a megabyte. */
const KEPT_CHARACTERS = 16_384;

/**
 * Makes a log entry of the beginning and the end of a line of `…/logs`; its content is cut and says so. Returns
 * `undefined` for anything that is not such a line.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * const entry = cutLogLine('{"result":{"content":"aaaa', 'aaa","timeStamp":null,"last":false,"podName":"web-1"}}');
 * assert.deepEqual(entry, { content: "aaaa… (line cut)", timeStamp: null, last: false, podName: "web-1" });
 * ```
 */
export function cutLogLine(head: string, tail: string): LogEntry | undefined {
  const after = tail.lastIndexOf(AFTER_CONTENT);
  if (!head.startsWith(BEGINNING) || after < 0) return undefined;
  const content = wholeCharacters(
    head.slice(BEGINNING.length, KEPT_CHARACTERS),
  );
  try {
    const { result } = JSON.parse(
      `${BEGINNING}${content}… (line cut)${tail.slice(after)}`,
    );
    return result;
  } catch {
    return undefined;
  }
}

/** Takes away an escape, an astral character or a byte sequence that was cut in its middle. */
function wholeCharacters(content: string): string {
  const [escape = "", slashes = ""] =
    /(\\+)(?:u[\da-fA-F]{0,3})?$/.exec(content) ?? [];
  const text = slashes.length % 2 === 0
    ? content
    : content.slice(0, content.length - escape.length + slashes.length - 1);
  return text.replace(/[\uD800-\uDBFF\uFFFD]$/, "");
}
