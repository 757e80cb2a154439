import assert from "node:assert/strict";
import type { Reply } from "../../lib/guards/person.ts";
import { INITIALIZE_REVISIONS } from "../../lib/server/first_answers.ts";
import { TOOL } from "./asking_run.ts";
import { ServedPeer } from "./served_peer.ts";

const CALL = { name: TOOL, arguments: { expected: "payments" } };
const ELICITATION = { elicitation: {} };

/** What the call came to: the reply as the stand-in saw it. */
function replyIn({ result }: { readonly result?: unknown }): unknown {
  const { content } = result as { readonly content: { text: string }[] };
  return JSON.parse(content[0]?.text ?? "");
}

Deno.test.each(INITIALIZE_REVISIONS.map((revision) => ({ revision })))(
  "a person is asked in $revision by a request, and their answer ends the call",
  async ({ revision }) => {
    await using peer = new ServedPeer();
    // The call follows the prepared answer at once: the SDK is told of the client while it waits.
    await peer.initialize(ELICITATION, revision);
    const question = await peer.ask("call", "tools/call", CALL);
    assert.deepEqual(question, {
      jsonrpc: "2.0",
      id: 0,
      method: "elicitation/create",
      params: {
        message: "Delete 'payments' and all it manages",
        requestedSchema: {
          type: "object",
          properties: {
            confirm_name: {
              type: "string",
              title: "Name",
              description: "To approve, type exactly 'payments'",
            },
          },
          required: ["confirm_name"],
        },
      },
    });
    const content = { confirm_name: "payments" };
    await peer.send({ id: 0, result: { action: "accept", content } });
    const answer = await peer.next();
    assert.equal(answer.id, "call");
    assert.deepEqual(replyIn(answer), { action: "accept", typed: "payments" });
  },
);

const NOT_TYPED: Reply = { action: "accept", typed: undefined };
const CANCEL: Reply = { action: "cancel" };

Deno.test.each<{ what: string; answer: object; reply: Reply }>([
  {
    what: "a number for the name",
    answer: { result: { action: "accept", content: { confirm_name: 5 } } },
    reply: NOT_TYPED,
  },
  {
    what: "an object for the name",
    answer: { result: { action: "accept", content: { confirm_name: {} } } },
    reply: NOT_TYPED,
  },
  {
    what: "the name in a list",
    answer: {
      result: { action: "accept", content: { confirm_name: ["payments"] } },
    },
    reply: NOT_TYPED,
  },
  {
    what: "the name in another field",
    answer: { result: { action: "accept", content: { name: "payments" } } },
    reply: NOT_TYPED,
  },
  {
    what: "no content",
    answer: { result: { action: "accept" } },
    reply: NOT_TYPED,
  },
  {
    what: "null as content",
    answer: { result: { action: "accept", content: null } },
    reply: NOT_TYPED,
  },
  {
    what: "text as content",
    answer: { result: { action: "accept", content: "payments" } },
    reply: NOT_TYPED,
  },
  {
    what: "an action that there is not",
    answer: {
      result: { action: "Accept", content: { confirm_name: "payments" } },
    },
    reply: CANCEL,
  },
  { what: "no action", answer: { result: {} }, reply: CANCEL },
  { what: "null as result", answer: { result: null }, reply: CANCEL },
  { what: "a list as result", answer: { result: ["accept"] }, reply: CANCEL },
  { what: "text as result", answer: { result: "accept" }, reply: CANCEL },
  {
    what: "an error",
    answer: { error: { code: -32600, message: "no" } },
    reply: CANCEL,
  },
  {
    what: "an error with the code of a late answer",
    answer: { error: { code: -32001, message: "Request timed out" } },
    reply: CANCEL,
  },
  { what: "a broken error", answer: { error: "no" }, reply: CANCEL },
])("$what is no approval", async ({ answer, reply }) => {
  const replies: (Reply | undefined)[] = [];
  await using peer = new ServedPeer({
    onReply: (reply) => replies.push(reply),
  });
  await peer.initialize(ELICITATION);
  await peer.ask("call", "tools/call", CALL);
  await peer.send({ id: 0, ...answer });
  assert.equal((await peer.next()).id, "call");
  assert.deepEqual(replies, [reply]);
});

Deno.test("of two answers to one question the first counts", async () => {
  const replies: (Reply | undefined)[] = [];
  await using peer = new ServedPeer({
    onReply: (reply) => replies.push(reply),
  });
  await peer.initialize(ELICITATION);
  await peer.ask("call", "tools/call", CALL);
  const content = { confirm_name: "payments" };
  await peer.send({ id: 0, result: { action: "decline" } });
  await peer.send({ id: 0, result: { action: "accept", content } });
  assert.equal((await peer.next()).id, "call");
  assert.equal((await peer.ask("alive", "ping")).id, "alive");
  assert.deepEqual(replies, [{ action: "decline" }]);
});

Deno.test("an answer to another question is none to this one", async () => {
  const replies: (Reply | undefined)[] = [];
  await using peer = new ServedPeer({
    onReply: (reply) => replies.push(reply),
  });
  await peer.initialize(ELICITATION);
  const one = await peer.ask("one", "tools/call", CALL);
  const two = await peer.ask("two", "tools/call", CALL);
  const content = { confirm_name: "payments" };
  await peer.send({ id: 99, result: { action: "accept", content } });
  await peer.send({ id: two.id, result: { action: "accept", content } });
  assert.equal((await peer.next()).id, "two");
  await peer.send({ id: one.id, result: { action: "decline" } });
  assert.equal((await peer.next()).id, "one");
  assert.deepEqual(replies, [
    { action: "accept", typed: "payments" },
    { action: "decline" },
  ]);
});

Deno.test("a person who takes too long is not waited for, and the client is told", async () => {
  await using peer = new ServedPeer({ askTimeoutMs: 20 });
  await peer.initialize(ELICITATION);
  await peer.ask("call", "tools/call", CALL);
  const told = await peer.next();
  assert.equal(told.method, "notifications/cancelled");
  assert.equal(told.params?.["requestId"], 0);
  const answer = await peer.next();
  assert.deepEqual(replyIn(answer), { action: "timeout" });
  const content = { confirm_name: "payments" };
  await peer.send({ id: 0, result: { action: "accept", content } });
  assert.equal((await peer.ask("alive", "ping")).id, "alive");
});

Deno.test("cancelling the call withdraws its question", async () => {
  const replied = Promise.withResolvers<Reply | undefined>();
  await using peer = new ServedPeer({ onReply: replied.resolve });
  await peer.initialize(ELICITATION);
  await peer.ask("call", "tools/call", CALL);
  await peer.send({
    method: "notifications/cancelled",
    params: { requestId: "call", reason: "the model stopped" },
  });
  const told = await peer.next();
  assert.equal(told.method, "notifications/cancelled");
  assert.equal(told.params?.["requestId"], 0);
  assert.deepEqual(await replied.promise, CANCEL);
  assert.equal((await peer.ask("alive", "ping")).id, "alive");
});

Deno.test("the end of the connection closes an open question", async () => {
  const replied = Promise.withResolvers<Reply | undefined>();
  await using peer = new ServedPeer({ onReply: replied.resolve });
  await peer.initialize(ELICITATION);
  await peer.ask("call", "tools/call", CALL);
  await peer.endInput();
  assert.deepEqual(await replied.promise, CANCEL);
});

Deno.test.each<{ what: string; capabilities: object; asks: boolean }>([
  { what: "nothing", capabilities: {}, asks: false },
  { what: "forms", capabilities: { elicitation: { form: {} } }, asks: true },
  {
    what: "forms and addresses",
    capabilities: { elicitation: { form: {}, url: {} } },
    asks: true,
  },
  {
    what: "addresses only",
    capabilities: { elicitation: { url: {} } },
    asks: false,
  },
  { what: "sampling only", capabilities: { sampling: {} }, asks: false },
])("a client that declares $what: asked is $asks", async ({
  capabilities,
  asks,
}) => {
  await using peer = new ServedPeer();
  await peer.initialize(capabilities);
  const { method } = await peer.ask("call", "tools/call", CALL);
  assert.equal(method, asks ? "elicitation/create" : undefined);
});

Deno.test("what a client of 2025 says in the words of 2026 counts for nothing", async () => {
  const replies: (Reply | undefined)[] = [];
  await using peer = new ServedPeer({
    onReply: (reply) => replies.push(reply),
  });
  await peer.initialize({});
  const content = { confirm_name: "payments" };
  const { result } = await peer.ask("call", "tools/call", {
    ...CALL,
    inputResponses: { approval: { action: "accept", content } },
    requestState: "state",
    _meta: { "io.modelcontextprotocol/clientCapabilities": ELICITATION },
  });
  assert.equal(result?.["resultType"], undefined);
  assert.deepEqual(replies, [undefined]);
});
