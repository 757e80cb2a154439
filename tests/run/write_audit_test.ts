import assert from "node:assert/strict";
import { AuditTrail } from "../../lib/audit/audit_trail.ts";
import { ToolError } from "../../lib/errors.ts";
import { verifyAudit } from "../../lib/audit/verify.ts";
import { getApplication } from "../../lib/tools/applications/get_application.ts";
import {
  codeOf,
  labelTool,
  personWith,
  planOf,
  writeHarness,
} from "./label_tool.ts";

const ARGS = { application: "guestbook", value: "silver" };
const APPLY = { ...ARGS, dry_run: false };

const COMMON = {
  instance: "test",
  tool: "label_application",
  target: { application: "guestbook" },
};

Deno.test("an apply is an intent before and an outcome after, with the same id, plan and tier", async () => {
  await using it = await writeHarness();
  it.setStage("gold");
  const tool = labelTool();
  const plan = planOf(await it.call(tool, ARGS));
  const args = { ...APPLY, plan, confirm: true, confirm_name: "guestbook" };
  await it.call(tool, args);
  const [preview, intent, outcome, ...more] = await it.records();
  const write = {
    ...COMMON,
    id: "2",
    tier: "destructive",
    args,
    decision: "allowed",
    dry_run: false,
    plan: preview?.plan,
  };
  assert.deepEqual(intent, {
    ...write,
    kind: "intent",
    upstream: { calls: 1, status: 200 },
  });
  assert.deepEqual(outcome, {
    ...write,
    kind: "outcome",
    upstream: { calls: 2, status: 200, changes: 1 },
  });
  assert.deepEqual(more, []);
  assert.deepEqual([preview?.kind, preview?.dry_run, preview?.id], [
    "call",
    true,
    "1",
  ]);
  assert.equal(
    (await verifyAudit([`${it.folder}/audit.log`])).problem,
    undefined,
  );
});

Deno.test("the id of the records is the one that the write is given", async () => {
  await using it = await writeHarness();
  const ids: string[] = [];
  await it.call(labelTool({ onApply: ({ id }) => void ids.push(id) }), APPLY);
  const text = await Deno.readTextFile(`${it.folder}/audit.log`);
  assert.equal(text.match(new RegExp(`"id":"${ids[0]}"`, "g"))?.length, 2);
});

Deno.test("the intent is on the disk before anything is sent", async () => {
  await using it = await writeHarness();
  let seen: unknown;
  const onApply = async () => {
    seen = (await it.records()).map(({ kind }) => kind);
  };
  await it.call(labelTool({ onApply }), APPLY);
  assert.deepEqual(seen, ["intent"]);
});

Deno.test("a refused write is one call, with the plan that it was offered", async () => {
  await using it = await writeHarness();
  it.setStage("gold");
  const result = await it.call(labelTool(), APPLY);
  const [record, ...more] = await it.records();
  const nonce = Uint8Array.fromBase64(planOf(result), { alphabet: "base64url" })
    .slice(6, 15).toBase64({ alphabet: "base64url", omitPadding: true });
  assert.deepEqual([record, ...more], [{
    ...COMMON,
    kind: "call",
    id: "1",
    tier: "write",
    args: APPLY,
    decision: "refused",
    code: "CONFIRMATION_REQUIRED",
    dry_run: false,
    plan: nonce,
    upstream: { calls: 1, status: 200 },
  }]);
});

Deno.test("a write that Argo CD refuses is a failed outcome", async () => {
  await using it = await writeHarness({ account: "readonly" });
  const result = await it.call(labelTool(), APPLY);
  assert.equal(codeOf(result), "FORBIDDEN");
  const records = await it.records();
  assert.deepEqual(
    records.map(({ kind, decision, code, outcome_unknown, upstream }) => [
      kind,
      decision,
      code,
      outcome_unknown,
      upstream?.changes,
    ]),
    [
      ["intent", "allowed", undefined, undefined, undefined],
      ["outcome", "failed", "FORBIDDEN", undefined, undefined],
    ],
  );
});

Deno.test("a log that cannot be written refuses writes before anybody is asked, and reads go on", async () => {
  await using folder = await writeHarness();
  const audit = new AuditTrail({
    path: `${folder.folder}/later/audit.log`,
    maxBytes: 0,
  });
  await using it = await writeHarness({ audit });
  it.setStage("gold");
  const tool = labelTool();
  const person = personWith({ action: "accept", typed: "guestbook" });
  const plan = planOf(await it.call(tool, ARGS));
  const call = { ...APPLY, plan, confirm: true, confirm_name: "guestbook" };
  const refused = await it.call(tool, call, { person });
  assert.equal(codeOf(refused), "AUDIT_UNAVAILABLE");
  assert.deepEqual([person.asked, it.changes()], [[], []]);
  const read = await it.call(getApplication, { application: "guestbook" });
  assert.equal(read.isError, false);
  assert.equal(codeOf(await it.call(tool, ARGS)), "PREVIEW");
  await Deno.mkdir(`${folder.folder}/later`);
  const done = await it.call(tool, call, { person });
  assert.equal(codeOf(done), "APPLIED");
});

Deno.test("a log that fails with the intent itself refuses the write, and the plan is still good", async () => {
  await using folder = await writeHarness();
  const later = `${folder.folder}/later`;
  await Deno.mkdir(later);
  let breaks = false;
  await using it = await writeHarness({
    audit: new AuditTrail({ path: `${later}/audit.log`, maxBytes: 0 }),
    // The last thing that is asked before the intent.
    async freeze() {
      if (breaks) await Deno.rename(later, `${later}-away`);
      return undefined;
    },
  });
  const seams = { onPrepare: () => void (breaks = armed) };
  let armed = false;
  const tool = labelTool(seams);
  const plan = planOf(await it.call(tool, ARGS));
  armed = true;
  const refused = await it.call(tool, { ...APPLY, plan });
  assert.equal(codeOf(refused), "AUDIT_UNAVAILABLE");
  assert.deepEqual(it.changes(), []);
  armed = breaks = false;
  await Deno.rename(`${later}-away`, later);
  const done = await it.call(tool, { ...APPLY, plan });
  assert.equal(codeOf(done), "APPLIED");
});

Deno.test("an audit log that fails only with the outcome makes the answer warn", async () => {
  await using folder = await writeHarness();
  const later = `${folder.folder}/later`;
  await Deno.mkdir(later);
  await using it = await writeHarness({
    audit: new AuditTrail({ path: `${later}/audit.log`, maxBytes: 0 }),
  });
  const onApplied = () => Deno.rename(later, `${later}-away`);
  const result = await it.call(labelTool({ onApplied }), APPLY);
  assert.equal(
    result.text,
    "APPLIED: labelled guestbook silver\n" +
      "WARNING: it is not in the audit log, which cannot be written any more\n" +
      "undo: Label it again.",
  );
  assert.deepEqual(result.structured?.["warnings"], [
    "it is not in the audit log, which cannot be written any more",
  ]);
});

Deno.test("a write that fails while its outcome cannot be recorded says that, too", async () => {
  await using folder = await writeHarness();
  const later = `${folder.folder}/later`;
  await Deno.mkdir(later);
  await using it = await writeHarness({
    audit: new AuditTrail({ path: `${later}/audit.log`, maxBytes: 0 }),
  });
  const onApplied = async () => {
    await Deno.rename(later, `${later}-away`);
    throw new ToolError("CONNECTION_LOST", "Cannot read it: no answer");
  };
  const result = await it.call(labelTool({ onApplied }), APPLY);
  assert.equal(
    result.text,
    "CONNECTION_LOST: Cannot read it: no answer; Argo CD had accepted 1 change before that; " +
      "that is not in the audit log, which cannot be written any more\n" +
      "Next: Look at the present state before trying again; nothing was sent a second time",
  );
});

Deno.test("an unexpected error before anything was sent says that it is not known, and is recorded so", async () => {
  await using it = await writeHarness();
  const onApply = () => {
    throw new Error("secret path /x");
  };
  const result = await it.call(labelTool({ onApply }), APPLY);
  assert.equal(
    result.text,
    "INTERNAL: Cannot finish 'label_application': an unexpected error occurred; whether Argo CD carried anything out is not known\n" +
      "Next: Look at the present state before trying again; nothing was sent a second time",
  );
  const [, outcome] = await it.records();
  assert.deepEqual(
    [outcome?.kind, outcome?.decision, outcome?.code, outcome?.outcome_unknown],
    ["outcome", "failed", "INTERNAL", true],
  );
});

Deno.test("an error after Argo CD has accepted the change says so, and is recorded so", async () => {
  await using it = await writeHarness();
  const onApplied = () => {
    throw new ToolError("CONNECTION_LOST", "Cannot read it: no answer");
  };
  const result = await it.call(labelTool({ onApplied }), APPLY);
  assert.equal(
    result.text,
    "CONNECTION_LOST: Cannot read it: no answer; Argo CD had accepted 1 change before that\n" +
      "Next: Look at the present state before trying again; nothing was sent a second time",
  );
  const [, outcome] = await it.records();
  assert.deepEqual(
    [
      outcome?.decision,
      outcome?.code,
      outcome?.outcome_unknown,
      outcome?.upstream,
    ],
    ["failed", "CONNECTION_LOST", true, { calls: 2, status: 200, changes: 1 }],
  );
});
