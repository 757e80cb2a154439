/**
 * The end of a container's log, as a diagnosis reads it.
 *
 * @module
 */
import type { ResourceRef } from "../argocd/types.ts";

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
  /\b(?:error|exception|err|failed|failure|fails|cannot|can't|could not|couldn't|unable|refused|rejected|denied|invalid|not found|no such|missing|required|mandatory|must|timed? ?out|timeout|unknown|unrecognized|undefined|unexpected|unsupported|expired|mismatch|traceback|abort(?:ed|ing)?|killed|out of memory|no space left|unauthorized|forbidden|already in use|already exists|not permitted|not allowed|not set|incompatible|corrupt(?:ed)?)\b|[a-z](?:Error|Exception)\b/i;
/** The frames below an error: where in the program, not why. */
const FRAME_REGEXP =
  /^\s*(?:at |goroutine \d|\S+\.go:\d|File "|\t|main\.|created by |\.\.\. \d+ more|[\w.$/]+\(0x|\^|Node\.js v\d|node:internal)/;
/** What says that something failed before, not what: runners, wrappers, farewells. */
const ECHO_REGEXP =
  /\b(?:exit(?:ed)?(?: with)? (?:status|code)|npm (?:err!|error) (?:code|errno|path|command|signal|lifecycle|a complete log)|elifecycle|complete log of this run|traceback \(most recent call last\)|stack trace|shutting down|note: run with)\b/i;
/** A line whose level says that nothing is wrong may still speak of errors. */
const CALM_REGEXP =
  /(?:^|[\s["'=:])(?:info|debug|trace|notice)(?:$|[\s\]"',:])|\b(?:0|no) (?:errors?|failures?)\b/i;
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
 * assert.equal(tellingLine(["a", "b", ""]), "b");
 * ```
 */
export function tellingLine(lines: readonly string[]): string | undefined {
  const written = lines.filter((line) => line.trim() !== "");
  const candidates = written.filter((line) =>
    !FRAME_REGEXP.test(line) && !ECHO_REGEXP.test(line)
  );
  const final = (line: string) => FINAL_REGEXP.test(line);
  const telling = (line: string) => TELLING_REGEXP.test(line);
  return candidates.findLast((line) => final(line) && !calm(line)) ??
    candidates.findLast((line) => telling(line) && !calm(line)) ??
    written.findLast((line) => telling(line) && !FRAME_REGEXP.test(line)) ??
    written.at(-1);
}

/** Whether a line says that something went wrong; the last line of a log may say nothing. */
export function isTelling(line: string): boolean {
  return (FINAL_REGEXP.test(line) || TELLING_REGEXP.test(line)) &&
    !calm(line);
}
