/**
 * Secrets behind base64: standard or for URLs, padded or not, folded or not.
 *
 * @module
 */
import type { Marks } from "./secret_marks.ts";

const RUN_REGEXP = /(?<![A-Za-z0-9+/_-])[A-Za-z0-9+/_-]{12,}={0,2}/g;
/** The end of a line that can be continued on the next one. */
const FIRST_LINE_REGEXP =
  /(?<![A-Za-z0-9+/_.-])[A-Za-z0-9+/_.-]{16,}={0,2}(?=\r?$)/;
const NEXT_LINE_REGEXP =
  /^[ \t>|#]*(?:[+-](?=[ \t]))?[ \t]*([A-Za-z0-9+/_.-]{4,}={0,2})[ \t"'\r]*$/;
/** Text, as opposed to what any 12 letters decode to. */
const UNPRINTABLE_REGEXP =
  // deno-lint-ignore no-control-regex
  /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f]/;

/** Bytes of UTF-8 without control characters, the last letter perhaps cut. */
const TEXT_START_REGEXP =
  /^(?:[\t\n\r -~]|[\u00c2-\u00df][\u0080-\u00bf]|[\u00e0-\u00ef][\u0080-\u00bf]{2}|[\u00f0-\u00f4][\u0080-\u00bf]{3})*(?:[\u00c2-\u00f4][\u0080-\u00bf]{0,2})?$/;
const UTF8 = new TextDecoder("utf-8", { fatal: true });

/** How many separators in front of a secret are tried: paths are not deeper. */
const MAX_STARTS = 16;

/** What the search needs from the masker that runs it. */
export interface Base64Options {
  readonly marks: Marks;
  /** Whether a decoded text holds a secret. */
  readonly isSecret: (text: string) => boolean;
}

/** Decodes base64 to text, or gives undefined when it is no base64 or decodes to no text. */
export function decodeBase64(input: string): string | undefined {
  const standard = input.replace(/\s/g, "").replaceAll("-", "+")
    .replaceAll("_", "/").replace(/={0,2}$/, "");
  if (standard.length % 4 === 1 || !/^[A-Za-z0-9+/]+$/.test(standard)) {
    return undefined;
  }
  // Most words fail on their first letters: no need to decode what follows.
  if (!TEXT_START_REGEXP.test(atob(standard.slice(0, 16)))) return undefined;
  try {
    const bytes = Uint8Array.from(atob(standard), (char) => char.charCodeAt(0));
    const text = UTF8.decode(bytes);
    return UNPRINTABLE_REGEXP.test(text) ? undefined : text;
  } catch {
    return undefined; // no UTF-8
  }
}

/** Masks each run of base64 whose decoded text holds a secret. */
export function maskBase64(text: string, options: Base64Options): string {
  return maskFolded(text, options).replace(
    RUN_REGEXP,
    (run) => maskRun(run, options),
  );
}

function maskRun(run: string, options: Base64Options): string {
  const decoded = decodeBase64(run);
  if (decoded !== undefined) {
    return options.isSecret(decoded) ? options.marks.of(run) : run;
  }
  // A path or a name in front of the secret: `files/cGFzc3dvcmQ9…`.
  const starts = [...run.matchAll(/[/_+-]/g)].slice(0, MAX_STARTS);
  for (const { index } of starts) {
    const tail = run.slice(index + 1);
    if (reveals(tail, options)) {
      return run.slice(0, index + 1) + options.marks.of(tail);
    }
  }
  return run.replace(
    /[A-Za-z0-9]{12,}={0,2}/g,
    (piece) => reveals(piece, options) ? options.marks.of(piece) : piece,
  );
}

function reveals(piece: string, { isSecret }: Base64Options): boolean {
  const decoded = piece.length < 12 ? undefined : decodeBase64(piece);
  return decoded !== undefined && isSecret(decoded);
}

/** Masks what is folded over several lines, as `base64` and PEM tools do, and tokens broken in two. */
function maskFolded(text: string, options: Base64Options): string {
  if (!text.includes("\n")) return text;
  const lines = text.split("\n");
  const result: string[] = [];
  for (let at = 0; at < lines.length; at++) {
    const line = lines[at] ?? "";
    const first = FIRST_LINE_REGEXP.exec(line);
    const parts = first === null ? [] : continuation(lines, at + 1);
    if (first !== null && parts.length > 0) {
      const joined = first[0] + parts.join("");
      if (isFoldedSecret(joined, [first[0], ...parts], options)) {
        result.push(line.slice(0, first.index) + options.marks.of(joined));
        at += parts.length;
        continue;
      }
      // What does not hold together from here is not read again line by line.
      result.push(line, ...lines.slice(at + 1, at + parts.length));
      at += parts.length - 1;
      continue;
    }
    result.push(line);
  }
  return result.join("\n");
}

function continuation(lines: readonly string[], from: number): string[] {
  const parts: string[] = [];
  for (let at = from; at < lines.length; at++) {
    const part = NEXT_LINE_REGEXP.exec(lines[at] ?? "")?.[1];
    if (part === undefined) break;
    parts.push(part);
    if (part.endsWith("=")) break;
  }
  return parts;
}

function isFoldedSecret(
  joined: string,
  parts: readonly string[],
  { isSecret }: Base64Options,
): boolean {
  const decoded = decodeBase64(joined);
  if (decoded !== undefined) return isSecret(decoded);
  return isSecret(joined) && !parts.some(isSecret);
}
