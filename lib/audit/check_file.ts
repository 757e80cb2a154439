/**
 * What a file of the audit log has to be: a file of its own, for its owner alone.
 *
 * @module
 */
import { ToolError } from "../errors.ts";
import { auditFailure, fileFailure, quoted } from "./audit_failure.ts";

/** What every audit log begins with. */
const FIRST_BYTES = '{"seq":';

/**
 * Passes what `Deno.lstatSync` says of a file that may be written.
 *
 * @throws {ToolError} `AUDIT_UNAVAILABLE`, with the command that repairs it.
 */
export function checkFile(path: string, info: Deno.FileInfo): void {
  if (info.isSymlink) {
    throw auditFailure(path, "it is a symbolic link", {
      hint: "Set MCP_AUDIT_LOG to the file that it points to",
    });
  }
  if (!info.isFile) {
    throw auditFailure(
      path,
      info.isDirectory ? "it is a folder" : "it is not a regular file",
      { hint: "Set MCP_AUDIT_LOG to the path of a file" },
    );
  }
  // Windows has no such bits.
  if (Deno.build.os !== "windows" && ((info.mode ?? 0) & 0o077) !== 0) {
    throw auditFailure(path, "other users of this machine can open it", {
      hint: `Run: chmod 600 ${quoted(path)}`,
    });
  }
}

/** What `path` itself is; `undefined` where nothing is. */
export function lstatOrNothing(path: string): Deno.FileInfo | undefined {
  try {
    return Deno.lstatSync(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}

function readStart(path: string): string {
  using file = Deno.openSync(path);
  const bytes = new Uint8Array(FIRST_BYTES.length);
  const length = file.readSync(bytes) ?? 0;
  return new TextDecoder().decode(bytes.subarray(0, length));
}

function folderOf(path: string): string {
  const end = Math.max(
    path.lastIndexOf("/"),
    Deno.build.os === "windows" ? path.lastIndexOf("\\") : -1,
  );
  return end < 0 ? "." : path.slice(0, end) || "/";
}

function check(path: string): void {
  const folder = folderOf(path);
  const parent = Deno.statSync(folder);
  if (!parent.isDirectory) {
    throw auditFailure(path, `'${folder}' is not a folder`, {
      hint: "Set MCP_AUDIT_LOG to a file in a folder that exists",
    });
  }
  const { state } = Deno.permissions.querySync({ name: "write", path: folder });
  if (state !== "granted") {
    throw auditFailure(path, "writing there is not permitted", {
      hint: `Run Deno with --allow-write=${folder}`,
    });
  }
  for (const name of [path, `${path}.head`]) {
    const info = lstatOrNothing(name);
    if (info) checkFile(name, info);
  }
  const start = lstatOrNothing(path) ? readStart(path) : "";
  if (!FIRST_BYTES.startsWith(start)) {
    throw auditFailure(path, "it holds something else", {
      hint:
        "Set MCP_AUDIT_LOG to a file of its own; it is made when it is missing",
    });
  }
}

/**
 * Says at the start what can never work: a folder that is not there, a link, a file that others can open or that is
 * something else. A full disk and missing rights can pass, so those stop writes and not the start.
 *
 * @throws {ToolError} `CONFIGURATION`
 */
export function checkAuditPath(path: string): void {
  try {
    check(path);
  } catch (error) {
    if (error instanceof Deno.errors.PermissionDenied) return;
    const { message, hint } = fileFailure(path, error);
    throw new ToolError(
      "CONFIGURATION",
      message.replace(/^Cannot write the/, "Cannot use the"),
      {
        hint: error instanceof ToolError && hint
          ? hint
          : "Set MCP_AUDIT_LOG to a file in a folder that exists",
      },
    );
  }
}
