import assert from "node:assert/strict";
import { questionOf } from "./asking_run.ts";
import {
  ACCEPT,
  answered,
  askedState,
  call,
  outcomes,
  serve,
  TYPED,
} from "./retried_calls.ts";

const ALPHABET =
  "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

Deno.test("a state in which one character was changed is not good for an answer", async () => {
  const { peer, replies } = serve();
  await using _ = peer;
  const state = await askedState(peer);
  for (let at = 0; at < state.length; at++) {
    const old = ALPHABET.indexOf(state[at] ?? "");
    // The highest of the six bits: the lowest ones of a last character mean nothing.
    const changed = old < 0 ? "_" : ALPHABET[old ^ 32];
    const forged = state.slice(0, at) + changed + state.slice(at + 1);
    await call(peer, answered(forged));
    assert.deepEqual(outcomes(replies).at(-1), "asked", `character ${at}`);
  }
  for (let length = 0; length < state.length; length += 7) {
    await call(peer, answered(state.slice(0, length)));
    assert.deepEqual(outcomes(replies).at(-1), "asked", `length ${length}`);
  }
  await call(peer, answered(state));
  assert.deepEqual(outcomes(replies).at(-1), TYPED);
});

Deno.test.each<{ what: string; params: object }>([
  {
    what: "more arguments",
    params: { arguments: { expected: "payments", force: true } },
  },
  { what: "another name", params: { arguments: { expected: "billing" } } },
  { what: "another tool", params: { name: "list_applications" } },
])("an answer to a call is none to one with $what", async ({
  params,
}) => {
  const { peer, replies } = serve();
  await using _ = peer;
  const state = await askedState(peer);
  await call(peer, { ...answered(state), ...params });
  assert.deepEqual(outcomes(replies), ["asked", "asked"]);
});

Deno.test("the order of arguments does not matter", async () => {
  const { peer, replies } = serve();
  await using _ = peer;
  const { requestState } = await call(peer, {
    arguments: { expected: "payments", deep: { a: 1, b: [2, 3] } },
  });
  await call(peer, {
    ...answered(requestState),
    arguments: { deep: { b: [2, 3], a: 1 }, expected: "payments" },
  });
  assert.deepEqual(outcomes(replies), ["asked", TYPED]);
});

Deno.test("an answer does not fit a question that reads differently by now", async () => {
  let question = questionOf("payments");
  const { peer, replies } = serve({ question: () => question });
  await using _ = peer;
  const state = await askedState(peer);
  question = { ...question, message: `${question.message}, and a volume` };
  const again = await call(peer, answered(state));
  assert.match(JSON.stringify(again["inputRequests"]), /and a volume/);
  await call(peer, answered(again["requestState"]));
  assert.deepEqual(outcomes(replies), ["asked", "asked", TYPED]);
});

Deno.test.each([{ action: "accept" }, { action: "decline" }])(
  "after '$action' the same state is not good for a second answer",
  async ({ action }) => {
    const { peer, replies } = serve();
    await using _ = peer;
    const state = await askedState(peer);
    await call(peer, answered(state, { ...ACCEPT, action }));
    await call(peer, answered(state));
    assert.deepEqual(outcomes(replies), [
      "asked",
      action === "accept" ? TYPED : { action },
      "asked",
    ]);
  },
);

Deno.test("ten minutes after the question an answer is too late", async () => {
  const { peer, replies } = serve();
  await using _ = peer;
  const [early, late] = [await askedState(peer), await askedState(peer)];
  const { now } = Date;
  try {
    Date.now = () => now() + 595_000;
    await call(peer, answered(early));
    Date.now = () => now() + 601_000;
    await call(peer, answered(late));
  } finally {
    Date.now = now;
  }
  assert.deepEqual(outcomes(replies), ["asked", "asked", TYPED, "asked"]);
});

Deno.test("another process takes an answer only when it has the same key", async () => {
  const key = (byte: number) => new Uint8Array(16).fill(byte);
  const asked = serve({ planKey: key(1) });
  await using _asked = asked.peer;
  const state = await askedState(asked.peer);
  const same = serve({ planKey: key(1) });
  await using _same = same.peer;
  const other = serve({ planKey: key(2) });
  await using _other = other.peer;
  const random = serve();
  await using _random = random.peer;
  for (const { peer } of [same, other, random]) {
    await call(peer, answered(state));
  }
  assert.deepEqual(
    [same, other, random].map(({ replies }) => outcomes(replies)),
    [[TYPED], ["asked"], ["asked"]],
  );
});
