/**
 * A folder with an audit log in it, and what goes into one.
 *
 * @module
 */
import { AuditLog } from "../../lib/audit/audit_log.ts";
import type { AuditCall, AuditRecord } from "../../lib/audit/record.ts";

/** A call as a record; `number` tells it from others. */
export function callOf(number: number): AuditCall {
  return {
    kind: "call",
    id: `00000000-0000-4000-8000-${String(number).padStart(12, "0")}`,
    client: { name: "test", version: "1" },
    transport: "stdio",
    instance: "argocd.test",
    tool: "get_application",
    tier: "read",
    args: { application: `app-${number}` },
    target: { application: `app-${number}` },
    decision: "allowed",
    upstream: { calls: 1, status: 200 },
    ms: 3,
  };
}

/** A temporary folder. */
export interface AuditFolder extends AsyncDisposable {
  readonly folder: string;
  /** The log's path. */
  readonly path: string;
  readonly log: AuditLog;
  /** The files in the folder. */
  names(): Promise<string[]>;
  lines(path?: string): Promise<string[]>;
  records(path?: string): Promise<AuditRecord[]>;
}

/** Makes the folder; the log's file comes with its first record. */
export async function auditFolder(maxBytes = 0): Promise<AuditFolder> {
  const folder = await Deno.makeTempDir({ prefix: "argocd-mcp-audit-" });
  const path = `${folder}/audit.log`;
  async function lines(of = path): Promise<string[]> {
    return (await Deno.readTextFile(of)).split("\n").slice(0, -1);
  }
  return {
    folder,
    path,
    log: new AuditLog({ path, maxBytes }),
    async names() {
      const names: string[] = [];
      for await (const { name } of Deno.readDir(folder)) names.push(name);
      return names.sort();
    },
    lines,
    records: async (of) => (await lines(of)).map((line) => JSON.parse(line)),
    async [Symbol.asyncDispose]() {
      await Deno.remove(folder, { recursive: true });
    },
  };
}
