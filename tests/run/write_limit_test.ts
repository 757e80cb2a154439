import assert from "node:assert/strict";
import { getApplication as getEndpoint } from "../../lib/argocd/endpoints.ts";
import type { ApplyContext } from "../../lib/tool_spec.ts";
import { getApplication } from "../../lib/tools/applications/get_application.ts";
import type { HarnessOptions } from "../helpers/tool_harness.ts";
import {
  codeOf,
  labelTool,
  personWith,
  planOf,
  writeHarness,
} from "./label_tool.ts";

const ARGS = { application: "guestbook", value: "silver" };
const APPLY = { ...ARGS, dry_run: false };

/** A limit of so many calls within a minute of a clock that a test moves. */
function limited(calls: number, more: HarnessOptions["policy"] = {}) {
  const clock = { ms: 0 };
  const options: HarnessOptions = {
    policy: { ...more, rateLimit: { calls, windowSeconds: 60 } },
    monotonic: () => clock.ms,
  };
  return { clock, options };
}

async function readAgain({ argocd }: ApplyContext): Promise<void> {
  await argocd.call(getEndpoint, { path: { name: "guestbook" } });
}

Deno.test("of 1,000 calls at once exactly as many as allowed reach Argo CD", async () => {
  const { options } = limited(100);
  await using it = await writeHarness(options);
  const names = [...it.simulator.world.applications.keys()];
  const results = await Promise.all(
    Array.from({ length: 1_000 }, (_, n) =>
      // Not the same one at once: identical reads are sent once.
      it.call(getApplication, {
        application: n < names.length ? names[n] : `no-such-${n}`,
      })),
  );
  assert.equal(it.requests.length, 100);
  const refused = results.filter((one) =>
    codeOf(one) === "RATE_LIMIT_EXCEEDED"
  );
  assert(refused.length >= 900, `${refused.length}`);
});

Deno.test("a write counts once, and is refused before its plan is spent", async () => {
  const { clock, options } = limited(3);
  await using it = await writeHarness(options);
  const tool = labelTool();
  // One read for the preview, one for the apply, and the write.
  const plan = planOf(await it.call(tool, ARGS));
  assert.equal(codeOf(await it.call(tool, { ...APPLY, plan })), "APPLIED");
  assert.equal(it.requests.length, 3);
  assert.equal(codeOf(await it.call(tool, ARGS)), "RATE_LIMIT_EXCEEDED");

  clock.ms += 60_000;
  const next = { ...ARGS, value: "bronze" };
  const second = planOf(await it.call(tool, next));
  await it.call(tool, next);
  const apply = { ...next, dry_run: false, plan: second };
  // There is room for the read, and none for the write.
  const refused = await it.call(tool, apply);
  assert.equal(codeOf(refused), "RATE_LIMIT_EXCEEDED");
  assert.match(refused.text, /Try again in 60 s/);
  assert.equal(it.changes().length, 1);
  clock.ms += 60_000;
  assert.equal(codeOf(await it.call(tool, apply)), "APPLIED");
});

Deno.test("a write that was let pass is not stopped halfway by the limit, and what it reads counts", async () => {
  const { clock, options } = limited(2);
  await using it = await writeHarness(options);
  const tool = labelTool({
    onApply: readAgain,
    onApplied: readAgain,
    onFollow: readAgain,
  });
  const result = await it.call(tool, APPLY);
  assert.equal(codeOf(result), "APPLIED");
  assert.equal(result.structured?.["warnings"], undefined);
  assert.equal(it.requests.length, 5);
  clock.ms += 59_999;
  assert.equal(codeOf(await it.call(tool, ARGS)), "RATE_LIMIT_EXCEEDED");
  clock.ms += 1;
  assert.equal(codeOf(await it.call(tool, ARGS)), "PREVIEW");
});

Deno.test("the look at the scope right before the write comes before its plan is spent", async () => {
  // Two reads for the scope and the state in one, then one more for the scope: no room for that.
  const { clock, options } = limited(2, { scope: { projects: ["default"] } });
  await using it = await writeHarness(options);
  const tool = labelTool();
  const plan = planOf(await it.call(tool, ARGS));
  const apply = { ...APPLY, plan };
  assert.equal(codeOf(await it.call(tool, apply)), "RATE_LIMIT_EXCEEDED");
  assert.deepEqual(it.changes(), []);
  clock.ms += 60_000;
  const again = await it.call(tool, apply);
  assert.equal(codeOf(again), "RATE_LIMIT_EXCEEDED");
  assert.deepEqual(it.changes(), []);
});

Deno.test("nobody is asked when the limit has no room for what an approval would lead to", async () => {
  const { clock, options } = limited(4);
  await using it = await writeHarness(options);
  it.setStage("gold");
  const tool = labelTool();
  const person = personWith({ action: "accept", typed: "guestbook" });
  const plan = planOf(await it.call(tool, ARGS));
  const confirmed = { plan, confirm: true, confirm_name: "guestbook" };
  clock.ms += 10_000;
  await it.call(tool, ARGS);
  // It reads once, and would read once more and write: two of four are taken already.
  const refused = await it.call(tool, { ...APPLY, ...confirmed }, { person });
  assert.equal(codeOf(refused), "RATE_LIMIT_EXCEEDED");
  assert.match(refused.text, /Try again in 50 s/);
  assert.deepEqual([person.asked, it.changes()], [[], []]);
  clock.ms += 60_000;
  const done = await it.call(tool, { ...APPLY, ...confirmed }, { person });
  assert.equal(codeOf(done), "APPLIED");
  assert.equal(person.asked.length, 1);
});

Deno.test("callers have limits of their own", async () => {
  const { options } = limited(2);
  await using it = await writeHarness(options);
  const tool = labelTool();
  for (const caller of ["alice", "bob"]) {
    assert.equal(codeOf(await it.call(tool, APPLY, { caller })), "APPLIED");
    const more = await it.call(tool, ARGS, { caller });
    assert.equal(codeOf(more), "RATE_LIMIT_EXCEEDED");
  }
});

Deno.test("what another guard refuses takes nothing from the limit", async () => {
  const { options } = limited(2);
  await using it = await writeHarness(options);
  const tool = labelTool();
  for (let n = 0; n < 20; n++) {
    await it.call(tool, { ...ARGS, application: "../x" });
    await it.call(tool, { ...ARGS, other: 1 });
  }
  assert.equal(codeOf(await it.call(tool, APPLY)), "APPLIED");
});
