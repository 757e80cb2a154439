import assert from "node:assert/strict";
import { ToolError } from "../../lib/errors.ts";
import {
  codeOf,
  kindsOf,
  labelTool,
  planOf,
  writeHarness,
} from "./label_tool.ts";

const ARGS = { application: "guestbook", value: "silver" };
const APPLY = { ...ARGS, dry_run: false };

Deno.test("what was applied is told although waiting for its end was cancelled", async () => {
  await using it = await writeHarness();
  const controller = new AbortController();
  const { signal } = controller;
  const tool = labelTool({
    onFollow(context) {
      assert.equal(context.signal, signal);
      controller.abort();
      throw new ToolError("CANCELLED", "Cannot wait: the call was cancelled");
    },
  });
  const result = await it.call(tool, APPLY, { signal });
  assert.equal(result.isError, false);
  assert.deepEqual(result.structured?.["warnings"], [
    "it was not watched to its end: CANCELLED: Cannot wait: the call was cancelled",
  ]);
  assert.deepEqual(await kindsOf(it), [
    ["intent", "allowed"],
    ["outcome", "allowed"],
  ]);
});

Deno.test("the outcome is recorded before anything is waited for", async () => {
  await using it = await writeHarness();
  let seen: unknown;
  const onFollow = async () => void (seen = await kindsOf(it));
  await it.call(labelTool({ onFollow }), APPLY);
  assert.deepEqual(seen, [["intent", "allowed"], ["outcome", "allowed"]]);
});

Deno.test("the client of a preview cannot write, that of an apply no more than its effect", async () => {
  await using it = await writeHarness();
  const tiers: string[] = [];
  const onApply = ({ argocd }: { readonly argocd: { tier: string } }) =>
    void tiers.push(argocd.tier);
  const tool = labelTool({ onApply });
  await it.call(tool, APPLY);
  it.setStage("gold");
  const plan = planOf(await it.call(tool, ARGS));
  const confirmed = { plan, confirm: true, confirm_name: "guestbook" };
  await it.call(tool, { ...APPLY, ...confirmed });
  assert.deepEqual(tiers, ["write", "destructive"]);
});

Deno.test("steps of a write reach whoever wants to know, cleaned and masked", async () => {
  await using it = await writeHarness();
  const steps: unknown[] = [];
  const onApply = (
    { report }: {
      readonly report: (step: { progress: number; message?: string }) => void;
    },
  ) => report({ progress: 1, message: "password=hunter2-Kettle\u001b[31m" });
  await it.call(labelTool({ onApply }), APPLY, {
    report: (step) => steps.push(step),
  });
  assert.deepEqual(steps, [{ progress: 1, message: "password=<masked:1>" }]);
  assert.equal(codeOf(await it.call(labelTool({ onApply }), APPLY)), "APPLIED");
});
