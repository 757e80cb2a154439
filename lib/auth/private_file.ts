/**
 * Reading files that hold secrets: only when they are what they should be.
 *
 * @module
 */
import { constants } from "node:fs";
import { type FileHandle, lstat, open } from "node:fs/promises";
import { fileErrorCode } from "./file_state.ts";
import {
  fileFault,
  privateFailure,
  type PrivateRules,
  unusableFile,
} from "./private_fault.ts";

/** What was read. */
export interface PrivateText {
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** Changes when the file does. */
  readonly stamp: string;
}

/** Windows knows neither. A pipe that takes the file's place must not stop us until somebody writes to it. */
const OPEN_FLAGS = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0) |
  (constants.O_NOFOLLOW ?? 0);

/** On Windows not every call tells the number of a file. */
const HAS_NUMBERS = Deno.build.os !== "windows";

/** A file that is replaced between our look and our opening is looked at again; a busy writer needs a few. */
const MAX_LOOKS = 20;

/**
 * Reads a private file.
 *
 * It is looked at before it is opened, and what was opened is compared with that: neither a link nor another file
 * can take its place in between.
 *
 * @returns `undefined` when there is no such file.
 * @throws {ToolError} `CONFIGURATION` when it is not what `rules` ask for, with the command that repairs it.
 */
export async function readPrivateFile(
  path: string,
  rules: PrivateRules,
): Promise<PrivateText | undefined> {
  try {
    for (let looks = 0; looks < MAX_LOOKS; looks++) {
      const read = await lookAndRead(path, rules);
      if (read !== "replaced") return read;
    }
  } catch (error) {
    throw unusableFile(path, rules.what, error);
  }
  throw privateFailure(path, rules.what, {
    state: "it is replaced again and again while it is read",
    hint: "Find the program that writes it",
  });
}

async function lookAndRead(
  path: string,
  rules: PrivateRules,
): Promise<PrivateText | "replaced" | undefined> {
  const seen = await lstatOrNothing(path);
  if (!seen) return undefined;
  const fault = fileFault(path, seen, rules);
  if (fault) throw privateFailure(path, rules.what, fault);
  let file: FileHandle;
  try {
    file = await open(path, OPEN_FLAGS);
  } catch (error) {
    const code = fileErrorCode(error);
    if (code === "ENOENT" || code === "ELOOP") return "replaced";
    throw error;
  }
  try {
    const facts = await file.stat({ bigint: true });
    if (HAS_NUMBERS && (facts.ino !== seen.ino || facts.dev !== seen.dev)) {
      return "replaced";
    }
    const late = fileFault(path, facts, rules);
    if (late) throw privateFailure(path, rules.what, late);
    const bytes = await readAtMost(file, rules.maxBytes);
    if (!bytes) return "replaced"; // It has grown; the next look says how much.
    return { bytes, stamp: `${facts.ino}-${facts.size}-${facts.mtimeNs}` };
  } finally {
    await file.close();
  }
}

async function readAtMost(
  file: FileHandle,
  limit: number,
): Promise<Uint8Array<ArrayBuffer> | undefined> {
  const parts: Uint8Array<ArrayBuffer>[] = [];
  let length = 0;
  for (;;) {
    const part = new Uint8Array(64 * 1024);
    const { bytesRead } = await file.read(part, 0, part.length, null);
    if (bytesRead === 0) break;
    length += bytesRead;
    if (length > limit) return undefined;
    parts.push(part.subarray(0, bytesRead));
  }
  const whole = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** What stands at `path` itself; `undefined` where nothing does. */
export async function lstatOrNothing(
  path: string,
): Promise<Awaited<ReturnType<typeof lstatBig>> | undefined> {
  try {
    return await lstatBig(path);
  } catch (error) {
    if (fileErrorCode(error) === "ENOENT") return undefined;
    throw error;
  }
}

function lstatBig(path: string) {
  return lstat(path, { bigint: true });
}
