/**
 * Private keys in PEM and PGP armour. Certificates and public keys stay.
 *
 * @module
 */
import type { Marks } from "./secret_marks.ts";

// Spaces can be line ends, since YAML folds long lines wherever there is a space.
const BEGIN_REGEXP =
  /-----BEGIN\s[A-Z0-9\s]{0,60}PRIVATE\s{1,40}KEY(?:\s{1,40}BLOCK)?-----/g;
const END_REGEXP =
  /-----END\s[A-Z0-9\s]{0,60}PRIVATE\s{1,40}KEY(?:\s{1,40}BLOCK)?-----/g;

/**
 * What the body of a key is made of where its end is missing: base64, escaped
 * line ends, lines of base64 alone, lines that end in much of it behind the
 * name of a container.
 */
const BODY_REGEXP =
  /(?:[A-Za-z0-9+/=]|\\+[nr]|[ \t]+[A-Za-z0-9+/=]{32,}|[ \t\r]*\n(?:[ \t+>|#-]*|[^\n]{0,160}[ \t|])[A-Za-z0-9+/=]{32,}(?=[ \t\r"']*(?:\n|$))|[ \t\r]*\n[ \t+>|#-]*[A-Za-z0-9+/=]+(?=[ \t\r"']*(?:\n|$)))*/y;
/** The base64 lines before an END whose BEGIN was cut off. */
const HEAD_REGEXP = /^[ \t+>|#-]*[A-Za-z0-9+/=]{4,}[ \t\r]*$/;
/** A key with headers is longer than its body; nothing else is worth 32 kB. */
const MAX_BLOCK = 32_768;

/**
 * Masks private key blocks, header and footer included. A block that is cut off
 * at either end is masked as far as it reaches.
 */
export function maskPrivateKeys(text: string, marks: Marks): string {
  if (!text.includes("-----")) return text;
  const ends = [...text.matchAll(END_REGEXP)];
  const begins = [...text.matchAll(BEGIN_REGEXP)];
  let result = "";
  let done = 0;
  let nextEnd = 0;
  for (const [at, begin] of begins.entries()) {
    if (begin.index < done) continue;
    result += maskOrphanEnds(text.slice(done, begin.index), marks);
    const bodyStart = begin.index + begin[0].length;
    const limit = Math.min(
      begins[at + 1]?.index ?? text.length,
      bodyStart + MAX_BLOCK,
    );
    while ((ends[nextEnd]?.index ?? Infinity) < bodyStart) nextEnd++;
    const end = ends[nextEnd];
    if (end !== undefined && end.index < limit) {
      done = end.index + end[0].length;
    } else {
      BODY_REGEXP.lastIndex = bodyStart;
      done = bodyStart + (BODY_REGEXP.exec(text)?.[0].trimEnd().length ?? 0);
    }
    // One key has one mark, be it folded over lines, escaped or indented.
    const block = text.slice(begin.index, done);
    result += marks.of(block.replace(/(?<!\\)\\+[nr]|\s+/g, ""));
  }
  return result + maskOrphanEnds(text.slice(done), marks);
}

/** Whether `text` opens a private key and does not close it, as the first of several lines does. */
export function opensPrivateKey(text: string): boolean {
  if (!text.includes("-----BEGIN")) return false;
  const begin = [...text.matchAll(BEGIN_REGEXP)].at(-1);
  if (begin === undefined) return false;
  return text.slice(begin.index).match(END_REGEXP) === null;
}

/** Whether `text` holds the end of a private key. */
export function closesPrivateKey(text: string): boolean {
  if (!text.includes("-----END")) return false;
  return text.match(END_REGEXP) !== null;
}

function maskOrphanEnds(text: string, marks: Marks): string {
  const end = [...text.matchAll(END_REGEXP)].at(-1);
  if (end === undefined) return text;
  const lines = text.slice(0, end.index).split("\n");
  let first = lines.length - 1;
  while (first > 0 && HEAD_REGEXP.test(lines[first - 1] ?? "")) first--;
  const before = lines.slice(0, first).join("\n");
  const block = text.slice(
    before.length + (first > 0 ? 1 : 0),
    end.index + end[0].length,
  );
  return (first > 0 ? before + "\n" : "") + marks.of(block) +
    text.slice(end.index + end[0].length);
}
