/**
 * The end of a container's log, as a diagnosis reads it.
 *
 * @module
 */
import type { ResourceRef } from "../argocd/wire/resources.ts";

/** Lines of one container. */
export interface ContainerLog {
  readonly pod: ResourceRef;
  readonly container: string;
  /** Of the container that ran before the present one. */
  readonly previous: boolean;
  /** Oldest first; text of others. */
  readonly lines: readonly string[];
}

/** Lines that say why a program ends: its own last word, or the exception that nobody caught. */
const FINAL_REGEXP =
  /\b(?:fatal|panic(?:ked)?|critical|emerg|unhandled|uncaught|segmentation fault|core dumped)\b|^\s*(?:[\w.$]+(?:Error|Exception)\b|Caused by:|Error:)/i;
/** Lines that say what went wrong, whatever the language of the program. */
const TELLING_REGEXP =
  /\b(?:error|exception|err|failed|failure|fails|cannot|can't|could not|couldn't|unable|refused|rejected|denied|invalid|not found|no such|missing|required|mandatory|must|timed? ?out|timeout|unknown|unrecognized|undefined|not defined|unexpected|unsupported|expired|mismatch|traceback|abort(?:ed|ing)?|killed|out of memory|no space left|unauthorized|forbidden|already in use|already exists|not permitted|not allowed|not set|incompatible|corrupt(?:ed)?|not a directory|is a directory|(?:does not|doesn't) exist)\b|[a-z](?:Error|Exception)\b/i;
/** The frames below an error: where in the program, not why. */
const FRAME_REGEXP =
  /^\s*(?:at |goroutine \d|\S+\.go:\d|File "|\t|main\.|created by |\.\.\. \d+ more|[\w.$/]+\(0x|\^|Node\.js v\d|node:internal)/;
/** What says that something failed before, not what: runners, wrappers, farewells. */
const ECHO_REGEXP =
  /\b(?:exit(?:ed)?(?: with)? (?:status|code)|npm (?:err!|error) (?:code|errno|path|command|signal|lifecycle|a complete log)|elifecycle|complete log of this run|traceback \(most recent call last\)|stack trace|shutting down|note: run with|did not exit normally)\b|\baborting\.?$/i;
/** Rust says where on this line, and why on the next. */
const WHERE_REGEXP = /\bpanicked at \S+:$/;
/** A line whose level says that nothing is wrong may still speak of errors. */
const CALM_REGEXP =
  /(?:^|[\s["'=:])(?:info|debug|trace|notice)(?:$|[\s\]"',:])|\b(?:0|no) (?:errors?|failures?)\b/i;
/** After an error in its flags, a program says which it has. */
const USAGE_REGEXP = /^\s*usage\b/i;
/** A level stands at the begin of its line; further on, the same word is anybody's. */
const LEVEL_CHARS = 80;

function calm(line: string): boolean {
  return CALM_REGEXP.test(line.slice(0, LEVEL_CHARS));
}

/**
 * The line that most likely says why a program ended: the last one that is its last word, else the last telling one,
 * else the last one. Frames of a stack, lines of a calm level and echoes ("exit status 1") come behind; `undefined` for
 * an empty log.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * assert.equal(tellingLine(["starting", "panic: checksum mismatch", "goroutine 1 [running]:"]), "panic: checksum mismatch");
 * assert.equal(tellingLine(["FATAL no license", "error: exit status 1"]), "FATAL no license");
 * assert.equal(tellingLine(["Traceback (most recent call last):", '  File "a.py"', "KeyError: 'DB_URL'"]), "KeyError: 'DB_URL'");
 * assert.equal(tellingLine(["thread 'main' panicked at src/main.rs:14:49:", "no port"]), "no port");
 * assert.equal(tellingLine(["[ERROR] Unable to lock ./ibdata1", "[ERROR] Aborting"]), "[ERROR] Unable to lock ./ibdata1");
 * assert.equal(tellingLine(["a", "b", ""]), "b");
 * ```
 */
export function tellingLine(lines: readonly string[]): string | undefined {
  const all = lines.filter((line) => line.trim() !== "");
  const usage = all.findIndex((line) => USAGE_REGEXP.test(line));
  const written = usage > 0 && all.slice(0, usage).some(isTelling)
    ? all.slice(0, usage)
    : all;
  const candidates = written.filter((line) =>
    !FRAME_REGEXP.test(line) && !ECHO_REGEXP.test(line)
  );
  const final = (line: string) => FINAL_REGEXP.test(line);
  const telling = (line: string) => TELLING_REGEXP.test(line);
  const last = candidates.findLast((line) => final(line) && !calm(line));
  if (last !== undefined && WHERE_REGEXP.test(last)) {
    return written[written.lastIndexOf(last) + 1] ?? last;
  }
  return last ??
    candidates.findLast((line) => telling(line) && !calm(line)) ??
    written.findLast((line) => telling(line) && !FRAME_REGEXP.test(line)) ??
    written.at(-1);
}

/** As much as fits into one piece of evidence. */
const MOST_CHARS = 280;
/** So many lines before and after may belong to it. */
const NEIGHBOURS = 2;

/**
 * A line of a log with its neighbours, as far as they are short: what it sums up stands before it, and what caused it
 * often behind.
 *
 * @param isKept Whether a line before it belongs to it; all do unless told.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * const lines = ["starting", "ERROR: no connection", "db: host not found"];
 * assert.equal(withNeighbours(lines, "ERROR: no connection"), lines.join("\n"));
 * assert.equal(withNeighbours(lines, "ERROR: no connection", isTelling), lines.slice(1).join("\n"));
 * ```
 */
export function withNeighbours(
  lines: readonly string[],
  line: string,
  isKept: (line: string) => boolean = () => true,
): string {
  const written = lines.filter((one) => one.trim() !== "");
  const at = written.lastIndexOf(line);
  if (at < 0) return line;
  let [from, to] = [at, at + 1];
  const fits = (begin: number, end: number) =>
    written.slice(begin, end).join("\n").length <= MOST_CHARS;
  for (let step = 0; step < NEIGHBOURS; step++) {
    const [before, after] = [written[from - 1], written[to]];
    if (
      after !== undefined && !FRAME_REGEXP.test(after) && fits(from, to + 1)
    ) to++;
    if (before !== undefined && isKept(before) && fits(from - 1, to)) from--;
  }
  return written.slice(from, to).map((one) => one.trim()).join("\n");
}

/** Whether a line says that something went wrong; the last line of a log may say nothing. */
export function isTelling(line: string): boolean {
  return !FRAME_REGEXP.test(line) &&
    (FINAL_REGEXP.test(line) || TELLING_REGEXP.test(line)) &&
    !calm(line);
}
