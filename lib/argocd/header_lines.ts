/**
 * Extra headers that an operator gives for what stands in front of Argo CD.
 *
 * @module
 */
import { ToolError } from "../errors.ts";
import { VARIABLE_NAMES } from "./setting_names.ts";

const NAME_REGEXP = /^[A-Za-z0-9!#$%&'*+.^_`|~-]+$/;
/** Visible ASCII with spaces and tabs in between. */
const VALUE_REGEXP = /^[\x21-\x7e](?:[\x20-\x7e\t]*[\x21-\x7e])?$/;
/** Headers that decide who we are, what the body is or where the message ends; `Grpc-Metadata-Token` outranks our own token. */
const OURS_REGEXP =
  /^(?:authorization|cookie|host|accept(?:-.*)?|content-.*|grpc-.*|user-agent|connection|keep-alive|te|trailer|transfer-encoding|upgrade|expect|proxy-.*|sec-.*|http2-settings)$/;

/**
 * Reads lines of the form `Name: value`; empty lines are skipped. Throws `CONFIGURATION`; the error names the line and
 * the header, never a value.
 *
 * @param source Where the lines are from, for messages.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * assert.deepEqual(parseHeaderLines("X-Team: web\n"), [["X-Team", "web"]]);
 * assert.throws(() => parseHeaderLines("Authorization: Bearer x"), { code: "CONFIGURATION" });
 * ```
 */
export function parseHeaderLines(
  text: string,
  source: string = VARIABLE_NAMES.headers,
): readonly (readonly [string, string])[] {
  const headers: (readonly [string, string])[] = [];
  const seen = new Set<string>();
  for (const [index, line] of text.split(/\r?\n/).entries()) {
    if (line.trim() === "") continue;
    const colon = line.indexOf(":");
    const name = line.slice(0, Math.max(0, colon)).trim();
    const value = line.slice(colon + 1).trim();
    const key = name.toLowerCase();
    const fault = !NAME_REGEXP.test(name)
      ? "it is not of the form 'Name: value'"
      : OURS_REGEXP.test(key)
      ? `'${name}' is a header that cannot be given here`
      : seen.has(key)
      ? `'${name}' is given twice`
      : !VALUE_REGEXP.test(value)
      ? `the value of '${name}' is empty or has a character that no header has`
      : undefined;
    if (fault !== undefined) {
      throw new ToolError(
        "CONFIGURATION",
        `Cannot use line ${index + 1} of ${source}: ${fault}`,
      );
    }
    seen.add(key);
    headers.push([name, value]);
  }
  return headers;
}
