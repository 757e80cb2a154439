import assert from "node:assert/strict";
import { codeOf, labelTool, personWith, writeHarness } from "./label_tool.ts";

const ARGS = { application: "guestbook", value: "silver" };

Deno.test("a trial is sent at once, without plan or person, and is recorded as a write", async () => {
  await using it = await writeHarness();
  const person = personWith({ action: "decline" });
  const tool = labelTool({ isTrial: ({ wipe }) => wipe === true });
  const result = await it.call(tool, { ...ARGS, wipe: true }, { person });
  assert.equal(codeOf(result), "APPLIED");
  assert.deepEqual(person.asked, []);
  const records = await it.records();
  assert.deepEqual(
    records.map(({ kind, tier, dry_run }) => [kind, tier, dry_run]),
    [["intent", "destructive", true], ["outcome", "destructive", true]],
  );
});

Deno.test("a trial is refused by tier, freeze and window all the same", async () => {
  const windows = () => [{ subject: "x", open: false, reason: "denied" }];
  const isTrial = () => true;
  await using readOnly = await writeHarness({ policy: { tier: "read" } });
  await using frozen = await writeHarness({
    freeze: () => Promise.resolve("no"),
  });
  await using open = await writeHarness();
  const results = [
    await readOnly.call(labelTool({ isTrial }), ARGS),
    await frozen.call(labelTool({ isTrial }), ARGS),
    await open.call(labelTool({ isTrial, windows }), ARGS),
  ];
  assert.deepEqual(results.map(codeOf), ["READ_ONLY", "FROZEN", "SYNC_WINDOW"]);
  const changes = [readOnly, frozen, open].flatMap((it) => it.changes());
  assert.deepEqual(changes, []);
});
