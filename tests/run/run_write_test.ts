import assert from "node:assert/strict";
import * as z from "zod";
import type { World } from "../../lib/demo/simulator.ts";
import { defineTool } from "../../lib/tool.ts";
import { codeOf, labelTool, planOf, writeHarness } from "./label_tool.ts";

const ARGS = { application: "guestbook", value: "silver" };
const APPLY = { ...ARGS, dry_run: false };

Deno.test("tier write is applied without a plan, and says what was done and how to get back", async () => {
  await using it = await writeHarness();
  const result = await it.call(labelTool(), APPLY);
  assert.deepEqual(result, {
    text: "APPLIED: labelled guestbook silver\nundo: Label it again.",
    structured: {
      applied: true,
      summary: "labelled guestbook silver",
      undo: { how: "Label it again." },
    },
    isError: false,
  });
  assert.equal(it.stage(), "silver");
  assert.deepEqual(
    it.changes().map(({ method, path }) => `${method} ${path}`),
    ["PATCH /api/v1/applications/guestbook"],
  );
});

Deno.test("tier write takes a plan, and checks it when there is one", async () => {
  await using it = await writeHarness();
  const tool = labelTool();
  const plan = planOf(await it.call(tool, ARGS));
  const other = await it.call(tool, { ...APPLY, value: "bronze", plan });
  assert.equal(codeOf(other), "PLAN_INVALID");
  assert.deepEqual(it.changes(), []);
  assert.equal(codeOf(await it.call(tool, { ...APPLY, plan })), "APPLIED");
  assert.equal(codeOf(await it.call(tool, { ...APPLY, plan })), "PLAN_USED");
  assert.equal(it.changes().length, 1);
});

for (
  const [what, args, gold] of [
    ["by its arguments", { ...APPLY, wipe: true }, false],
    ["by the present state", APPLY, true],
  ] as const
) {
  Deno.test(`what is destructive ${what} needs plan, confirm and name, each of them`, async () => {
    await using it = await writeHarness();
    if (gold) it.setStage("gold");
    const tool = labelTool();
    const first = await it.call(tool, args);
    assert.match(
      first.text,
      /^CONFIRMATION_REQUIRED: Cannot label application 'guestbook' yet: it is destructive and needs a plan\nIt would label guestbook silver \(now \w+\)\ndestructive because: it (?:wipes|takes the gold away)\nNext: /,
    );
    const plan = planOf(first);
    for (
      const missing of [
        { plan },
        { plan, confirm: true },
        { plan, confirm_name: "guestbook" },
        { plan, confirm: false, confirm_name: "guestbook" },
        { plan, confirm: true, confirm_name: "Guestbook" },
        { plan, confirm: true, confirm_name: "argocd/guestbook" },
        { confirm: true, confirm_name: "guestbook" },
      ]
    ) {
      const result = await it.call(tool, { ...args, ...missing });
      assert.equal(codeOf(result), "CONFIRMATION_REQUIRED");
    }
    assert.deepEqual(it.changes(), []);
    const confirmed = { plan, confirm: true, confirm_name: "guestbook" };
    const done = await it.call(tool, { ...args, ...confirmed });
    assert.equal(codeOf(done), "APPLIED");
    assert.equal(it.stage(), "silver");
    const again = await it.call(tool, { ...args, ...confirmed });
    assert.equal(codeOf(again), "PLAN_USED");
    assert.equal(it.changes().length, 1);
  });
}

Deno.test("an effect that only the state shows is refused by the tier, in a preview too", async () => {
  await using it = await writeHarness({ policy: { tier: "write" } });
  const tool = labelTool();
  assert.equal(codeOf(await it.call(tool, ARGS)), "PREVIEW");
  it.setStage("gold");
  for (const args of [ARGS, APPLY]) {
    const { text } = await it.call(tool, args);
    assert.match(
      text,
      /^DESTRUCTIVE_DISABLED: Cannot label application 'guestbook': it is destructive \(it takes the gold away\), and MCP_DISABLE_DESTRUCTIVE refuses that\n/,
    );
  }
  assert.deepEqual(it.changes(), []);
});

Deno.test("a plan is for one caller, one tool and one set of arguments", async () => {
  await using it = await writeHarness();
  const tool = labelTool();
  const plan = planOf(await it.call(tool, ARGS, { caller: "alice" }));
  for (
    const [args, caller] of [
      [APPLY, "bob"],
      [APPLY, undefined],
      [{ ...APPLY, wipe: false }, "alice"],
      [{ ...APPLY, application: "argocd/guestbook" }, "alice"],
    ] as const
  ) {
    const from = caller === undefined ? {} : { caller };
    const result = await it.call(tool, { ...args, plan }, from);
    assert.equal(codeOf(result), "PLAN_INVALID", result.text);
  }
  const same = {
    plan,
    value: "silver",
    dry_run: false,
    application: "guestbook",
  };
  const result = await it.call(tool, same, { caller: "alice" });
  assert.equal(codeOf(result), "APPLIED");
});

Deno.test("a plan of another process passes only with the same key, for the same Argo CD", async () => {
  const planKey = new Uint8Array(32).fill(3);
  const customize = (world: World) => {
    const record = world.applications.get("argocd/guestbook");
    if (record) record.app.metadata.uid = "one-and-the-same";
  };
  const address = "https://argocd.example";
  await using one = await writeHarness({ planKey, customize, address });
  await using same = await writeHarness({ planKey, customize, address });
  await using other = await writeHarness({ customize, address });
  await using elsewhere = await writeHarness({ planKey, customize });
  const tool = labelTool();
  const plan = planOf(await one.call(tool, ARGS));
  const applied = [
    await same.call(tool, { ...APPLY, plan }),
    await other.call(tool, { ...APPLY, plan }),
    await elsewhere.call(tool, { ...APPLY, plan }),
  ];
  assert.deepEqual(applied.map(codeOf), [
    "APPLIED",
    "PLAN_INVALID",
    "PLAN_INVALID",
  ]);
});

Deno.test("a plan ends after ten minutes", async () => {
  const clock = { ms: Date.parse("2026-07-01T12:00:00Z") };
  await using it = await writeHarness({ now: () => new Date(clock.ms) });
  const tool = labelTool();
  const plan = planOf(await it.call(tool, ARGS));
  clock.ms += 600_000;
  assert.equal(codeOf(await it.call(tool, { ...APPLY, plan })), "PLAN_EXPIRED");
  assert.deepEqual(it.changes(), []);
});

Deno.test("what has moved since the preview is named, and nothing is sent", async () => {
  await using it = await writeHarness();
  const tool = labelTool();
  const plan = planOf(await it.call(tool, ARGS));
  it.setStage("bronze");
  const result = await it.call(tool, { ...APPLY, plan });
  assert.match(
    result.text,
    /^PLAN_OUTDATED: Cannot label application 'guestbook': since the plan was made, this has moved: labels: stage is new\nNext: Nothing was sent\. Call again with dry_run=true/,
  );
  assert.deepEqual(it.changes(), []);
});

Deno.test("an application that was deleted and made again under the same name is another one", async () => {
  await using it = await writeHarness();
  const tool = labelTool();
  const plan = planOf(await it.call(tool, ARGS));
  const record = it.simulator.world.applications.get("argocd/guestbook");
  assert(record);
  const before = record.app.metadata.uid;
  record.app.metadata.uid = "00000000-made-again";
  const { text } = await it.call(tool, { ...APPLY, plan });
  assert.match(
    text,
    new RegExp(
      `moved: application: uid was ${before} and is 00000000-made-again\n`,
    ),
  );
  assert.deepEqual(it.changes(), []);
});

Deno.test("a tool above tier read cannot be defined as one that reads", () => {
  const spec = {
    name: "sneaky",
    title: "Sneaky",
    description: "x",
    tier: "write" as never,
    input: z.strictObject({}),
    output: z.looseObject({}),
    handler: () => Promise.resolve({}),
    text: () => "",
  };
  assert.throws(() => defineTool(spec), {
    name: "TypeError",
    message:
      "Cannot define 'sneaky': what is not of tier 'read' is a write tool",
  });
});
