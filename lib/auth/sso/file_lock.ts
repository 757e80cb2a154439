/**
 * Locks of the operating system, which end with the process however it ends.
 *
 * @module
 */
import { resolve } from "node:path";
import { abortable, sleep } from "../../argocd/abortable.ts";
import { fileFault, privateFailure, unusableFile } from "../private_fault.ts";
import { lstatOrNothing } from "../private_file.ts";
import { waitForLock } from "./blocking_lock.ts";
import { Turns } from "./turns.ts";

/** What is locked, and how long to wait. */
export interface FileLockOptions {
  /** What the file is, for messages. */
  readonly what: string;
  /** Ends the wait. */
  readonly signal: AbortSignal;
  /** Makes the file's folder, when it is our turn. */
  readonly prepare?: () => Promise<void>;
  /** Waits in the system instead of asking again and again; for runtimes that can do no other. */
  readonly blocking?: boolean;
}

/** Whether this runtime can ask for a lock without waiting for it; before Deno 2.7 it could not. */
const CAN_TRY = "tryLock" in Deno.FsFile.prototype;
/** Milliseconds between two looks at a lock that others hold. */
const FIRST_PAUSE = 2;
const LONGEST_PAUSE = 50;

/** Waiters of this process queue here; only the first of them looks at the file. */
const turns = new Turns();

/**
 * Locks the file at `path`, which is made when it is missing and never removed: whoever waits for it may have opened
 * it already. Dispose of the lock to give it up.
 *
 * @throws {ToolError} `CONFIGURATION` when the file may not be used; the signal's reason when that aborts before.
 */
export async function lockFile(
  path: string,
  options: FileLockOptions,
): Promise<Disposable> {
  const place = resolve(path);
  const turn = await turns.take(place, options.signal);
  try {
    await options.prepare?.();
    const file = await lock(place, options);
    return {
      [Symbol.dispose]() {
        file.close();
        turn[Symbol.dispose]();
      },
    };
  } catch (error) {
    turn[Symbol.dispose]();
    throw error;
  }
}

async function lock(
  path: string,
  options: FileLockOptions,
): Promise<Deno.FsFile> {
  const { signal, blocking = !CAN_TRY } = options;
  for (;;) {
    const file = await (blocking
      ? waitForLock(path, {
        open: () => openLock(path, options),
        signal,
      })
      : pollForLock(path, options)).catch((error) => {
        // Not every file system has locks.
        throw signal.aborted ? error : unusableFile(path, options.what, error);
      });
    if (await isStill(path, file)) return file;
    file.close(); // Somebody removed it: others may hold a lock on another file of this name.
  }
}

async function pollForLock(
  path: string,
  options: FileLockOptions,
): Promise<Deno.FsFile> {
  const { signal } = options;
  const file = await openLock(path, options);
  try {
    for (let pause = FIRST_PAUSE; !await file.tryLock(true);) {
      await sleep(pause, signal);
      pause = Math.min(pause * 2, LONGEST_PAUSE);
    }
    await abortable(Promise.resolve(), signal);
    return file;
  } catch (error) {
    file.close();
    throw error;
  }
}

/** Opens the file, unless it is not what it should be. */
async function openLock(
  path: string,
  { what }: FileLockOptions,
): Promise<Deno.FsFile> {
  try {
    for (;;) {
      const seen = await lstatOrNothing(path);
      const fault = seen &&
        fileFault(path, seen, { what, modes: [0o600], maxBytes: Infinity });
      if (fault) throw privateFailure(path, what, fault);
      try {
        return await Deno.open(path, {
          read: true,
          write: true,
          ...(seen ? {} : { createNew: true, mode: 0o600 }),
        });
      } catch (error) {
        // Made or removed by another since we looked.
        if (
          error instanceof Deno.errors.AlreadyExists ||
          (seen && error instanceof Deno.errors.NotFound)
        ) continue;
        throw error;
      }
    }
  } catch (error) {
    throw unusableFile(path, what, error);
  }
}

async function isStill(path: string, file: Deno.FsFile): Promise<boolean> {
  // There it cannot be removed while it is open, and not every call tells its number.
  if (Deno.build.os === "windows") return true;
  const [named, { dev, ino }] = await Promise.all([
    Deno.lstat(path).catch(() => undefined),
    file.stat(),
  ]);
  return named?.isFile === true && named.dev === dev && named.ino === ino;
}
