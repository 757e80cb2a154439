/**
 * Asking in the 2026 revision: the answer to the call is the question, and the client calls again with the reply.
 *
 * @module
 */
import {
  inputRequired,
  type InputRequiredResult,
  type ServerContext,
} from "@modelcontextprotocol/server";
import type { Person, Question } from "../guards/person.ts";
import { formOf, replyOf } from "./elicitation.ts";
import type { QuestionSeals } from "./question_seals.ts";

/** Names the question among those of one answer; there is never a second one. */
const KEY = "approval";

/** A person who answers with the next call. */
export interface PersonByRetry extends Person {
  /** The answer to the call, for a question that is `pending`. */
  leave(question: Question): Promise<InputRequiredResult>;
}

/** The call in which the person may be asked. */
export interface RetriedCall {
  readonly tool: string;
  readonly args: unknown;
  readonly seals: QuestionSeals;
}

/** The person behind a client that repeats calls. */
export function personByRetry(
  context: ServerContext,
  { tool, args, seals }: RetriedCall,
): PersonByRetry {
  const { inputResponses, requestState } = context.mcpReq;
  return {
    async ask(question, signal) {
      if (signal.aborted) return { action: "cancel" };
      const state = requestState();
      const answer = inputResponses?.[KEY];
      const isAnswered = typeof state === "string" && answer !== undefined &&
        await seals.spend(state, { question, tool, args }, context);
      return isAnswered ? replyOf(answer) : { action: "pending" };
    },
    async leave(question) {
      return inputRequired({
        inputRequests: { [KEY]: inputRequired.elicit({ ...formOf(question) }) },
        requestState: await seals.seal({ question, tool, args }),
      });
    },
  };
}
