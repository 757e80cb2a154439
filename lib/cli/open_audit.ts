/**
 * The audit log of the settings.
 *
 * @module
 */
import type { AuditTrail } from "../audit/audit_trail.ts";
import type { CommandContext } from "./command.ts";

const MB = 1024 * 1024;

/** Makes what keeps the log, where one is set; its file is opened with the first record. */
export async function openAudit(
  { host, settings }: Pick<CommandContext, "host" | "settings">,
): Promise<AuditTrail | undefined> {
  const { auditLog: path, auditMaxMb } = settings;
  if (path === undefined) return undefined;
  const { AuditTrail } = await import("../audit/audit_trail.ts");
  return new AuditTrail({
    path,
    maxBytes: auditMaxMb * MB,
    onChange(failure) {
      host.tell(
        failure
          ? `argocd-mcp: warning: ${
            [failure.message, failure.hint].join(". ")
          }. Reads go on and are counted, writes are refused`
          : "argocd-mcp: the audit log is written again, and says how many calls it lacks",
      );
    },
  });
}
