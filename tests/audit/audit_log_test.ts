import assert from "node:assert/strict";
import { AuditLog } from "../../lib/audit/audit_log.ts";
import { verifyAudit } from "../../lib/audit/verify.ts";
import { auditFolder, callOf } from "./audit_folder.ts";

const POSIX = { ignore: Deno.build.os === "windows" };

function modeOf(path: string): string {
  return ((Deno.statSync(path).mode ?? 0) & 0o777).toString(8);
}

Deno.test("a new log is for its owner alone and begins with the record that opens it", async () => {
  await using made = await auditFolder();
  await made.log.append([callOf(1)]);
  const [open, call, ...others] = await made.records();
  assert.deepEqual(others, []);
  assert.deepEqual([open?.kind, open?.seq, open?.prev], [
    "open",
    1,
    "0".repeat(64),
  ]);
  assert(call);
  const { seq, time, prev, hash, ...entry } = call;
  assert.deepEqual(entry, callOf(1));
  assert.deepEqual([seq, prev], [2, open?.hash]);
  assert.match(hash, /^[0-9a-f]{64}$/);
  assert.match(time, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
  if (Deno.build.os === "windows") return;
  assert.deepEqual([modeOf(made.path), modeOf(`${made.path}.head`)], [
    "600",
    "600",
  ]);
});

Deno.test("records that are asked for at once come in their order", async () => {
  await using made = await auditFolder();
  await Promise.all(
    Array.from({ length: 200 }, (_, i) => made.log.append([callOf(i)])),
  );
  const ids = (await made.records()).flatMap((record) =>
    record.kind === "call" ? [record.id] : []
  );
  assert.deepEqual(ids, Array.from({ length: 200 }, (_, i) => callOf(i).id));
});

Deno.test("another process's log, a new program's log and a durable record continue one chain", async () => {
  await using made = await auditFolder();
  await made.log.append([callOf(1)]);
  const other = new AuditLog({ path: made.path, maxBytes: 0 });
  await other.append([callOf(2)], { durable: true });
  await made.log.append([callOf(3)]);
  const { problem, records, notes } = await verifyAudit([made.path]);
  assert.deepEqual([problem, records, notes], [undefined, 4, []]);
});

Deno.test(
  "a link is refused, and what it points to stays as it is",
  POSIX,
  async () => {
    for (const name of ["audit.log", "audit.log.head"]) {
      await using made = await auditFolder();
      const target = `${made.folder}/precious`;
      await Deno.writeTextFile(target, "", { mode: 0o600 });
      await Deno.symlink(target, `${made.folder}/${name}`);
      await assert.rejects(made.log.append([callOf(1)]), {
        code: "AUDIT_UNAVAILABLE",
        message:
          `Cannot write the audit log '${made.folder}/${name}': it is a symbolic link`,
      });
      assert.equal(await Deno.readTextFile(target), "");
    }
  },
);

Deno.test(
  "a file that others can open is refused with the command that repairs it",
  POSIX,
  async () => {
    await using made = await auditFolder();
    await made.log.append([callOf(1)]);
    for (const path of [made.path, `${made.path}.head`]) {
      await Deno.chmod(path, 0o640);
      await assert.rejects(made.log.append([callOf(2)]), {
        code: "AUDIT_UNAVAILABLE",
        message:
          `Cannot write the audit log '${path}': other users of this machine can open it`,
        hint: `Run: chmod 600 '${path}'`,
      });
      await Deno.chmod(path, 0o600);
    }
    await made.log.append([callOf(2)]);
    assert.equal((await verifyAudit([made.path])).problem, undefined);
  },
);

Deno.test("a file that holds something else is left alone", async () => {
  await using made = await auditFolder();
  await Deno.writeTextFile(made.path, "my notes\n", { mode: 0o600 });
  await assert.rejects(made.log.append([callOf(1)]), {
    code: "AUDIT_UNAVAILABLE",
    message:
      `Cannot write the audit log '${made.path}': it holds something else`,
  });
  assert.equal(await Deno.readTextFile(made.path), "my notes\n");
});

Deno.test("a line that was torn by a crash is closed off by a record that says so", async () => {
  await using made = await auditFolder();
  await made.log.append([callOf(1)]);
  const head = await Deno.readTextFile(`${made.path}.head`);
  await made.log.append([callOf(2)]);
  // As it is when the program was killed in the middle of the second write: half a line, and the head of before.
  const text = await Deno.readTextFile(made.path);
  await Deno.writeTextFile(made.path, text.slice(0, -100));
  await Deno.writeTextFile(`${made.path}.head`, head);
  const torn = await verifyAudit([made.path]);
  assert.deepEqual(torn.problem, {
    kind: "cut off",
    seq: 3,
    where: "audit.log:3",
    text:
      "record 3 is incomplete: it was being written when the program or its machine stopped; the next start says so in the log",
  });

  await new AuditLog({ path: made.path, maxBytes: 0 }).append([callOf(3)]);
  const { problem, notes, last } = await verifyAudit([made.path]);
  assert.deepEqual([problem, last], [undefined, 4]);
  const bytes = (text.split("\n")[2] ?? "").length - 99;
  assert.deepEqual(notes, [
    `audit.log:4: the line before record 3 is incomplete (${bytes} bytes): a program or its machine stopped while writing it`,
  ]);

  // The torn line is covered as well.
  const lines = await made.lines();
  lines[2] = lines[2]?.replace("call", "cold") ?? "";
  await Deno.writeTextFile(made.path, `${lines.join("\n")}\n`);
  assert.equal((await verifyAudit([made.path])).problem?.where, "audit.log:3");
});

Deno.test("a record that was written before a crash kept its head from following is part of the chain", async () => {
  await using made = await auditFolder();
  await made.log.append([callOf(1)]);
  const head = await Deno.readTextFile(`${made.path}.head`);
  await made.log.append([callOf(2)]);
  await Deno.writeTextFile(`${made.path}.head`, head);
  assert.equal((await verifyAudit([made.path])).problem, undefined);
  await made.log.append([callOf(3)]);
  const { problem, records, notes } = await verifyAudit([made.path]);
  assert.deepEqual([problem, records, notes], [undefined, 4, []]);
});

Deno.test("records that were cut off stay missing after the program has gone on", async () => {
  await using made = await auditFolder();
  await made.log.append([callOf(1), callOf(2), callOf(3)]);
  const lines = await made.lines();
  await Deno.writeTextFile(made.path, `${lines.slice(0, 2).join("\n")}\n`);
  await made.log.append([callOf(4)]);
  const { problem } = await verifyAudit([made.path]);
  assert.deepEqual(problem, {
    kind: "missing",
    seq: 3,
    where: "audit.log:3",
    text: "records 3 to 4 are missing",
  });
  const note = (await made.records())[2];
  assert.deepEqual(
    note?.kind === "note" && note.note === "cut_off" &&
      [note.from, note.through],
    [3, 4],
  );
});

Deno.test("a head file that is gone is made again, and the log says since when", async () => {
  await using made = await auditFolder();
  await made.log.append([callOf(1)]);
  for (
    const spoil of [
      Deno.remove,
      (path: string) => Deno.writeTextFile(path, "?"),
    ]
  ) {
    await spoil(`${made.path}.head`);
    await made.log.append([callOf(2)]);
  }
  const { problem, notes } = await verifyAudit([made.path]);
  assert.equal(problem, undefined);
  assert.deepEqual(notes.map((note) => note.replace(/;.*/, "")), [
    "audit.log:3: the head file was gone when record 3 was written",
    "audit.log:5: the head file was gone when record 5 was written",
  ]);
});

Deno.test("a full file is rotated and the chain goes on in the next one", async () => {
  await using made = await auditFolder(2_000);
  for (let number = 1; number <= 20; number++) {
    await made.log.append([callOf(number)]);
  }
  const names = await made.names();
  const logs = names.filter((name) => /^audit\.log(\.\d+)?$/.test(name));
  assert(logs.length > 2, names.join());
  const paths = logs.map((name) => `${made.folder}/${name}`);
  const { problem, notes, files, records, last } = await verifyAudit(paths);
  assert.deepEqual([problem, notes, files], [undefined, [], logs.length]);
  // Each rotation adds a record that closes a file and one that opens the next.
  assert.equal(records, 20 + 1 + 2 * (logs.length - 1));
  assert.equal(last, records);
  if (Deno.build.os !== "windows") {
    assert.deepEqual(paths.map(modeOf), paths.map(() => "600"));
  }

  // One file alone: a rotated one knows its end, and says where it begins.
  const [closed] = [await verifyAudit([`${made.path}.1`])];
  assert.equal(closed.problem, undefined);
  assert.match(closed.notes.join(), /^the files begin with record \d+; those/);
  // A file in the middle is missed.
  const gap = await verifyAudit(paths.filter((path) => !path.endsWith(".1")));
  assert.equal(gap.problem?.kind, "missing");
});

Deno.test("rotation keeps ten files and drops the oldest", async () => {
  await using made = await auditFolder(1);
  for (let number = 1; number <= 14; number++) {
    await made.log.append([callOf(number)]);
  }
  const names = await made.names();
  assert.deepEqual(
    names.sort(),
    [
      "audit.log",
      "audit.log.head",
      ...[1, 2, 3, 4, 5, 6, 7, 8, 9, 10].map((n) => `audit.log.${n}`),
    ].sort(),
  );
  const { problem, first } = await verifyAudit(
    names.map((name) => `${made.folder}/${name}`),
  );
  assert.equal(problem, undefined);
  // The first three files had 3 records each: open, call, close.
  assert.equal(first, 10);
});

Deno.test("a log that logrotate moved, deleted or emptied goes on in a new file", async () => {
  await using made = await auditFolder();
  const { path } = made;
  await made.log.append([callOf(1)]);
  await Deno.rename(path, `${path}-moved`);
  await made.log.append([callOf(2)]);
  await Deno.copyFile(path, `${path}-copied`);
  await Deno.truncate(path);
  await made.log.append([callOf(3)]);
  const whole = await verifyAudit([`${path}-moved`, `${path}-copied`, path]);
  assert.deepEqual([whole.problem, whole.records, whole.last], [
    undefined,
    6,
    6,
  ]);
  await Deno.remove(path);
  await made.log.append([callOf(4)]);
  const [open] = await made.records();
  assert.deepEqual([open?.kind, open?.seq], ["open", 7]);
  const lost = await verifyAudit([`${path}-moved`, `${path}-copied`, path]);
  assert.deepEqual([lost.problem?.kind, lost.problem?.seq], ["missing", 5]);
});

Deno.test("a log that was deleted with its head begins anew, which shows beside the older files", async () => {
  await using made = await auditFolder();
  await made.log.append([callOf(1)]);
  await Deno.copyFile(made.path, `${made.path}-copy`);
  await Deno.remove(made.path);
  await Deno.remove(`${made.path}.head`);
  await made.log.append([callOf(2)]);
  const { problem } = await verifyAudit([`${made.path}-copy`, made.path]);
  assert.match(problem?.text ?? "", /^record 3 is missing: a new chain begins/);
});

Deno.test("a lock that another program keeps is waited for, but not for ever", async () => {
  await using made = await auditFolder();
  const log = new AuditLog({ path: made.path, maxBytes: 0, patienceMs: 50 });
  await log.append([callOf(1)]);
  {
    using head = await Deno.open(`${made.path}.head`, { write: true });
    assert(head.tryLockSync(true));
    await assert.rejects(log.append([callOf(2)]), {
      code: "AUDIT_UNAVAILABLE",
      message:
        `Cannot write the audit log '${made.path}': another program has held its lock for 0.05 seconds`,
    });
  }
  await log.append([callOf(3)]);
  assert.equal((await verifyAudit([made.path])).last, 3);
});
