/**
 * The person behind a client, and how a question gets to them.
 *
 * @module
 */

/** What a person is asked before something destructive is done. */
export interface Question {
  /** What will happen and what it cannot undo, in lines; cleaned and masked already. */
  readonly message: string;
  /** What the person has to type, byte for byte. */
  readonly expected: string;
}

/** What came back. `pending`: the question leaves with the answer to this call, and the client calls again with the reply. */
export type Reply =
  | { readonly action: "accept"; readonly typed: unknown }
  | { readonly action: "decline" | "cancel" | "timeout" | "pending" };

/** A way to ask; a client that cannot ask has none. */
export interface Person {
  /** Asks once. Never rejects: what goes wrong on the way is `cancel`. */
  ask(question: Question, signal: AbortSignal): Promise<Reply>;
}
