/**
 * What a client of the 2026 revision carries from a question to its answer.
 *
 * The client could change it, so it is sealed, and it fits one question about one call. A client that hands in
 * something else has not answered.
 *
 * @module
 */
import { createHmac } from "node:crypto";
import {
  createRequestStateCodec,
  type ServerContext,
} from "@modelcontextprotocol/server";
import type { Question } from "../guards/person.ts";
import { digestOf } from "../plans/facts.ts";

/** A question and the call that it stands in the way of. */
export interface AskedCall {
  readonly question: Question;
  readonly tool: string;
  readonly args: unknown;
}

/** Seals questions and takes their answers. */
export interface QuestionSeals {
  /** The state that has to come back with the answer. */
  seal(asked: AskedCall): Promise<string>;
  /** Whether `state` was sealed for exactly this question and call, not long ago. Each state is good for one answer. */
  spend(
    state: string,
    asked: AskedCall,
    context: ServerContext,
  ): Promise<boolean>;
}

interface Sealed {
  readonly asked: string;
  readonly nonce: string;
}

const VALID_SECONDS = 600;
const KEY_BYTES = 32;

function digestOfCall({ question, tool, args }: AskedCall): string {
  const { message, expected } = question;
  return digestOf([message, expected, tool, args]);
}

/**
 * Makes seals with a key; without one with a key of their own, which nobody else has.
 *
 * @param key May serve for other seals too: what was sealed there is not good here.
 */
export function createQuestionSeals(key?: Uint8Array): QuestionSeals {
  const secret = key ?? crypto.getRandomValues(new Uint8Array(KEY_BYTES));
  const codec = createRequestStateCodec<Sealed>({
    key: createHmac("sha256", secret).update("argocd-mcp question").digest(),
    ttlSeconds: VALID_SECONDS,
  });
  /** Nonces of answered questions, with the time from which they need not be remembered. */
  const spent = new Map<string, number>();

  /** Whether it is the first time; forgets what has expired, so that the memory stays bounded. */
  function isFirst(nonce: string): boolean {
    const now = performance.now();
    for (const [old, until] of spent) {
      if (until > now) break;
      spent.delete(old);
    }
    if (spent.has(nonce)) return false;
    // A second longer than the seal, whose clock counts whole seconds.
    spent.set(nonce, now + (VALID_SECONDS + 1) * 1_000);
    return true;
  }

  return {
    seal: (asked) =>
      codec.mint({ asked: digestOfCall(asked), nonce: crypto.randomUUID() }),
    async spend(state, asked, context) {
      try {
        const sealed = await codec.verify(state, context);
        return sealed.asked === digestOfCall(asked) && isFirst(sealed.nonce);
      } catch {
        return false;
      }
    },
  };
}
