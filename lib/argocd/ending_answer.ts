/**
 * Answers whose body ends when nobody wants it any more.
 *
 * @module
 */
import type { Answer } from "./transport.ts";

/**
 * The same answer, whose body fails with the signal's reason as soon as it aborts.
 *
 * `fetch` promises that by itself, but in Deno 2.9 only until the next garbage collection: after that the body of a
 * stream, or of an answer that stalls, goes on without an end. Seen with a watch of a few frames.
 */
export function endingAnswer(answer: Answer, signal: AbortSignal): Answer {
  const { status, headers, body } = answer;
  return {
    status,
    headers,
    body: body?.pipeThrough(new TransformStream(), { signal }) ?? null,
  };
}
