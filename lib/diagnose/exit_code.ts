/**
 * What an exit code says by itself.
 *
 * @module
 */

const MEANINGS: ReadonlyMap<number, string> = new Map([
  [126, "a command in it may not be executed"],
  [127, "a command in it was not found"],
  [130, "interrupted, SIGINT"],
  [132, "illegal instruction, SIGILL: built for another processor"],
  [134, "aborted by itself, SIGABRT"],
  [135, "bus error, SIGBUS"],
  [136, "arithmetic error, SIGFPE"],
  [137, "killed from outside, SIGKILL"],
  [139, "segmentation fault, SIGSEGV"],
  [143, "asked to end from outside, SIGTERM"],
]);

/**
 * An exit code with its meaning, where it has one.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * assert.equal(exitText(139), "exit code 139: segmentation fault, SIGSEGV");
 * assert.equal(exitText(1), "exit code 1");
 * ```
 */
export function exitText(exitCode: number): string {
  const meaning = MEANINGS.get(exitCode);
  return `exit code ${exitCode}${meaning ? `: ${meaning}` : ""}`;
}
