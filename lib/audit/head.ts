/**
 * The head file beside the log, `FILE.head`: number and hash of the last record, and the size of the log.
 *
 * It is the lock of all processes that write one log; it lets a chain go on when the log's file was moved away; and
 * it shows that records were cut off at the end, which a chain alone cannot.
 *
 * @module
 */
import { auditFailure } from "./audit_failure.ts";
import { checkFile, lstatOrNothing } from "./check_file.ts";
import type { ChainEnd } from "./record.ts";

/** What a head says. */
export interface Head extends ChainEnd {
  /** Bytes of the log after its last record. */
  readonly size: number;
}

/** Always as long, so that a write replaces all of the one before. */
const LENGTH = 128;

/** Reads a head's text; `undefined` when it is none. */
export function parseHead(text: string): Head | undefined {
  const match =
    /^\{"seq":(\d{1,15}),"hash":"([0-9a-f]{64})","size":(\d{1,15})\} *\n$/
      .exec(text);
  if (!match?.[2]) return undefined;
  return { seq: Number(match[1]), hash: match[2], size: Number(match[3]) };
}

function headText({ seq, hash, size }: Head): string {
  return `${JSON.stringify({ seq, hash, size }).padEnd(LENGTH - 1)}\n`;
}

/** The head file, locked by us. */
export class LockedHead implements Disposable {
  readonly #file: Deno.FsFile;

  constructor(file: Deno.FsFile) {
    this.#file = file;
  }

  /** What it says; `undefined` when it says nothing, `"broken"` when it cannot be read. */
  read(): Head | undefined | "broken" {
    const bytes = new Uint8Array(LENGTH + 1);
    this.#file.seekSync(0, Deno.SeekMode.Start);
    const length = this.#file.readSync(bytes) ?? 0;
    if (length === 0) return undefined;
    const text = new TextDecoder().decode(bytes.subarray(0, length));
    return parseHead(text) ?? "broken";
  }

  write(head: Head): void {
    this.#file.seekSync(0, Deno.SeekMode.Start);
    const bytes = new TextEncoder().encode(headText(head));
    if (this.#file.writeSync(bytes) !== bytes.length) {
      throw new Error("Cannot write the head: only a part was taken");
    }
  }

  /** Unlocks it. */
  [Symbol.dispose](): void {
    this.#file.close();
  }
}

function openHead(path: string): Deno.FsFile {
  const info = lstatOrNothing(path);
  if (info) checkFile(path, info);
  return Deno.openSync(path, {
    read: true,
    write: true,
    ...(info ? {} : { createNew: true, mode: 0o600 }),
  });
}

/** Whether `path` still is the file that we opened, and not a link to it. */
function isSame(path: string, file: Deno.FsFile): boolean {
  const info = lstatOrNothing(path);
  if (!info) return false;
  checkFile(path, info);
  return info.ino === file.statSync().ino;
}

/** Opens and locks without waiting; `undefined` when another holds it or changed it meanwhile. */
function tryHead(path: string): LockedHead | undefined {
  let file: Deno.FsFile;
  try {
    file = openHead(path);
  } catch (error) {
    // Made by another process between our look and our opening.
    if (error instanceof Deno.errors.AlreadyExists) return undefined;
    throw error;
  }
  let kept = false;
  try {
    kept = file.tryLockSync(true) && isSame(path, file);
  } finally {
    if (!kept) file.close();
  }
  return kept ? new LockedHead(file) : undefined;
}

/**
 * Locks the head of the log at `logPath`, and makes it when it is missing.
 *
 * @param patienceMs How long another process may hold it; one that was stopped must not stop us for ever.
 * @throws {ToolError} `AUDIT_UNAVAILABLE` when it stays locked or may not be used; errors of the file system as they are.
 */
export async function lockHead(
  logPath: string,
  patienceMs: number,
): Promise<LockedHead> {
  const path = `${logPath}.head`;
  const until = performance.now() + patienceMs;
  for (let pause = 1;; pause = Math.min(pause * 2, 20)) {
    const head = tryHead(path);
    if (head) return head;
    if (performance.now() >= until) {
      throw auditFailure(
        logPath,
        `another program has held its lock for ${patienceMs / 1_000} seconds`,
        { hint: `See who holds it: fuser '${path}'` },
      );
    }
    await new Promise((resolve) => setTimeout(resolve, pause));
  }
}
