import assert from "node:assert/strict";
import { AuditTrail } from "../../lib/audit/audit_trail.ts";
import {
  codeOf,
  kindsOf,
  labelTool,
  personWith,
  planOf,
  writeHarness,
} from "./label_tool.ts";

const ARGS = { application: "guestbook", value: "silver" };
const APPLY = { ...ARGS, dry_run: false };

Deno.test("of twenty applies of one plan at once exactly one is sent", async () => {
  await using it = await writeHarness();
  const tool = labelTool();
  const plan = planOf(await it.call(tool, ARGS));
  const results = await Promise.all(
    Array.from({ length: 20 }, () => it.call(tool, { ...APPLY, plan })),
  );
  const codes = results.map(codeOf);
  assert.equal(codes.filter((code) => code === "APPLIED").length, 1);
  assert.equal(it.changes().length, 1);
  // Who looks again after it was applied finds that it has moved, or that the plan was used.
  const refused = ["APPLIED", "PLAN_USED", "PLAN_OUTDATED"];
  assert.deepEqual(codes.filter((code) => !refused.includes(code)), []);
  const records = await it.records();
  assert.equal(
    records.filter(({ kind, decision }) =>
      kind === "outcome" && decision === "allowed"
    ).length,
    1,
  );
  const intents = records.filter(({ kind }) => kind === "intent");
  const outcomes = records.filter(({ kind }) => kind === "outcome");
  assert.deepEqual(
    intents.map(({ id }) => id).sort(),
    outcomes.map(({ id }) => id).sort(),
  );
});

Deno.test("a call that was cancelled while it was thought through sends nothing", async () => {
  await using it = await writeHarness();
  const { signal, abort } = abortable();
  const tool = labelTool({ windows: () => (abort(), []) });
  const result = await it.call(tool, APPLY, { signal });
  assert.equal(
    result.text,
    "CANCELLED: Cannot label application 'guestbook': the call was cancelled\nNext: Nothing was sent",
  );
  assert.deepEqual(it.changes(), []);
  assert.deepEqual(await kindsOf(it), [["call", "refused", "CANCELLED"]]);
});

function abortable(): { signal: AbortSignal; abort: () => void } {
  const controller = new AbortController();
  return { signal: controller.signal, abort: () => controller.abort() };
}

Deno.test("a call that is cancelled while a person thinks sends nothing, and its plan is still good", async () => {
  await using it = await writeHarness();
  it.setStage("gold");
  const { signal, abort } = abortable();
  const tool = labelTool();
  const plan = planOf(await it.call(tool, ARGS));
  const call = { ...APPLY, plan, confirm: true, confirm_name: "guestbook" };
  const result = await it.call(tool, call, {
    signal,
    person: {
      ask() {
        abort();
        return Promise.resolve({ action: "accept", typed: "guestbook" });
      },
    },
  });
  assert.equal(codeOf(result), "CANCELLED");
  assert.deepEqual(it.changes(), []);
  assert.equal(codeOf(await it.call(tool, call)), "APPLIED");
});

Deno.test("a call that is cancelled while its intent is recorded sends nothing, and its plan is still good", async () => {
  await using folder = await writeHarness();
  const { signal, abort } = abortable();
  let isArmed = false;
  const audit = new AuditTrail({
    path: `${folder.folder}/own.log`,
    maxBytes: 0,
    now() {
      if (isArmed) abort();
      return new Date();
    },
  });
  await using it = await writeHarness({ audit });
  const tool = labelTool();
  const plan = planOf(await it.call(tool, ARGS));
  isArmed = true;
  const result = await it.call(tool, { ...APPLY, plan }, { signal });
  assert.equal(codeOf(result), "CANCELLED");
  assert.deepEqual(it.changes(), []);
  const log = await Deno.readTextFile(`${folder.folder}/own.log`);
  assert.match(
    log,
    /"kind":"outcome".*"decision":"refused","code":"CANCELLED"/,
  );
  assert.equal(codeOf(await it.call(tool, { ...APPLY, plan })), "APPLIED");
});

Deno.test("a call that is cancelled in the middle of the write is carried out, once, and recorded", async () => {
  let arrived = () => {};
  let letGo = () => {};
  const inside = new Promise<void>((resolve) => arrived = resolve);
  const release = new Promise<void>((resolve) => letGo = resolve);
  await using it = await writeHarness({
    async intercept({ method }) {
      if (method !== "PATCH") return undefined;
      arrived();
      await release;
      return undefined;
    },
  });
  const { signal, abort } = abortable();
  const running = it.call(labelTool(), APPLY, { signal });
  await inside;
  abort();
  // Long enough for a client that gives up to have done so.
  await new Promise((resolve) => setTimeout(resolve, 50));
  letGo();
  const result = await running;
  assert.equal(codeOf(result), "APPLIED");
  assert.equal(it.stage(), "silver");
  assert.equal(it.changes().length, 1);
  assert.deepEqual(await kindsOf(it), [
    ["intent", "allowed"],
    ["outcome", "allowed"],
  ]);
});

for (const carriedOut of [true, false]) {
  Deno.test(`a write whose connection breaks ${carriedOut ? "after" : "before"} it was carried out is not repeated, and not known`, async () => {
    let carryOut = (_request: Request): unknown => undefined;
    await using it = await writeHarness({
      async intercept(request) {
        if (request.method !== "PATCH") return undefined;
        await carryOut(request.clone());
        return new Response(
          new ReadableStream({
            start: (body) => body.error(new Error("cut")),
          }),
          { headers: { "content-type": "application/json" } },
        );
      },
    });
    if (carriedOut) carryOut = it.simulator.fetch;
    const tool = labelTool();
    const plan = planOf(await it.call(tool, ARGS));
    const result = await it.call(tool, { ...APPLY, plan });
    assert(result.isError);
    assert.match(
      result.text,
      /; whether Argo CD carried it out is not known\nNext: Look at the present state before trying again; nothing was sent a second time$/,
    );
    assert.equal(it.changes().length, 1);
    assert.equal(it.stage(), carriedOut ? "silver" : undefined);
    const outcome = (await it.records()).at(-1);
    assert.deepEqual(
      [outcome?.kind, outcome?.decision, outcome?.outcome_unknown],
      ["outcome", "failed", true],
    );
    // Its plan is spent all the same.
    const again = await it.call(tool, { ...APPLY, plan });
    assert.equal(codeOf(again), "PLAN_USED");
    assert.equal(it.changes().length, 1);
  });
}

Deno.test("a person is asked while the log is healthy, and the write is recorded after", async () => {
  await using it = await writeHarness();
  it.setStage("gold");
  const tool = labelTool();
  const person = personWith({ action: "accept", typed: "guestbook" });
  const plan = planOf(await it.call(tool, ARGS));
  const confirmed = { plan, confirm: true, confirm_name: "guestbook" };
  await it.call(tool, { ...APPLY, ...confirmed }, { person });
  assert.deepEqual(await kindsOf(it), [
    ["call", "allowed"],
    ["intent", "allowed"],
    ["outcome", "allowed"],
  ]);
});
