/**
 * Failures that cost a part of an answer, not all of it.
 *
 * @module
 */
import { ToolError } from "../errors.ts";

/**
 * Waits for `work` and gives its failure back instead of throwing it. What must end the call is still thrown: its
 * cancellation, and errors that were not written for a reader. That the time is over, which a signal says with a
 * `ToolError` as its reason, ends no call.
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
 * const late = new ToolError("TIMEOUT", "Cannot read it: there was no time left");
 * assert.equal(await tolerate(Promise.reject(failure), AbortSignal.abort(late)), late);
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
    if (!(error instanceof ToolError)) throw error;
    if (!signal.aborted) return error;
    if (signal.reason instanceof ToolError) return signal.reason;
    throw error;
  }
}
