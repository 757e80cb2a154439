/**
 * Locks on a runtime that can only wait for one (Deno before 2.7): the wait cannot be called off, but it can be left
 * to whoever comes next.
 *
 * @module
 */
import { abortable } from "../../argocd/abortable.ts";

/** A wait in the system, which takes one of its threads; there is one for each path. */
interface Wait {
  readonly file: Promise<Deno.FsFile>;
  /** How many callers wait for it now. */
  wanted: number;
  locked: Deno.FsFile | undefined;
}

const waits = new Map<string, Wait>();

/** What is locked. */
export interface WaitOptions {
  /** Opens the file. */
  readonly open: () => Promise<Deno.FsFile>;
  /** Ends our part in the wait. */
  readonly signal: AbortSignal;
}

/** Waits for the lock on `path` and returns its open file; at most one caller at a time asks for one path. */
export async function waitForLock(
  path: string,
  { open, signal }: WaitOptions,
): Promise<Deno.FsFile> {
  const wait = waits.get(path) ?? begin(path, open);
  wait.wanted++;
  try {
    return await abortable(wait.file, signal);
  } catch (error) {
    wait.wanted--;
    closeUnwanted(wait);
    throw error;
  }
}

function begin(path: string, open: () => Promise<Deno.FsFile>): Wait {
  const wait: Wait = { file: lock(open), wanted: 0, locked: undefined };
  waits.set(path, wait);
  wait.file.then((file) => {
    waits.delete(path);
    wait.locked = file;
    closeUnwanted(wait);
  }, () => waits.delete(path));
  return wait;
}

/** Everybody has left: a lock that nobody wants would stop all others. */
function closeUnwanted({ wanted, locked }: Wait): void {
  if (wanted === 0) locked?.close();
}

async function lock(open: () => Promise<Deno.FsFile>): Promise<Deno.FsFile> {
  const file = await open();
  try {
    await file.lock(true);
    return file;
  } catch (error) {
    file.close();
    throw error;
  }
}
