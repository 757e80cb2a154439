import assert from "node:assert/strict";
import type { Reply } from "../../lib/guards/person.ts";
import {
  ACCEPT,
  answered,
  askedState,
  call,
  envelope,
  outcomes,
  serve,
  TYPED,
} from "./retried_calls.ts";

const NOT_TYPED: Reply = { action: "accept", typed: undefined };

Deno.test("the first answer is the question, and a call with the reply is the answer", async () => {
  const { peer, replies } = serve();
  await using _ = peer;
  const { requestState, _meta, ...asked } = await call(peer);
  assert.deepEqual(asked, {
    resultType: "input_required",
    inputRequests: {
      approval: {
        method: "elicitation/create",
        params: {
          mode: "form",
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
      },
    },
  });
  const { resultType } = await call(peer, answered(requestState));
  assert.equal(resultType, "complete");
  assert.deepEqual(outcomes(replies), ["asked", TYPED]);
});

Deno.test.each<{ what: string; answer: unknown; reply: unknown }>([
  {
    what: "another name",
    answer: { action: "accept", content: { confirm_name: "payments " } },
    reply: { action: "accept", typed: "payments " },
  },
  {
    what: "more than was asked",
    answer: {
      action: "accept",
      content: { confirm_name: "payments", confirm: true },
      more: 1,
    },
    reply: TYPED,
  },
  {
    what: "a number for the name",
    answer: { action: "accept", content: { confirm_name: 5 } },
    reply: NOT_TYPED,
  },
  { what: "no content", answer: { action: "accept" }, reply: NOT_TYPED },
  {
    what: "a list as content",
    answer: { action: "accept", content: ["payments"] },
    reply: NOT_TYPED,
  },
  {
    what: "no",
    answer: { action: "decline", content: { confirm_name: "payments" } },
    reply: { action: "decline" },
  },
  {
    what: "a closed form",
    answer: { action: "cancel" },
    reply: { action: "cancel" },
  },
  {
    what: "an action that there is not",
    answer: { action: "ACCEPT", content: { confirm_name: "payments" } },
    reply: { action: "cancel" },
  },
  { what: "an empty answer", answer: {}, reply: { action: "cancel" } },
  { what: "text", answer: "accept", reply: "asked" },
  { what: "null", answer: null, reply: "asked" },
  {
    what: "an answer in the wrapping of another request",
    answer: { method: "elicitation/create", result: ACCEPT },
    reply: "asked",
  },
])("$what is passed on as what it is", async ({ answer, reply }) => {
  const { peer, replies } = serve();
  await using _ = peer;
  await call(peer, answered(await askedState(peer), answer));
  assert.deepEqual(outcomes(replies), ["asked", reply]);
});

Deno.test("an answer without its state, or without its question, is none", async () => {
  const { peer, replies } = serve();
  await using _ = peer;
  const requestState = await askedState(peer);
  await call(peer, { inputResponses: { approval: ACCEPT } });
  await call(peer, { requestState });
  await call(peer, { requestState, inputResponses: { other: ACCEPT } });
  await call(peer, answered(""));
  await call(peer, answered("v1.e30.AAAA"));
  assert.deepEqual(outcomes(replies), Array(6).fill("asked"));
  await call(peer, answered(requestState));
  assert.deepEqual(outcomes(replies).at(-1), TYPED);
});

Deno.test.each<{ what: string; capabilities: object }>([
  { what: "nothing", capabilities: {} },
  { what: "addresses only", capabilities: { elicitation: { url: {} } } },
])("nobody can be asked in a request that declares $what", async ({
  capabilities,
}) => {
  const { peer, replies } = serve();
  await using _ = peer;
  const state = await askedState(peer);
  const { content } = await call(peer, {
    ...answered(state),
    _meta: envelope(capabilities),
  });
  assert.deepEqual(content, [{ type: "text", text: "null" }]);
  assert.deepEqual(outcomes(replies), ["asked", undefined]);
});
