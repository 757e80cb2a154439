/**
 * Why the audit log cannot be used, in words for its operator.
 *
 * @module
 */
import { ToolError } from "../errors.ts";
import { cleanText } from "../guards/clean_text.ts";

/** Commands are shown for a shell. */
export function quoted(path: string): string {
  return `'${path.replaceAll("'", "'\\''")}'`;
}

/** A state that somebody has to repair. */
export function auditFailure(
  path: string,
  state: string,
  { hint, cause }: { readonly hint?: string; readonly cause?: unknown } = {},
): ToolError {
  return new ToolError(
    "AUDIT_UNAVAILABLE",
    `Cannot write the audit log '${path}': ${state}`,
    {
      hint: hint ??
        "The operator repairs what is named or unsets MCP_AUDIT_LOG; no restart is needed for a repair",
      cause,
    },
  );
}

const STATES: Readonly<Record<string, string>> = {
  EACCES: "this program may not write there",
  EPERM: "this program may not write there",
  EROFS: "the file system is read-only",
  ENOENT: "its folder does not exist",
  ENOTDIR: "what should be its folder is a file",
  EISDIR: "it is a folder",
  ENOSPC: "the disk is full",
  EDQUOT: "the disk quota is used up",
  EFBIG: "it has reached the largest size that a file may have",
  EIO: "the disk has failed",
};

/** Errors that Deno gives no code to, by the number that its text ends with; the same on Linux and macOS. */
const CODES: Readonly<Record<string, string>> = {
  27: "EFBIG",
  28: "ENOSPC",
  30: "EROFS",
};

function stateOf(error: unknown): string {
  if (error instanceof Deno.errors.NotCapable) {
    return "writing is not permitted";
  }
  if (!(error instanceof Error)) return "an unexpected error occurred";
  const { code = "" } = error as { readonly code?: string };
  const number = /\(os error (\d+)\)/.exec(error.message)?.[1] ?? "";
  return STATES[code] ?? STATES[CODES[number] ?? ""] ??
    `the system says '${cleanText(error.message).replace(/\s+/g, " ")}'`;
}

/** The same of an error of the file system. */
export function fileFailure(path: string, error: unknown): ToolError {
  if (error instanceof ToolError) return error;
  return auditFailure(path, stateOf(error), { cause: error });
}
