/**
 * Appends records to a log, as a process of its own: `append_records.ts PATH FIRST COUNT MAX_BYTES`. It says on stdout
 * that it is ready and begins when its stdin ends.
 *
 * @module
 */
import { AuditLog } from "../../lib/audit/audit_log.ts";
import { callOf } from "./audit_folder.ts";

const [path = "", first = "0", count = "0", maxBytes = "0"] = Deno.args;
const log = new AuditLog({ path, maxBytes: Number(maxBytes) });
await Deno.stdout.write(new TextEncoder().encode("ready"));
for await (const _ of Deno.stdin.readable);
for (let number = 0; number < Number(count); number++) {
  await log.append([callOf(Number(first) + number)]);
}
