/**
 * Calls of the 2026 revision that bring answers with them.
 *
 * @module
 */
import assert from "node:assert/strict";
import type { Reply } from "../../lib/guards/person.ts";
import { TOOL } from "./asking_run.ts";
import { ServedPeer } from "./served_peer.ts";

/** The approval of `payments`. */
export const ACCEPT = {
  action: "accept",
  content: { confirm_name: "payments" },
};
/** A call that is about `payments`. */
export const CALL = { name: TOOL, arguments: { expected: "payments" } };

/** What each request of 2026 says of its sender. */
export function envelope(capabilities: object = { elicitation: {} }): object {
  return {
    "io.modelcontextprotocol/protocolVersion": "2026-07-28",
    "io.modelcontextprotocol/clientInfo": { name: "test", version: "1" },
    "io.modelcontextprotocol/clientCapabilities": capabilities,
  };
}

let lastId = 0;

/** Calls, and returns the result. */
export async function call(
  peer: ServedPeer,
  params: object = {},
): Promise<Readonly<Record<string, unknown>>> {
  const id = ++lastId;
  const answer = await peer.ask(id, "tools/call", {
    ...CALL,
    _meta: envelope(),
    ...params,
  });
  assert.equal(answer.id, id);
  assert(answer.result, JSON.stringify(answer.error));
  return answer.result;
}

/** Calls once and returns the state that has to come back. */
export async function askedState(peer: ServedPeer): Promise<string> {
  const { requestState } = await call(peer);
  assert(typeof requestState === "string");
  return requestState;
}

/** The parameters with which a call brings an answer. */
export function answered(
  requestState: unknown,
  answer: unknown = ACCEPT,
): object {
  return { requestState, inputResponses: { approval: answer } };
}

/** What came of each call: a reply, or `asked` for a call whose answer is the question. */
export function outcomes(
  replies: readonly (Reply | undefined)[],
): readonly unknown[] {
  return replies.map((reply) => reply?.action === "pending" ? "asked" : reply);
}

/** A server that notes its replies. */
export function serve(
  options: ConstructorParameters<typeof ServedPeer>[0] = {},
): { readonly peer: ServedPeer; readonly replies: (Reply | undefined)[] } {
  const replies: (Reply | undefined)[] = [];
  const onReply = (reply: Reply | undefined) => replies.push(reply);
  return { peer: new ServedPeer({ ...options, onReply }), replies };
}

/** The approval as a guard sees it. */
export const TYPED: Reply = { action: "accept", typed: "payments" };
