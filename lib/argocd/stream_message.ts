/**
 * From a line of a stream to its message.
 *
 * @module
 */
import { ToolError } from "../errors.ts";
import type { Line } from "../read_lines.ts";
import { conform } from "./conform.ts";
import { cutLogLine } from "./cut_log_line.ts";
import { answerFailure, readArgocdError } from "./failure.ts";
import type { FailureContext } from "./refusal.ts";
import { said } from "./said.ts";
import { tooLarge } from "./too_large.ts";

/**
 * The `result` of a line; `undefined` for a line without one. Throws the error that the line carries, `BAD_RESPONSE`
 * for a line that is not JSON, `TOO_LARGE` for one that is too long and cannot be cut.
 */
export function streamMessage(
  line: Line,
  context: FailureContext & { readonly maxLineBytes: number },
): unknown {
  const { purpose } = context.request;
  if (line.tail !== undefined) {
    const entry = cutLogLine(line.text, line.tail);
    if (entry === undefined) throw tooLarge(purpose, context.maxLineBytes);
    return entry;
  }
  const message = parse(line.text, purpose);
  if (typeof message !== "object" || message === null) return undefined;
  if ("error" in message) {
    const answer = { status: 500, contentType: "", text: line.text };
    const status = readArgocdError(answer)?.status ?? 500;
    throw answerFailure({ ...answer, status }, context);
  }
  return "result" in message ? conform(message.result) : undefined;
}

function parse(text: string, purpose: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new ToolError(
      "BAD_RESPONSE",
      `Cannot ${purpose}: a line of the stream is not JSON: ${said(text, 80)}`,
      { cause, hint: "Try again; a proxy in front of Argo CD may have cut it" },
    );
  }
}
