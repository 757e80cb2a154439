/**
 * Failures that cost a part of an answer, not all of it.
 *
 * @module
 */
import { ToolError } from "../errors.ts";

/**
 * Waits for `work` and gives its failure back instead of throwing it. What must end the call is still thrown: its
 * cancellation, and errors that were not written for a reader.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { ToolError } from "../errors.ts";
 * const { signal } = new AbortController();
 * assert.equal(await tolerate(Promise.resolve(1), signal), 1);
 * const failure = new ToolError("FORBIDDEN", "Cannot read it: not allowed");
 * assert.equal(await tolerate(Promise.reject(failure), signal), failure);
 * await assert.rejects(tolerate(Promise.reject(failure), AbortSignal.abort()));
 * await assert.rejects(tolerate(Promise.reject(new TypeError("a defect")), signal), TypeError);
 * ```
 */
export async function tolerate<Result>(
  work: Promise<Result>,
  signal: AbortSignal,
): Promise<Result | ToolError> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof ToolError && !signal.aborted) return error;
    throw error;
  }
}
