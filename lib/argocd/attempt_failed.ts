/**
 * What is known after an attempt without an answer.
 *
 * @module
 */
import type { ToolError } from "../errors.ts";

/** One attempt that did not bring the answer. */
export class AttemptFailed {
  constructor(
    readonly error: ToolError,
    /** Milliseconds to wait at least before a read is asked again; `undefined`: do not. */
    readonly repeatAfter: number | undefined,
    /** The token that a 401 was the answer to. */
    readonly rejected?: string,
  ) {}
}
