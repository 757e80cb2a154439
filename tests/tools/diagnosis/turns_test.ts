import assert from "node:assert/strict";
import { Turns } from "../../../lib/tools/diagnosis/turns.ts";

Deno.test("no more work at a time than there are turns, in the order in which it came", async () => {
  const turns = new Turns(2);
  const begun: number[] = [];
  const gates = Array.from({ length: 4 }, () => Promise.withResolvers<void>());
  const all = gates.map((gate, at) =>
    turns.take(async () => {
      begun.push(at);
      await gate.promise;
      return at;
    })
  );
  await Promise.resolve();
  assert.deepEqual(begun, [0, 1]);
  gates[1]?.resolve();
  await all[1];
  assert.deepEqual(begun, [0, 1, 2]);
  for (const gate of gates) gate.resolve();
  assert.deepEqual(await Promise.all(all), [0, 1, 2, 3]);
});

Deno.test("work that fails gives its turn on", async () => {
  const turns = new Turns(1);
  const failed = turns.take(() => Promise.reject(new Error("refused")));
  const next = turns.take(() => Promise.resolve("done"));
  await assert.rejects(failed, /refused/);
  assert.equal(await next, "done");
  assert.equal(await turns.take(() => Promise.resolve("again")), "again");
});
