import assert from "node:assert/strict";
import { ToolError } from "../../../lib/errors.ts";
import { Reader } from "../../../lib/tools/diagnosis/reader.ts";

const NEVER = new AbortController().signal;

/** What Argo CD's client does with a question that is not answered. */
function unanswered(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    signal.addEventListener(
      "abort",
      () =>
        reject(new ToolError("CANCELLED", "Cannot read it: it was cancelled")),
    );
  });
}

Deno.test("what is worth a part of the time ends with it, and the rest goes on", async () => {
  using reader = new Reader(NEVER, 60_000);
  using part = reader.within(0.0005);
  assert(part.remainingMs <= 30);
  const answer = await part.read(
    "the set",
    () => unanswered(part.signal),
    { aside: true },
  );
  assert.equal(answer, undefined);
  assert.equal(await part.read("more", () => Promise.resolve(1)), undefined);
  assert.equal(await reader.read("the tree", () => Promise.resolve(2)), 2);
  assert.deepEqual(reader.unread, [
    { what: "the set", aside: true, why: "it was not answered in time" },
    { what: "more", why: "there was no time left" },
  ]);
});

Deno.test("a part of the time ends with the whole", async () => {
  using reader = new Reader(NEVER, 20);
  using part = reader.within(1);
  await reader.read("the tree", () => unanswered(reader.signal));
  assert(part.signal.aborted);
  assert.equal(await part.read("more", () => Promise.resolve(1)), undefined);
});

Deno.test("the caller's cancellation is thrown, from a part of the time too", async () => {
  const caller = new AbortController();
  using reader = new Reader(caller.signal, 60_000);
  using part = reader.within(0.5);
  const answer = part.read("the set", () => unanswered(part.signal));
  caller.abort();
  await assert.rejects(answer, { code: "CANCELLED" });
  assert.deepEqual(reader.unread, []);
});

Deno.test("whoever reads for another takes turns with it", async () => {
  using reader = new Reader(NEVER, 60_000);
  using part = reader.within(0.5);
  let running = 0;
  let most = 0;
  async function ask(): Promise<void> {
    most = Math.max(most, ++running);
    await new Promise((resolve) => setTimeout(resolve, 1));
    running--;
  }
  await Promise.all(
    Array.from(
      { length: 20 },
      (_, at) => (at % 2 ? reader : part).read(`question ${at}`, ask),
    ),
  );
  assert.equal(most, 6);
});
