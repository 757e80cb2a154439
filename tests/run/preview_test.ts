import assert from "node:assert/strict";
import { codeOf, labelTool, planOf, writeHarness } from "./label_tool.ts";

const ARGS = { application: "guestbook", value: "silver" };
const START = new Date("2026-07-01T12:00:00.500Z");

Deno.test("a preview says what would happen, changes nothing and ends with a plan", async () => {
  await using it = await writeHarness({ now: () => START });
  const result = await it.call(labelTool(), ARGS);
  const plan = planOf(result);
  assert.deepEqual(result.structured, {
    applied: false,
    summary: "label guestbook silver (now without)",
    counts: { changed: 1 },
    tier: "write",
    plan,
    plan_expires: "2026-07-01T12:10:00Z",
    apply_with: "the same arguments with dry_run=false, plan=<plan>",
  });
  assert.equal(
    result.text,
    "PREVIEW, nothing was changed: label guestbook silver (now without)\n" +
      "tier: write\nchanges: changed 1\n" +
      "to apply: the same arguments with dry_run=false, plan=<plan>\n" +
      `plan (until 2026-07-01T12:10:00Z, works once): ${plan}`,
  );
  assert.equal(it.stage(), undefined);
});

for (const dryRun of [{}, { dry_run: true }]) {
  Deno.test(`with ${JSON.stringify(dryRun)} only reads are sent, whatever else is confirmed`, async () => {
    await using it = await writeHarness();
    const confirmed = { plan: "x", confirm: true, confirm_name: "guestbook" };
    const args = { ...ARGS, ...dryRun };
    for (
      const call of [args, { ...args, ...confirmed }, { ...args, wipe: true }]
    ) assert.equal(codeOf(await it.call(labelTool(), call)), "PREVIEW");
    assert.deepEqual(it.requests.map(({ method }) => method), [
      "GET",
      "GET",
      "GET",
    ]);
    assert.deepEqual(it.changes(), []);
    assert.equal(it.stage(), undefined);
  });
}

for (
  const wrong of [
    { dryRun: false },
    { dryrun: false },
    { DRY_RUN: false },
    { dry_run: "false" },
    { dry_run: 0 },
    { dry_run: null },
    { dry_run: [false] },
  ]
) {
  Deno.test(`${JSON.stringify(wrong)} is an error and no write`, async () => {
    await using it = await writeHarness();
    const result = await it.call(labelTool(), { ...ARGS, ...wrong });
    assert.equal(codeOf(result), "INVALID_ARGUMENT");
    assert.deepEqual(it.requests, []);
  });
}

Deno.test("what is destructive by its arguments and by the state says both, and how to confirm", async () => {
  await using it = await writeHarness();
  it.setStage("gold");
  const { structured } = await it.call(labelTool(), { ...ARGS, wipe: true });
  assert.deepEqual([structured?.["tier"], structured?.["destructive"]], [
    "destructive",
    ["it wipes", "it takes the gold away"],
  ]);
  assert.equal(
    structured?.["apply_with"],
    'the same arguments with dry_run=false, plan=<plan>, confirm=true, confirm_name="guestbook"',
  );
});

Deno.test("a closed window and a freeze are said in a preview, which is made all the same", async () => {
  await using it = await writeHarness({
    freeze: () => Promise.resolve("Release 7\n"),
  });
  const windows = () => [
    { subject: "application 'x'", open: true, reason: "none" },
    { subject: "application 'y'", open: false, reason: "deny until 14:00" },
  ];
  const { structured } = await it.call(labelTool({ windows }), ARGS);
  assert.deepEqual(structured?.["blocked"], [
    'changes are frozen: "Release 7"',
    "sync windows of application 'y': deny until 14:00",
  ]);
  assert.equal(structured?.["window"], undefined);
});

Deno.test("open windows are said in one line", async () => {
  await using it = await writeHarness();
  const windows = () => [
    { subject: "application 'x'", open: true, reason: "no window is active" },
  ];
  const { structured } = await it.call(labelTool({ windows }), ARGS);
  assert.equal(structured?.["window"], "no window is active");
  assert.equal(structured?.["blocked"], undefined);
});

Deno.test("more of a preview is asked for only when it is shown", async () => {
  await using it = await writeHarness();
  let asked = 0;
  const tool = labelTool({
    prepared: {
      more: () => {
        asked++;
        return Promise.resolve({ permission: "applications, update" });
      },
    },
  });
  const preview = await it.call(tool, ARGS);
  assert.equal(preview.structured?.["permission"], "applications, update");
  assert.equal(asked, 1);
  await it.call(tool, { ...ARGS, dry_run: false, plan: planOf(preview) });
  assert.equal(asked, 1);
});

Deno.test("of a preview that is too large the plan and how to apply it stay whole", async () => {
  await using it = await writeHarness({ policy: { maxResultChars: 6_000 } });
  const preview = {
    summary: "label it",
    diff: "+ line of a diff\n".repeat(5_000),
    impact: Array.from(
      { length: 500 },
      (_, i) => `Deployment web-${i} restarts`,
    ),
  };
  const tool = labelTool({ prepared: { preview } });
  const result = await it.call(tool, { ...ARGS, wipe: true });
  assert(JSON.stringify(result).length < 7_000);
  assert(result.text.includes(`works once): ${planOf(result)}\n[cut to fit`));
  const applied = await it.call(tool, {
    ...ARGS,
    wipe: true,
    dry_run: false,
    plan: planOf(result),
    confirm: true,
    confirm_name: "guestbook",
  });
  assert.equal(codeOf(applied), "APPLIED");
});

Deno.test("masking leaves plans alone", async () => {
  await using it = await writeHarness();
  const tool = labelTool();
  for (let n = 0; n < 150; n++) {
    const preview = await it.call(tool, ARGS);
    assert.match(planOf(preview), /^[\w-]{80,}$/);
    assert(preview.text.endsWith(planOf(preview)));
    const offered = await it.call(tool, {
      ...ARGS,
      wipe: true,
      dry_run: false,
    });
    assert.match(planOf(offered), /^[\w-]{80,}$/);
  }
});

Deno.test("no secret of the present state is in a preview or a refusal", async () => {
  await using it = await writeHarness();
  it.setStage("gold");
  const secret = "hunter2-Kettle-31";
  const preview = {
    summary: `set password=${secret}`,
    impact: [`token: ${secret}`],
    diff: `-  password: ${secret}\n`,
  };
  const tool = labelTool({ prepared: { preview } });
  const results = [
    await it.call(tool, ARGS),
    await it.call(tool, { ...ARGS, dry_run: false }),
  ];
  for (const result of results) {
    assert(!JSON.stringify(result).includes(secret), result.text);
  }
  assert.deepEqual(results.map(codeOf), ["PREVIEW", "CONFIRMATION_REQUIRED"]);
});

Deno.test("a preview is recorded as one call, a dry run with its plan, also by default", async () => {
  await using it = await writeHarness();
  const tool = labelTool();
  const result = await it.call(tool, ARGS, { caller: "alice" });
  await it.call(tool, { ...ARGS, dry_run: true });
  const [first, second] = await it.records();
  assert.deepEqual(first, {
    kind: "call",
    id: "1",
    caller: "alice",
    instance: "test",
    tool: "label_application",
    tier: "write",
    args: ARGS,
    target: { application: "guestbook" },
    decision: "allowed",
    dry_run: true,
    plan: first?.plan,
    upstream: { calls: 1, status: 200 },
  });
  const nonce = Uint8Array.fromBase64(planOf(result), { alphabet: "base64url" })
    .slice(6, 15);
  const id = nonce.toBase64({ alphabet: "base64url", omitPadding: true });
  assert.equal(first?.plan, id);
  assert.equal(second?.dry_run, true);
  assert.notEqual(second?.plan, id);
});
