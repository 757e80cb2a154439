/**
 * An answer beyond what is held.
 *
 * @module
 */
import { ToolError } from "../errors.ts";

/** The error for an answer of more than `bytes` bytes. */
export function tooLarge(purpose: string, bytes: number): ToolError {
  const limit = bytes >= 1 << 20
    ? `${Math.floor(bytes / (1 << 20))} MiB`
    : `${bytes} bytes`;
  return new ToolError(
    "TOO_LARGE",
    `Cannot ${purpose}: the answer has more than ${limit}`,
    {
      hint:
        "Narrow the question, for example with a project, a kind, a name or fewer lines",
    },
  );
}
