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

/** Lines that say what went wrong, whatever the language of the program. */
const TELLING_REGEXP =
  /\b(?:fatal|panic|error|exception|err|failed|failure|cannot|can't|could not|unable|refused|denied|invalid|not found|no such|missing|timed? ?out|unknown|unexpected|expired|traceback|abort|killed|exit|unauthorized|forbidden|critical)\b/i;
/** The frames below an error: where in the program, not why. */
const FRAME_REGEXP =
  /^\s*(?:at |goroutine \d|\S+\.go:\d|File "|\t|main\.|created by |\.\.\. \d+ more|[\w.$/]+\(0x)/;

/**
 * The line that most likely says why a program ended: the last telling one that is no frame of a stack, else the last
 * one; `undefined` for an empty log.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * assert.equal(tellingLine(["starting", "panic: checksum mismatch", "goroutine 1 [running]:"]), "panic: checksum mismatch");
 * assert.equal(tellingLine(["a", "b", ""]), "b");
 * ```
 */
export function tellingLine(lines: readonly string[]): string | undefined {
  const written = lines.filter((line) => line.trim() !== "");
  return written.findLast((line) =>
    TELLING_REGEXP.test(line) && !FRAME_REGEXP.test(line)
  ) ?? written.at(-1);
}
