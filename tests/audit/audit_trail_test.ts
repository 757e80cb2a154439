import assert from "node:assert/strict";
import { AuditTrail } from "../../lib/audit/audit_trail.ts";
import { requireAuditWritable } from "../../lib/audit/require_audit_writable.ts";
import { verifyAudit } from "../../lib/audit/verify.ts";
import { auditFolder, callOf } from "./audit_folder.ts";

/** A log in a folder that is not there yet. */
async function failingTrail() {
  const made = await auditFolder();
  const folder = `${made.folder}/later`;
  const path = `${folder}/audit.log`;
  const changes: (string | undefined)[] = [];
  const trail = new AuditTrail({
    path,
    maxBytes: 0,
    onChange: (failure) => changes.push(failure?.message),
  });
  const failure =
    `Cannot write the audit log '${path}': its folder does not exist`;
  return { ...made, later: folder, path, trail, changes, failure };
}

Deno.test("a log that fails is told of once, counted, and says so itself when it works again", async () => {
  await using made = await failingTrail();
  const { trail, changes, failure } = made;
  for (let call = 1; call <= 3; call++) {
    assert.equal(await trail.record(callOf(call)), false);
  }
  assert.deepEqual(trail.status, { writable: false, unrecorded: 3 });
  assert.deepEqual(changes, [failure]);

  await Deno.mkdir(made.later);
  assert.equal(await trail.record(callOf(4)), true);
  assert.equal(await trail.record(callOf(5)), true);
  assert.deepEqual(trail.status, { writable: true, unrecorded: 3 });
  assert.deepEqual(changes, [failure, undefined]);
  const { problem, records, notes } = await verifyAudit([made.path]);
  assert.deepEqual([problem, records], [undefined, 4]);
  assert.deepEqual(notes, [
    "audit.log:2: 3 calls before record 2 were not recorded: the log could not be written",
  ]);
});

Deno.test("an intent that cannot be recorded refuses its write, an outcome does not fail", async () => {
  await using made = await failingTrail();
  const { trail, failure } = made;
  const intent = { ...callOf(1), kind: "intent" } as const;
  await assert.rejects(trail.intend(intent), {
    code: "AUDIT_UNAVAILABLE",
    message: failure,
  });
  // Nothing was sent, so nothing is missing.
  assert.equal(trail.status.unrecorded, 0);
  assert.equal(await trail.record({ ...intent, kind: "outcome" }), false);
  assert.equal(trail.status.unrecorded, 1);

  await Deno.mkdir(made.later);
  await trail.intend(intent);
  assert.equal(await trail.record({ ...intent, kind: "outcome" }), true);
  const kinds = (await made.records(made.path)).map(({ kind }) => kind);
  assert.deepEqual(kinds, ["open", "note", "intent", "outcome"]);
});

Deno.test("requireAuditWritable() passes without a log and with one that can be written", async () => {
  await using made = await failingTrail();
  await requireAuditWritable(undefined);
  await assert.rejects(requireAuditWritable(made.trail), {
    code: "AUDIT_UNAVAILABLE",
    message: made.failure,
  });
  assert.equal(made.trail.status.writable, false);
  await Deno.mkdir(made.later);
  await requireAuditWritable(made.trail);
  await made.trail.record(callOf(1));
  await requireAuditWritable(made.trail);
  // Asking leaves no record.
  assert.equal((await verifyAudit([made.path])).records, 2);
});

Deno.test("requireAuditWritable() refuses what append() would refuse", {
  ignore: Deno.build.os === "windows",
}, async () => {
  await using made = await auditFolder();
  const trail = new AuditTrail({ path: made.path, maxBytes: 0 });
  await trail.record(callOf(1));
  await Deno.chmod(made.path, 0o644);
  await assert.rejects(requireAuditWritable(trail), {
    code: "AUDIT_UNAVAILABLE",
    hint: `Run: chmod 600 '${made.path}'`,
  });
});
