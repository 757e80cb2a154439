import assert from "node:assert/strict";
import fc from "fast-check";
import { verifyAudit } from "../../lib/audit/verify.ts";
import { sealEntry } from "../../lib/audit/seal.ts";
import { auditFolder, callOf } from "./audit_folder.ts";

/** Records of the long log; the one that opens the file comes first. */
const COUNT = 10_000;

/** A log of 10,000 records whose file is changed and put back. */
async function longLog() {
  const made = await auditFolder();
  const calls = Array.from({ length: COUNT - 1 }, (_, i) => callOf(i + 2));
  await made.log.append(calls);
  const lines = await made.lines();
  return {
    ...made,
    text: lines,
    /** Writes the file as `lines` and verifies it. */
    async verifyAs(lines: readonly string[], end = "\n") {
      await Deno.writeTextFile(made.path, lines.join("\n") + end);
      return await verifyAudit([made.path]);
    },
    [Symbol.asyncDispose]: made[Symbol.asyncDispose],
  };
}

const position = fc.integer({ min: 1, max: COUNT });
const PROPERTY = { numRuns: 12 };

Deno.test("a log of 10,000 records is intact", async () => {
  await using long = await longLog();
  assert.deepEqual(await verifyAudit([long.path]), {
    files: 1,
    records: COUNT,
    first: 1,
    last: COUNT,
    notes: [],
  });
});

Deno.test("an edited record is named, whichever it is", async () => {
  await using long = await longLog();
  await fc.assert(
    fc.asyncProperty(
      position,
      fc.nat(),
      fc.integer({ min: 1, max: 94 }),
      async (seq, at, shift) => {
        const lines = [...long.text];
        const line = lines[seq - 1] ?? "";
        const index = at % line.length;
        // Another character of the same kind: printable ASCII.
        const code = (line.charCodeAt(index) - 32 + shift) % 95 + 32;
        lines[seq - 1] = line.slice(0, index) + String.fromCharCode(code) +
          line.slice(index + 1);
        const { problem, records } = await long.verifyAs(lines);
        assert.deepEqual(
          [problem?.kind, problem?.seq, problem?.where, records],
          // Before the first record there is no number to expect.
          [
            "edited",
            seq === 1 ? problem?.seq : seq,
            `audit.log:${seq}`,
            seq - 1,
          ],
        );
      },
    ),
    PROPERTY,
  );
});

Deno.test("a record that was edited and given its right hash is named by the one after it, the last by the head", async () => {
  await using long = await longLog();
  await fc.assert(
    fc.asyncProperty(position, async (seq) => {
      const lines = [...long.text];
      const { seq: _seq, time, prev, hash: _hash, ...entry } = JSON.parse(
        lines[seq - 1] ?? "",
      );
      const forged = { ...entry, id: "forged" };
      lines[seq - 1] = sealEntry(forged, {
        end: { seq: seq - 1, hash: prev },
        time,
      }).line.trimEnd();
      const { problem } = await long.verifyAs(lines);
      assert.deepEqual([problem?.kind, problem?.seq, problem?.where], [
        "edited",
        seq,
        `audit.log:${seq}`,
      ]);
    }),
    PROPERTY,
  );
});

Deno.test("a deleted record is named, whichever it is", async () => {
  await using long = await longLog();
  await fc.assert(
    fc.asyncProperty(position, async (seq) => {
      const { problem } = await long.verifyAs(long.text.toSpliced(seq - 1, 1));
      assert.deepEqual(
        [problem?.kind, problem?.seq],
        [seq === COUNT ? "cut off" : "missing", seq],
      );
    }),
    PROPERTY,
  );
  for (const seq of [1, 2, COUNT - 1, COUNT]) {
    const { problem } = await long.verifyAs(long.text.toSpliced(seq - 1, 1));
    assert.equal(problem?.seq, seq);
  }
});

Deno.test("a moved record is named with its place", async () => {
  await using long = await longLog();
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 2, max: COUNT - 1 }),
      fc.integer({ min: 2, max: COUNT - 1 }),
      async (one, other) => {
        fc.pre(one !== other);
        const [a, b] = [Math.min(one, other), Math.max(one, other)];
        const lines = [...long.text];
        [lines[a - 1], lines[b - 1]] = [
          lines[b - 1] ?? "",
          lines[a - 1] ?? "",
        ];
        const { problem } = await long.verifyAs(lines);
        assert.deepEqual([problem?.kind, problem?.seq, problem?.where], [
          "moved",
          a,
          `audit.log:${b}`,
        ]);
      },
    ),
    PROPERTY,
  );
});

Deno.test("a repeated record is found", async () => {
  await using long = await longLog();
  const { problem } = await long.verifyAs(
    long.text.toSpliced(500, 0, long.text[41] ?? ""),
  );
  assert.deepEqual(problem, {
    kind: "moved",
    seq: 42,
    where: "audit.log:501",
    text: "record 42 is moved or repeated: it stands after record 500",
  });
});

Deno.test("a log that is cut off at any byte is found", async () => {
  await using long = await longLog();
  const whole = `${long.text.join("\n")}\n`;
  await fc.assert(
    fc.asyncProperty(fc.nat({ max: whole.length - 1 }), async (length) => {
      const kept = whole.slice(0, length);
      const { problem } = await long.verifyAs([kept], "");
      assert.deepEqual([problem?.kind, problem?.seq], [
        "cut off",
        kept.split("\n").length,
      ]);
    }),
    { numRuns: 20 },
  );
});

Deno.test("a log whose head file was taken away together with its last records is not called intact", async () => {
  await using long = await longLog();
  await Deno.remove(`${long.path}.head`);
  const { problem } = await long.verifyAs(long.text.slice(0, -3));
  assert.deepEqual(problem, {
    kind: "cut off",
    where: long.path,
    text:
      `records may be cut off after record 9997: '${long.path}.head' is not there, and no later file was given`,
  });
  await Deno.writeTextFile(`${long.path}.head`, "{}");
  const broken = await long.verifyAs(long.text);
  assert.match(broken.problem?.text ?? "", /'.*\.head' cannot be read/);
});

Deno.test("a byte that no editor shows is an edit too", async () => {
  await using made = await auditFolder();
  await made.log.append([callOf(1), callOf(2)]);
  const text = await Deno.readTextFile(made.path);
  for (const changed of [`\ufeff${text}`, text.replaceAll("\n", "\r\n")]) {
    await Deno.writeTextFile(made.path, changed);
    const { problem } = await verifyAudit([made.path]);
    assert.deepEqual([problem?.kind, problem?.where], [
      "edited",
      "audit.log:1",
    ]);
  }
});

Deno.test("a line that is no record is found in the middle and at the end", async () => {
  await using made = await auditFolder();
  await made.log.append([callOf(1), callOf(2)]);
  const lines = await made.lines();
  for (const at of [1, 3]) {
    const changed = lines.toSpliced(at, 0, "not a record");
    await Deno.writeTextFile(made.path, `${changed.join("\n")}\n`);
    const { problem } = await verifyAudit([made.path]);
    assert.deepEqual([problem?.where, problem?.text], [
      `audit.log:${at + 1}`,
      "the line is no record",
    ]);
  }
});
