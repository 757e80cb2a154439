/**
 * Why a file cannot be used, in words for whoever has to repair it.
 *
 * @module
 */

const STATES: Readonly<Record<string, string>> = {
  EACCES: "this program may not open it",
  EPERM: "this program may not open it",
  EROFS: "the file system is read-only",
  ENOENT: "it does not exist",
  ENOTDIR: "what should be a folder of its path is a file",
  EISDIR: "it is a folder",
  ELOOP: "its path has a symbolic link that leads nowhere",
  ENOSPC: "the disk is full",
  EDQUOT: "the disk quota is used up",
  EIO: "the disk has failed",
  ENOLCK: "the file system has no locks",
  ENOTSUP: "the file system has no locks",
};

/** Errors that Deno gives no code to, by the number that their text ends with; the same on Linux and macOS. */
const CODES: Readonly<Record<string, string>> = {
  5: "EIO",
  28: "ENOSPC",
  30: "EROFS",
};

/** The code of an error of the file system, `ENOENT` for one; empty when it has none. */
export function fileErrorCode(error: unknown): string {
  if (!(error instanceof Error)) return "";
  const { code } = error as { readonly code?: unknown };
  if (typeof code === "string") return code;
  return CODES[/\(os error (\d+)\)/.exec(error.message)?.[1] ?? ""] ?? "";
}

/**
 * What an error of the file system means; nothing of its own text, which may be anybody's.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * const error = await Deno.lstat("/no/such/file").catch((error) => error);
 * assert.equal(fileState(error), "it does not exist");
 * ```
 */
export function fileState(error: unknown): string {
  if (error instanceof Deno.errors.NotCapable) {
    return "this program has no permission for it";
  }
  return STATES[fileErrorCode(error)] ?? "the system refuses it";
}
