/**
 * Every answer that is not a success: where it points, what it says, whether to ask again.
 *
 * @module
 */
import { ToolError } from "../errors.ts";
import { AttemptFailed } from "./attempt_failed.ts";
import { answerFailure } from "./failure.ts";
import type { FailureContext } from "./refusal.ts";
import { readBody } from "./read_body.ts";
import { redirected } from "./redirected.ts";
import { PASSING_STATUSES, readRetryAfter } from "./retry.ts";
import type { Answer } from "./transport.ts";

/** Error bodies are short; whoever sends a long or slow one is not waited for. */
const MAX_ERROR_BYTES = 64 * 1024;
const ERROR_BODY_MS = 5_000;

/**
 * Reads an answer with a status outside of 200 to 299.
 *
 * @param context With the token that was sent, if any.
 */
export async function refusedAnswer(
  answer: Answer,
  context: FailureContext & { readonly token: string | undefined },
): Promise<AttemptFailed> {
  const { status, headers } = answer;
  if (status >= 300 && status < 400) {
    await answer.body?.cancel().catch(() => {});
    const location = headers.get("location");
    return new AttemptFailed(
      redirected({ status, location }, {
        ...context.request,
        names: context.names,
      }),
      undefined,
    );
  }
  const contentType = headers.get("content-type") ?? "";
  const text = await errorText(answer);
  const error = answerFailure({ status, contentType, text }, context);
  const after = readRetryAfter(headers.get("retry-after"), context.now);
  const repeatAfter = PASSING_STATUSES.has(status)
    ? after ?? 0
    : status === 429
    ? after
    : undefined;
  return new AttemptFailed(
    repeatAfter !== undefined && after !== undefined
      ? askedToWait(error, after)
      : error,
    repeatAfter,
    // A 401 of a proxy says nothing about the token.
    error.code === "UNAUTHENTICATED" ? context.token : undefined,
  );
}

/** The beginning of an error body; a body that breaks off or stalls still says what it said. */
async function errorText(answer: Answer): Promise<string> {
  const patience = new AbortController();
  const timer = setTimeout(() => patience.abort(), ERROR_BODY_MS);
  try {
    const { text } = await readBody(answer.body, {
      maxBytes: MAX_ERROR_BYTES,
      until: patience.signal,
    });
    return text;
  } catch {
    return "";
  } finally {
    clearTimeout(timer);
  }
}

function askedToWait(error: ToolError, ms: number): ToolError {
  return new ToolError(error.code, error.message, {
    ...(error.status === undefined ? {} : { status: error.status }),
    hint: `It asked to wait ${Math.ceil(ms / 1000)} s; try again after that`,
  });
}
