import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { verifyAudit } from "../../lib/audit/verify.ts";
import { auditFolder, callOf } from "./audit_folder.ts";

const WRITER = fileURLToPath(new URL("append_records.ts", import.meta.url));
const COUNT = 500;

/** Starts a writer that waits; returns what lets it begin and waits for its end. */
async function startWriter(
  path: string,
  { first, maxBytes }: { readonly first: number; readonly maxBytes: number },
): Promise<() => Promise<void>> {
  const child = new Deno.Command(Deno.execPath(), {
    // deno-fmt-ignore
    args: ["run", "-A", "--no-check", WRITER, path, `${first}`, `${COUNT}`, `${maxBytes}`],
    stdin: "piped",
    stdout: "piped",
    stderr: "inherit",
  }).spawn();
  const output = child.stdout.getReader();
  await output.read();
  return async () => {
    await child.stdin.close();
    const { success } = await child.status;
    await output.cancel();
    assert(success);
  };
}

// A file that is full every 100 records or so: both processes meet the other's rotations.
for (
  const [name, maxBytes] of [["one file", 0], [
    "rotated files",
    100_000,
  ]] as const
) {
  Deno.test(`two processes write one chain of ${COUNT} records each into ${name}`, async () => {
    await using made = await auditFolder();
    const writers = await Promise.all([
      startWriter(made.path, { first: 0, maxBytes }),
      startWriter(made.path, { first: COUNT, maxBytes }),
    ]);
    await Promise.all(writers.map((write) => write()));
    const paths = (await made.names()).map((file) => `${made.folder}/${file}`);
    const { problem, notes, files } = await verifyAudit(paths);
    assert.deepEqual([problem, notes], [undefined, []]);
    assert.equal(files > 1, maxBytes > 0);
    const ids: string[] = [];
    for (const path of paths.filter((path) => !path.endsWith(".head"))) {
      for (const record of await made.records(path)) {
        if (record.kind === "call") ids.push(record.id);
      }
    }
    const all = Array.from({ length: 2 * COUNT }, (_, i) => callOf(i).id);
    assert.deepEqual(ids.sort(), all.sort());
  });
}
