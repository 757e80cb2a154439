import assert from "node:assert/strict";
import type { HarnessOptions } from "../helpers/tool_harness.ts";
import {
  codeOf,
  labelTool,
  personWith,
  planOf,
  type Seams,
  writeHarness,
} from "./label_tool.ts";

const ARGS = { application: "guestbook", value: "silver", wipe: true };
const CONFIRMED = {
  ...ARGS,
  dry_run: false,
  confirm: true,
  confirm_name: "guestbook",
};
const FROZEN = () => Promise.resolve("Release 7");
const CLOSED = () => [{ subject: "x", open: false, reason: "denied" }];
const HIDDEN = { projects: ["nobody"] };
/** As many calls as the preview makes: the apply is refused with its first one. */
const LIMIT = { calls: 1, windowSeconds: 60 };

interface Case {
  readonly code: string;
  readonly options?: HarnessOptions;
  readonly seams?: Seams;
  readonly args?: Readonly<Record<string, unknown>>;
}

/** In the order of the guards: each call breaks what stands there and everything after it. */
const ORDER: readonly Case[] = [
  {
    code: "READ_ONLY",
    args: { application: "../x", other: 1, plan: "wrong" },
    options: { policy: { tier: "read", scope: HIDDEN }, freeze: FROZEN },
    seams: { windows: CLOSED },
  },
  {
    code: "DESTRUCTIVE_DISABLED",
    args: { application: "../x", plan: "wrong" },
    options: { policy: { tier: "write", scope: HIDDEN }, freeze: FROZEN },
    seams: { windows: CLOSED },
  },
  {
    code: "INVALID_ARGUMENT",
    args: { application: "../x", plan: "wrong" },
    options: { policy: { scope: HIDDEN }, freeze: FROZEN },
    seams: { windows: CLOSED },
  },
  {
    code: "INVALID_ARGUMENT",
    args: { other: 1, plan: "wrong" },
    options: { policy: { scope: HIDDEN }, freeze: FROZEN },
    seams: { windows: CLOSED },
  },
  {
    code: "OUT_OF_SCOPE",
    args: { plan: "wrong" },
    options: { policy: { scope: HIDDEN }, freeze: FROZEN },
    seams: { windows: CLOSED },
  },
  {
    code: "FROZEN",
    args: { plan: "wrong" },
    options: { freeze: FROZEN },
    seams: { windows: CLOSED },
  },
  { code: "SYNC_WINDOW", args: { plan: "wrong" }, seams: { windows: CLOSED } },
  { code: "PLAN_INVALID", args: { plan: "wrong", confirm_name: "x" } },
  { code: "CONFIRMATION_REQUIRED", args: { confirm_name: "x" } },
];

for (const { code, options, seams, args } of ORDER) {
  Deno.test(`${code} comes before what stands behind it: ${JSON.stringify(args)} with ${JSON.stringify(options?.policy ?? {})}`, async () => {
    await using it = await writeHarness(options);
    const person = personWith({ action: "accept", typed: "guestbook" });
    const call = { ...CONFIRMED, ...args };
    const result = await it.call(labelTool(seams), call, { person });
    assert.equal(codeOf(result), code, result.text);
    assert.deepEqual(person.asked, []);
    assert.deepEqual(it.changes(), []);
    const sent = [
      "OUT_OF_SCOPE",
      "SYNC_WINDOW",
      "PLAN_INVALID",
      "CONFIRMATION_REQUIRED",
    ];
    assert.equal(it.requests.length, sent.includes(code) ? 1 : 0);
    const records = await it.records();
    assert.deepEqual(
      records.map(({ kind, decision, code }) => [kind, decision, code]),
      [["call", "refused", code]],
    );
  });
}

/** What refuses a call whose plan and confirmation are in order, when it is switched on after the preview. */
const LATE: readonly (readonly [
  string,
  (state: { frozen: boolean; closed: boolean; ms: number }) => void,
])[] = [
  ["FROZEN", (state) => state.frozen = true],
  ["SYNC_WINDOW", (state) => state.closed = true],
];

for (const [code, change] of LATE) {
  Deno.test(`${code} after a preview: nobody is asked, and the plan is still good`, async () => {
    const state = { frozen: false, closed: false, ms: 0 };
    await using it = await writeHarness({
      freeze: () => Promise.resolve(state.frozen ? "now" : undefined),
    });
    const tool = labelTool({ windows: () => state.closed ? CLOSED() : [] });
    const person = personWith({ action: "accept", typed: "guestbook" });
    const plan = planOf(await it.call(tool, ARGS));
    change(state);
    const refused = await it.call(tool, { ...CONFIRMED, plan }, { person });
    assert.equal(codeOf(refused), code);
    assert.deepEqual([person.asked, it.changes()], [[], []]);
    state.frozen = state.closed = false;
    const done = await it.call(tool, { ...CONFIRMED, plan }, { person });
    assert.equal(codeOf(done), "APPLIED");
    assert.equal(person.asked.length, 1);
  });
}

for (
  const [what, wrong] of [
    ["another plan", { plan: "x" }],
    ["no confirm", { confirm: undefined }],
    ["another name", { confirm_name: "guestb\u043eok" }],
    ["other arguments", { value: "other" }],
  ] as const
) {
  Deno.test(`with ${what} nobody is asked, and the plan is still good`, async () => {
    await using it = await writeHarness();
    const tool = labelTool();
    const person = personWith({ action: "accept", typed: "guestbook" });
    const plan = planOf(await it.call(tool, ARGS));
    const call = { ...CONFIRMED, plan };
    const refused = await it.call(tool, { ...call, ...wrong }, { person });
    assert(refused.isError, refused.text);
    assert.deepEqual([person.asked, it.changes()], [[], []]);
    assert.equal(codeOf(await it.call(tool, call, { person })), "APPLIED");
  });
}

Deno.test("a freeze that begins while a person thinks refuses, and the plan is still good", async () => {
  let frozen = false;
  await using it = await writeHarness({
    freeze: () => Promise.resolve(frozen ? "now" : undefined),
  });
  const tool = labelTool();
  const plan = planOf(await it.call(tool, ARGS));
  const call = { ...CONFIRMED, plan };
  const refused = await it.call(tool, call, {
    person: {
      ask() {
        frozen = true;
        return Promise.resolve({ action: "accept", typed: "guestbook" });
      },
    },
  });
  assert.equal(codeOf(refused), "FROZEN");
  assert.deepEqual(it.changes(), []);
  frozen = false;
  assert.equal(codeOf(await it.call(tool, call)), "APPLIED");
});

Deno.test("an application that leaves the scope while a person thinks is not changed, and no plan is spent", async () => {
  const scope = { projects: ["default"] };
  await using it = await writeHarness({ policy: { scope } });
  const record = it.simulator.world.applications.get("argocd/guestbook");
  assert(record);
  const tool = labelTool();
  const plan = planOf(await it.call(tool, ARGS));
  const call = { ...CONFIRMED, plan };
  const refused = await it.call(tool, call, {
    person: {
      ask() {
        record.app.spec.project = "team-a";
        return Promise.resolve({ action: "accept", typed: "guestbook" });
      },
    },
  });
  assert.equal(codeOf(refused), "OUT_OF_SCOPE");
  record.app.spec.project = "default";
  assert.equal(codeOf(await it.call(tool, call)), "APPLIED");
});

Deno.test("the scope is asked once more after the last look at the state, and before the plan is spent", async () => {
  let reads = -Infinity;
  let move = () => {};
  await using it = await writeHarness({
    policy: { scope: { projects: ["default"] } },
    intercept() {
      // The first one is the last look, the second one asks for the scope.
      if (++reads === 2) move();
      return undefined;
    },
  });
  const record = it.simulator.world.applications.get("argocd/guestbook");
  assert(record);
  move = () => record.app.spec.project = "team-a";
  const tool = labelTool();
  const plan = planOf(await it.call(tool, ARGS));
  const call = { ...CONFIRMED, plan };
  reads = 0;
  assert.equal(codeOf(await it.call(tool, call)), "OUT_OF_SCOPE");
  assert.deepEqual([reads, it.changes()], [2, []]);
  record.app.spec.project = "default";
  assert.equal(codeOf(await it.call(tool, call)), "APPLIED");
});

Deno.test("the rate limit refuses before anybody is asked, and costs no plan", async () => {
  const clock = { ms: 0 };
  await using it = await writeHarness({
    policy: { rateLimit: LIMIT },
    monotonic: () => clock.ms,
  });
  const tool = labelTool();
  const person = personWith({ action: "accept", typed: "guestbook" });
  const plan = planOf(await it.call(tool, ARGS));
  const refused = await it.call(tool, { ...CONFIRMED, plan }, { person });
  assert.equal(codeOf(refused), "RATE_LIMIT_EXCEEDED");
  assert.deepEqual([person.asked, it.changes()], [[], []]);
});
