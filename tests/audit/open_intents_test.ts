import assert from "node:assert/strict";
import { AuditLog } from "../../lib/audit/audit_log.ts";
import { openIntents } from "../../lib/audit/open_intents.ts";
import { lookAtAll } from "../../lib/audit/read_log.ts";
import type { AuditCall } from "../../lib/audit/record.ts";
import { auditFolder, callOf } from "./audit_folder.ts";

function of(kind: AuditCall["kind"], number: number): AuditCall {
  return { ...callOf(number), kind };
}

async function open(...paths: string[]): Promise<readonly string[]> {
  const ids = await openIntents(await lookAtAll(paths));
  return [...ids].map((id) => String(Number(id.slice(-12))));
}

Deno.test("openIntents() finds the intents that have no outcome, however they are mixed", async () => {
  await using made = await auditFolder();
  await made.log.append([
    of("intent", 1),
    of("intent", 2),
    of("call", 3),
    of("outcome", 1),
    of("intent", 4),
    of("outcome", 4),
    of("intent", 5),
  ]);
  assert.deepEqual(await open(made.path), ["2", "5"]);
  await made.log.append([of("outcome", 5), of("outcome", 2)]);
  assert.deepEqual(await open(made.path), []);
});

Deno.test("an outcome in the next file is found when that file is shown too", async () => {
  await using made = await auditFolder();
  const log = new AuditLog({ path: made.path, maxBytes: 1 });
  await log.append([of("intent", 1), of("intent", 2)]);
  await log.append([of("outcome", 1)]);
  const old = `${made.path}.1`;
  assert.deepEqual(await open(old), ["1", "2"]);
  assert.deepEqual(await open(made.path, old), ["2"]);
});

Deno.test("a torn line, arguments that look like a record and a log of reads are no intents", async () => {
  await using made = await auditFolder();
  await made.log.append([
    { ...of("call", 1), args: { search: '"kind":"intent"', kind: "intent" } },
  ]);
  await Deno.writeTextFile(made.path, '{"seq":3,"kind":"intent","id":"x', {
    append: true,
  });
  assert.deepEqual(await open(made.path), []);
});
