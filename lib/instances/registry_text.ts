/**
 * The text of a registry, from a file that nobody else may read or change.
 *
 * Unlike the files that this program writes it may be a symbolic link: a Secret of Kubernetes is mounted as one. What
 * counts is the file that the link leads to.
 *
 * @module
 */
import { constants } from "node:fs";
import { type FileHandle, open, stat } from "node:fs/promises";
import { ToolError } from "../errors.ts";
import { fileState } from "../auth/file_state.ts";
import {
  ownUser,
  type PrivateFault,
  shellQuoted,
} from "../auth/private_fault.ts";
import { type RegistryPlace, unusableRegistry } from "./registry_problems.ts";

const MAX_BYTES = 1_048_576;
const HAS_MODES = Deno.build.os !== "windows";
/** A pipe that takes the file's place must not stop us until somebody writes to it. */
const OPEN_FLAGS = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0);
/** Kubernetes mounts a Secret for a group: owned by root, mode 0440. */
const KUBERNETES =
  "in Kubernetes, mount the Secret with defaultMode 0440 and give the pod an fsGroup";

interface FileFacts {
  readonly mode: bigint;
  readonly uid: bigint;
  readonly size: bigint;
  isFile(): boolean;
}

/**
 * Who could read or change the file besides us.
 *
 * A group may read what belongs to root, and nothing else: root has decided who is in the group, whereas the group of
 * our own files is often everybody's.
 */
function exposure(
  path: string,
  { mode, uid }: FileFacts,
): PrivateFault | undefined {
  if (!HAS_MODES) return undefined;
  const bits = Number(mode & 0o777n);
  const shown = `mode ${bits.toString(8).padStart(4, "0")}`;
  const repair = `Run: chmod 600 ${shellQuoted(path)}`;
  if ((bits & 0o007) !== 0) {
    return {
      state: `other users of this machine may open it (${shown})`,
      hint: `${repair}; ${KUBERNETES}`,
    };
  }
  if ((bits & 0o020) !== 0 || ((bits & 0o050) !== 0 && uid !== 0n)) {
    return { state: `its group may open it (${shown})`, hint: repair };
  }
  const own = ownUser();
  if (own === undefined || uid === 0n || uid === BigInt(own)) return undefined;
  return {
    state:
      `it belongs to user ${uid}, who can change it, and this program runs as user ${own}`,
    hint: `Run: chown ${own} ${shellQuoted(path)} (as root)`,
  };
}

function check(place: RegistryPlace, facts: FileFacts): void {
  if (!facts.isFile()) throw unusableRegistry(place, "it is not a plain file");
  const fault = exposure(place.path, facts);
  if (fault) throw unusableRegistry(place, fault.state, fault);
  if (facts.size <= MAX_BYTES) return;
  throw unusableRegistry(place, `it is larger than ${MAX_BYTES / 1024} KiB`);
}

async function readAtMost(file: FileHandle): Promise<Uint8Array> {
  const bytes = new Uint8Array(MAX_BYTES + 1);
  let length = 0;
  for (;;) {
    const { bytesRead } = await file.read(bytes, length, bytes.length - length);
    length += bytesRead;
    if (bytesRead === 0 || length === bytes.length) break;
  }
  return bytes.subarray(0, length);
}

/**
 * Reads the file.
 *
 * @throws {ToolError} `CONFIGURATION` when it cannot be read, is no plain file, is too large, or is open to others.
 */
export async function readRegistryText(place: RegistryPlace): Promise<string> {
  try {
    // Looked at before it is opened: opening a device can have effects.
    check(place, await stat(place.path, { bigint: true }));
    await using file = await open(place.path, OPEN_FLAGS);
    check(place, await file.stat({ bigint: true }));
    const bytes = await readAtMost(file);
    if (bytes.length > MAX_BYTES) {
      throw unusableRegistry(place, "it grows while it is read");
    }
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch (error) {
    if (error instanceof ToolError) throw error;
    throw unusableRegistry(
      place,
      error instanceof TypeError ? "it is not UTF-8" : fileState(error),
      { cause: error },
    );
  }
}
