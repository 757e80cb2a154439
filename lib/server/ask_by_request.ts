/**
 * Asking in the 2024 and 2025 revisions: the server sends the client a request of its own and waits.
 *
 * @module
 */
import {
  SdkError,
  SdkErrorCode,
  type ServerContext,
} from "@modelcontextprotocol/server";
import type { Person } from "../guards/person.ts";
import { ANY_ANSWER } from "./any_answer.ts";
import { formOf, replyOf } from "./elicitation.ts";

/**
 * The person behind a client that takes requests.
 *
 * @param options.timeoutMs How long the person has. After it the client is told that nobody waits any more.
 */
export function personByRequest(
  context: ServerContext,
  options: { readonly timeoutMs: number },
): Person {
  return {
    async ask(question, signal) {
      const request = {
        method: "elicitation/create",
        params: { ...formOf(question) },
      };
      try {
        const answer = await context.mcpReq.send(request, ANY_ANSWER, {
          signal,
          timeout: options.timeoutMs,
        });
        return replyOf(answer);
      } catch (error) {
        // The SDK gives a cancelled request the code of a late one.
        const isLate = !signal.aborted && error instanceof SdkError &&
          error.code === SdkErrorCode.RequestTimeout;
        return { action: isLate ? "timeout" : "cancel" };
      }
    },
  };
}
