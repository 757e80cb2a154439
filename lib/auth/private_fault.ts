/**
 * What is wrong with a file or folder that only its owner may open.
 *
 * @module
 */
import { ToolError } from "../errors.ts";
import { fileState } from "./file_state.ts";

/** What is asked of a private file. */
export interface PrivateRules {
  /** What it is, for messages: `the sign-in cache`. */
  readonly what: string;
  /** Every mode that it may have, `0o600` for one. */
  readonly modes: readonly number[];
  /** A larger file is not read. */
  readonly maxBytes: number;
}

/** What is looked at; the statistics of `node:fs`, with large numbers. */
export interface FileFacts {
  readonly mode: bigint;
  readonly uid: bigint;
  readonly size: bigint;
  isFile(): boolean;
  isDirectory(): boolean;
  isSymbolicLink(): boolean;
  isFIFO(): boolean;
  isSocket(): boolean;
}

/** What is wrong, and the command that repairs it. */
export interface PrivateFault {
  readonly state: string;
  readonly hint: string;
}

/** Modes and owners mean nothing on Windows, where the folders of a user are closed to others anyway. */
const HAS_MODES = Deno.build.os !== "windows";

/**
 * A path as one word of a POSIX shell.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * assert.equal(shellQuoted("/home/o'neill/x"), "'/home/o'\\''neill/x'");
 * ```
 */
export function shellQuoted(path: string): string {
  return `'${path.replaceAll("'", "'\\''")}'`;
}

/**
 * The user that this process runs as; `undefined` on Windows.
 *
 * @throws {ToolError} `CONFIGURATION` where asking is not permitted, because nothing can be checked then.
 */
export function ownUser(): number | undefined {
  try {
    return Deno.uid() ?? undefined;
  } catch (cause) {
    throw new ToolError(
      "CONFIGURATION",
      "Cannot tell whose file it is: asking for the own user is not permitted",
      { hint: "Run Deno with --allow-sys=uid", cause },
    );
  }
}

/** An error for a fault. */
export function privateFailure(
  path: string,
  what: string,
  { state, hint }: PrivateFault,
): ToolError {
  return new ToolError(
    "CONFIGURATION",
    `Cannot use ${what} '${path}': ${state}`,
    { hint },
  );
}

/** An error for what the file system said; one that was made for its reader already stays as it is. */
export function unusableFile(
  path: string,
  what: string,
  error: unknown,
): ToolError {
  if (error instanceof ToolError) return error;
  return new ToolError(
    "CONFIGURATION",
    `Cannot use ${what} '${path}': ${fileState(error)}`,
    {
      hint: "Repair what is named, or choose another place for it",
      cause: error,
    },
  );
}

/** What is wrong with the file at `path`; `undefined` when nothing is. */
export function fileFault(
  path: string,
  facts: FileFacts,
  { modes, maxBytes }: PrivateRules,
): PrivateFault | undefined {
  const file = shellQuoted(path);
  if (facts.isSymbolicLink()) {
    return { state: "it is a symbolic link", hint: `Run: rm ${file}` };
  }
  if (facts.isDirectory()) {
    return { state: "it is a folder", hint: `Run: mv ${file} ${file}.old` };
  }
  if (!facts.isFile()) {
    return {
      state: facts.isFIFO()
        ? "it is a named pipe, not a file"
        : facts.isSocket()
        ? "it is a socket, not a file"
        : "it is a device, not a file",
      hint: `Run: rm ${file}`,
    };
  }
  const foreign = ownerFault(path, facts);
  if (foreign) return foreign;
  const mode = permissionsOf(facts);
  if (HAS_MODES && !modes.includes(mode)) {
    return {
      state: (mode & 0o077) === 0
        ? `its mode is ${octal(mode)}, not ${modes.map(octal).join(" or ")}`
        : `other users of this machine may open it (mode ${octal(mode)})`,
      hint: `Run: chmod ${octal(modes[0] ?? 0o600).slice(1)} ${file}`,
    };
  }
  if (facts.size > maxBytes) {
    return {
      state: `it is larger than ${maxBytes / 1024} KiB`,
      hint: `Run: mv ${file} ${file}.old`,
    };
  }
  return undefined;
}

/**
 * What is wrong with the folder of a private file; `undefined` when nothing is.
 *
 * @param setting What names another place, for hints: no command makes a shared folder a private one.
 */
export function folderFault(
  path: string,
  facts: FileFacts,
  setting: string,
): PrivateFault | undefined {
  const elsewhere = `Set ${setting} to a file in a folder of your own`;
  if (facts.isSymbolicLink()) {
    return {
      state: `its folder '${path}' is a symbolic link`,
      hint: `Set ${setting} to the path that it leads to`,
    };
  }
  if (!facts.isDirectory()) {
    return { state: `'${path}' is not a folder`, hint: elsewhere };
  }
  if (!HAS_MODES) return undefined;
  // 0o1000, as /tmp has it: a folder that is meant for everyone must stay so.
  if ((facts.mode & 0o1000n) !== 0n) {
    return {
      state: `its folder '${path}' is shared by all users of this machine`,
      hint: elsewhere,
    };
  }
  const own = ownUser();
  if (own !== undefined && facts.uid !== BigInt(own)) {
    return {
      state:
        `its folder '${path}' belongs to user ${facts.uid}, and this program runs as user ${own}`,
      hint: `${elsewhere}, or run: chown ${own} ${shellQuoted(path)}`,
    };
  }
  const mode = permissionsOf(facts);
  if ((mode & 0o077) === 0) return undefined;
  return {
    state: (mode & 0o022) === 0
      ? `other users of this machine may look into its folder '${path}' (mode ${
        octal(mode)
      })`
      : `other users of this machine may write to its folder '${path}' (mode ${
        octal(mode)
      })`,
    hint: `Run: chmod 700 ${shellQuoted(path)}`,
  };
}

/** Also for root, who could read everything: what others own, others can change. */
function ownerFault(
  path: string,
  { uid }: FileFacts,
): PrivateFault | undefined {
  if (!HAS_MODES) return undefined;
  const own = ownUser();
  if (own === undefined || uid === BigInt(own)) return undefined;
  return {
    state: `it belongs to user ${uid}, and this program runs as user ${own}`,
    hint: `Run: chown ${own} ${
      shellQuoted(path)
    } (as root), or run this program as user ${uid}`,
  };
}

function permissionsOf({ mode }: FileFacts): number {
  return Number(mode & 0o777n);
}

function octal(mode: number): string {
  return mode.toString(8).padStart(4, "0");
}
