import assert from "node:assert/strict";
import { entryOf, fleet, site } from "./fleet.ts";

/** Ill, paused or behind in the default world, each for another reason. */
const APPLICATIONS = ["worker", "hooked", "paused", "payments", "progress"];

Deno.test("of several instances, what is proposed next is asked of the one that was diagnosed", async () => {
  await using a = site();
  await using b = site();
  await using it = await fleet([entryOf("a", a), entryOf("b", b)]);
  for (const application of APPLICATIONS) {
    const { structured, text } = await it.call("diagnose_application", {
      instance: "b",
      application,
    });
    const { findings } = structured as unknown as {
      readonly findings: readonly { readonly next: string }[];
    };
    assert(findings.length > 0, text);
    for (const { next } of findings) {
      const [, tool = "", args = ""] = /^(\w+) (\{.*?\})(?:;|$)/.exec(next) ??
        [];
      const proposed = JSON.parse(args);
      assert.equal(proposed.instance, "b", next);
      const answer = await it.call(tool, proposed);
      assert.doesNotMatch(answer.text, /^INVALID_ARGUMENT/, next);
    }
  }
  assert.deepEqual(a.requests, []);
});

Deno.test("of one instance alone no proposed call names it", async () => {
  await using a = site();
  await using it = await fleet([entryOf("a", a)]);
  const { text } = await it.call("diagnose_application", {
    application: "worker",
  });
  assert.match(text, /^ {3}next: get_application_logs \{"application":/m);
});
