import assert from "node:assert/strict";
import type { HumanApproval } from "../../lib/guards/guard.ts";
import type { Reply } from "../../lib/guards/person.ts";
import {
  codeOf,
  labelTool,
  personWith,
  planOf,
  type WriteHarness,
  writeHarness,
} from "./label_tool.ts";

const ARGS = { application: "guestbook", value: "silver", wipe: true };
const CONFIRMED = {
  ...ARGS,
  dry_run: false,
  confirm: true,
  confirm_name: "guestbook",
};
const YES: Reply = { action: "accept", typed: "guestbook" };

/** Runs the apply of a fresh plan with someone who gives `reply`, or nobody. */
async function applyWith(
  it: WriteHarness,
  reply: Reply | undefined,
): Promise<{ readonly code: string; readonly asked: number }> {
  const tool = labelTool();
  const plan = planOf(await it.call(tool, ARGS));
  const person = reply && personWith(reply);
  const result = await it.call(tool, { ...CONFIRMED, plan }, {
    ...(person ? { person } : {}),
  });
  const code = result.question ? "QUESTION" : codeOf(result);
  return { code, asked: person?.asked.length ?? 0 };
}

const MATRIX: readonly (readonly [
  HumanApproval,
  Reply | undefined,
  string,
  number,
])[] = [
  ["auto", undefined, "APPLIED", 0],
  ["auto", YES, "APPLIED", 1],
  ["auto", { action: "accept", typed: "Guestbook" }, "APPROVAL_REFUSED", 1],
  ["auto", { action: "accept", typed: undefined }, "APPROVAL_REFUSED", 1],
  ["auto", { action: "decline" }, "APPROVAL_REFUSED", 1],
  ["auto", { action: "cancel" }, "APPROVAL_REFUSED", 1],
  ["auto", { action: "timeout" }, "APPROVAL_REFUSED", 1],
  ["auto", { action: "pending" }, "QUESTION", 1],
  ["required", undefined, "APPROVAL_UNAVAILABLE", 0],
  ["required", YES, "APPLIED", 1],
  [
    "required",
    { action: "accept", typed: "guestbook " },
    "APPROVAL_REFUSED",
    1,
  ],
  ["required", { action: "decline" }, "APPROVAL_REFUSED", 1],
  ["required", { action: "cancel" }, "APPROVAL_REFUSED", 1],
  ["required", { action: "timeout" }, "APPROVAL_REFUSED", 1],
  ["required", { action: "pending" }, "QUESTION", 1],
  ["off", undefined, "APPLIED", 0],
  ["off", { action: "decline" }, "APPLIED", 0],
];

for (const [humanApproval, reply, code, asked] of MATRIX) {
  Deno.test(`approval '${humanApproval}' with ${JSON.stringify(reply) ?? "nobody to ask"} ends in ${code}`, async () => {
    await using it = await writeHarness({ policy: { humanApproval } });
    assert.deepEqual(await applyWith(it, reply), { code, asked });
    assert.equal(it.changes().length, code === "APPLIED" ? 1 : 0);
    assert.equal(it.stage(), code === "APPLIED" ? "silver" : undefined);
  });
}

for (const humanApproval of ["auto", "required"] as const) {
  Deno.test(`with '${humanApproval}' nobody is asked about what can be taken back, or about a preview`, async () => {
    await using it = await writeHarness({ policy: { humanApproval } });
    const person = personWith({ action: "decline" });
    const tool = labelTool();
    const { wipe: _wipe, ...mild } = ARGS;
    const results = [
      await it.call(tool, ARGS, { person }),
      await it.call(tool, mild, { person }),
      await it.call(tool, { ...mild, dry_run: false }, { person }),
    ];
    assert.deepEqual(results.map(codeOf), ["PREVIEW", "PREVIEW", "APPLIED"]);
    assert.deepEqual(person.asked, []);
  });
}

Deno.test("the question says what would happen, masked, and what to type", async () => {
  await using it = await writeHarness();
  const tool = labelTool({
    prepared: {
      preview: {
        summary: "label it with password=hunter2-Kettle-31",
        impact: ["3 pods restart"],
        irreversible: ["the old label is gone"],
      },
    },
  });
  const person = personWith(YES);
  const plan = planOf(await it.call(tool, ARGS));
  await it.call(tool, { ...CONFIRMED, plan }, { person });
  assert.deepEqual(person.asked, [{
    message:
      "label application 'guestbook'\nIt would label it with password=<masked:1>\n" +
      "destructive because: it wipes\nimpact: 3 pods restart\n" +
      "cannot be undone: the old label is gone\nType the name to approve: guestbook",
    expected: "guestbook",
  }]);
});

Deno.test("what a person refused is void, also for a client that cannot ask", async () => {
  await using it = await writeHarness();
  const tool = labelTool();
  const person = personWith({ action: "decline" });
  const plan = planOf(await it.call(tool, ARGS));
  const confirmed = { ...CONFIRMED, plan };
  const codes = [
    codeOf(await it.call(tool, confirmed, { person })),
    codeOf(await it.call(tool, confirmed)),
  ];
  assert.deepEqual(codes, ["APPROVAL_REFUSED", "PLAN_USED"]);
  assert.deepEqual(it.changes(), []);
});

Deno.test("a question without an answer leaves the plan good, and the next one is asked anew", async () => {
  await using it = await writeHarness();
  const tool = labelTool();
  const person = personWith({ action: "cancel" }, { action: "timeout" }, YES);
  const plan = planOf(await it.call(tool, ARGS));
  const codes: string[] = [];
  for (let call = 0; call < 4; call++) {
    codes.push(codeOf(await it.call(tool, { ...CONFIRMED, plan }, { person })));
  }
  assert.deepEqual(codes, [
    "APPROVAL_REFUSED",
    "APPROVAL_REFUSED",
    "APPLIED",
    "PLAN_USED",
  ]);
  assert.equal(person.asked.length, 3);
  assert.equal(it.changes().length, 1);
});

Deno.test("a pending question leaves with the answer, nothing is sent, and it is recorded as such", async () => {
  await using it = await writeHarness();
  const tool = labelTool();
  const person = personWith({ action: "pending" }, YES);
  const plan = planOf(await it.call(tool, ARGS));
  const first = await it.call(tool, { ...CONFIRMED, plan }, { person });
  assert.deepEqual(first, {
    text: person.asked[0]?.message,
    isError: false,
    question: person.asked[0],
  });
  assert.deepEqual(it.changes(), []);
  const second = await it.call(tool, { ...CONFIRMED, plan }, { person });
  assert.equal(codeOf(second), "APPLIED");
  assert.deepEqual(person.asked[0], person.asked[1]);
  const records = await it.records();
  assert.deepEqual(
    records.map(({ kind, decision, code, dry_run }) => [
      kind,
      decision,
      code,
      dry_run,
    ]),
    [
      ["call", "allowed", undefined, true],
      ["call", "refused", "APPROVAL_PENDING", false],
      ["intent", "allowed", undefined, false],
      ["outcome", "allowed", undefined, false],
    ],
  );
});

Deno.test("what moves while a person thinks is found, and nothing is sent", async () => {
  await using it = await writeHarness();
  const tool = labelTool();
  const plan = planOf(await it.call(tool, ARGS));
  const result = await it.call(tool, { ...CONFIRMED, plan }, {
    person: {
      ask() {
        it.setStage("bronze");
        return Promise.resolve(YES);
      },
    },
  });
  assert.match(
    result.text,
    /^PLAN_OUTDATED: .* this has moved: labels: stage is new\n/,
  );
  assert.deepEqual(it.changes(), []);
});

Deno.test("a window that closes while a person thinks refuses", async () => {
  let open = true;
  await using it = await writeHarness();
  const tool = labelTool({
    windows: () => [{ subject: "x", open, reason: "denied" }],
  });
  const plan = planOf(await it.call(tool, ARGS));
  const result = await it.call(tool, { ...CONFIRMED, plan }, {
    person: {
      ask() {
        open = false;
        return Promise.resolve(YES);
      },
    },
  });
  assert.equal(codeOf(result), "SYNC_WINDOW");
  assert.deepEqual(it.changes(), []);
});

Deno.test("a plan that ends while a person thinks is refused", async () => {
  const clock = { ms: Date.parse("2026-07-01T12:00:00Z") };
  await using it = await writeHarness({ now: () => new Date(clock.ms) });
  const tool = labelTool();
  const plan = planOf(await it.call(tool, ARGS));
  const result = await it.call(tool, { ...CONFIRMED, plan }, {
    person: {
      ask() {
        clock.ms += 600_000;
        return Promise.resolve(YES);
      },
    },
  });
  assert.equal(codeOf(result), "PLAN_EXPIRED");
  assert.deepEqual(it.changes(), []);
});

Deno.test("of two approvals of one plan at once one is applied", async () => {
  await using it = await writeHarness();
  const tool = labelTool();
  const plan = planOf(await it.call(tool, ARGS));
  const person = personWith(YES);
  const call = { ...CONFIRMED, plan };
  const results = await Promise.all(
    [1, 2, 3].map(() => it.call(tool, call, { person })),
  );
  const codes = results.map(codeOf);
  assert.equal(codes.filter((code) => code === "APPLIED").length, 1);
  const others = codes.filter((code) => code !== "APPLIED");
  assert.deepEqual(
    others.filter((code) => code !== "PLAN_USED" && code !== "PLAN_OUTDATED"),
    [],
  );
  assert.equal(it.changes().length, 1);
});
