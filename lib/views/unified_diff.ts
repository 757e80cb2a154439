/**
 * Two texts as a unified diff for a reader.
 *
 * @module
 */
import { structuredPatch } from "diff";
import { shortLine } from "./text_parts.ts";

const CONTEXT_LINES = 3;
/** A line of a diff that is longer is data; what differs in it is shown, the rest is not. */
const LINE_CHARS = 300;
/** How much of a long line is shown before the place where it differs. */
const LEAD_CHARS = 60;
/** Beyond this many changed lines a reader learns nothing, and the search takes seconds: it grows with the square. */
const MOST_EDITS = 4_000;
/** What a reader most often looks for is found at next to no cost, however much was searched before. */
const LEAST_EDITS = 100;
/** A text may take the longest search, and its neighbours another one together. */
const MOST_EFFORT = 2 * MOST_EDITS ** 2;

function commonStart(a: string, b: string): number {
  const most = Math.min(a.length, b.length);
  let at = 0;
  while (at < most && a[at] === b[at]) at++;
  return at;
}

/** Shortens a line so that the place where it leaves `other` stays visible. */
function showDifference(line: string, other: string): string {
  if (line.length <= LINE_CHARS) return line;
  const start = Math.max(
    0,
    commonStart(line.slice(1), other.slice(1)) - LEAD_CHARS,
  );
  if (start === 0) return shortLine(line, LINE_CHARS);
  const rest = `${line[0]}…${line.slice(1 + start, 1 + start + LINE_CHARS)}`;
  const left = line.length - 1 - start - LINE_CHARS;
  return left > 0 ? `${rest}… (${left} more characters)` : rest;
}

/** Pairs the removed lines of a hunk with the added ones that replace them, and shortens all. */
function shortenHunk(lines: readonly string[]): string[] {
  const shown: string[] = [];
  for (let at = 0; at < lines.length;) {
    const removed: string[] = [];
    const added: string[] = [];
    for (; lines[at]?.startsWith("-"); at++) removed.push(lines[at] ?? "");
    for (; lines[at]?.startsWith("+"); at++) added.push(lines[at] ?? "");
    shown.push(
      ...removed.map((line, index) => showDifference(line, added[index] ?? "")),
      ...added.map((line, index) => showDifference(line, removed[index] ?? "")),
    );
    if (removed.length + added.length === 0) {
      shown.push(shortLine(lines[at++] ?? "", LINE_CHARS));
    }
  }
  return shown;
}

/**
 * The hunks that lead from `live` to `desired`, without file headers.
 *
 * @returns An empty text when the two are equal.
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * assert.equal(unifiedDiff("a: 1\nb: 2\n", "a: 1\nb: 3\n"), "@@ -1,2 +1,2 @@\n a: 1\n-b: 2\n+b: 3\n");
 * ```
 */
export function unifiedDiff(live: string, desired: string): string {
  return new DiffSearch().unifiedDiff(live, desired);
}

/**
 * Differences of many pairs of texts, searched for as long as an answer may take: nothing else runs meanwhile, and
 * twenty pairs that have little in common would take a quarter of a minute.
 */
export class DiffSearch {
  #left = MOST_EFFORT;

  /** As the function {@linkcode unifiedDiff}, which searches for one pair alone. */
  unifiedDiff(live: string, desired: string): string {
    if (live === desired) return "";
    const affordable = Math.floor(Math.sqrt(Math.max(0, this.#left)));
    const most = Math.max(LEAST_EDITS, Math.min(MOST_EDITS, affordable));
    const patch = structuredPatch("", "", live, desired, "", "", {
      context: CONTEXT_LINES,
      maxEditLength: most,
    });
    const hunks = patch?.hunks ?? [];
    const edits = patch
      ? hunks.flatMap(({ lines }) => lines).filter((line) =>
        !/^[ \\]/.test(line)
      )
        .length
      : most;
    this.#left -= edits ** 2;
    if (!patch) {
      const alone = most < MOST_EDITS ? "; ask for this resource alone" : "";
      return `(the two differ in more than ${most} lines${alone})\n`;
    }
    return hunks.map(({ oldStart, oldLines, newStart, newLines, lines }) =>
      [
        `@@ -${oldStart},${oldLines} +${newStart},${newLines} @@`,
        ...shortenHunk(lines.filter((line) => !line.startsWith("\\"))),
        "",
      ].join("\n")
    ).join("");
  }
}
