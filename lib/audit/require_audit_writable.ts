/**
 * The guard of writes: where an audit log is kept, nothing is changed that it cannot hold.
 *
 * @module
 */
import type { AuditTrail } from "./audit_trail.ts";

/**
 * Passes when no log is kept or it can be written. A full disk shows only when the intent is written, which refuses
 * the write just as well; this asks before a plan is spent or a person is asked.
 *
 * @throws {ToolError} `AUDIT_UNAVAILABLE`
 */
export async function requireAuditWritable(
  trail: Pick<AuditTrail, "probe"> | undefined,
): Promise<void> {
  await trail?.probe();
}
