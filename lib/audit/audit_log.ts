/**
 * The audit log's file: appends records, one process after the other.
 *
 * What is appended has been handed to the system when `append` settles, so it outlives this program. `durable` also
 * waits until it is on the disk, so that it outlives the machine. Nothing is kept between two records but the path:
 * whoever moves, deletes or empties the file (logrotate) finds the next record in a new one that continues the chain.
 *
 * @module
 */
import { fileFailure } from "./audit_failure.ts";
import { checkFile, lstatOrNothing } from "./check_file.ts";
import { type Head, type LockedHead, lockHead } from "./head.ts";
import type { AuditEntry, ChainEnd } from "./record.ts";
import { resumeAfter, type Resumed, resumeEmpty } from "./resume_chain.ts";
import { rotate } from "./rotate.ts";
import { sealEntry } from "./seal.ts";
import { readTail } from "./tail.ts";

/** Where and how a log is kept. */
export interface AuditLogOptions {
  /** The file; made when it is missing, for its owner alone. */
  readonly path: string;
  /** Size after which a new file begins, in bytes; 0 for never. */
  readonly maxBytes: number;
  /** How long another process may hold the lock, in milliseconds. Default 2,000. */
  readonly patienceMs?: number;
  readonly now?: () => Date;
}

/** What is asked of one append. */
export interface AppendOptions {
  /** Wait for the disk. */
  readonly durable?: boolean;
}

interface OpenLog extends Disposable {
  readonly file: Deno.FsFile;
  readonly size: number;
}

function openLog(path: string): OpenLog {
  const info = lstatOrNothing(path);
  if (info) checkFile(path, info);
  const file = Deno.openSync(path, {
    read: true,
    append: true,
    ...(info ? {} : { createNew: true, mode: 0o600 }),
  });
  try {
    const { size, ino } = file.statSync();
    // A link may have taken its place since we looked.
    if (info && info.ino !== ino) checkFile(path, Deno.lstatSync(path));
    return { file, size, [Symbol.dispose]: () => file.close() };
  } catch (error) {
    file.close();
    throw error;
  }
}

/** Writes all of `text` or nothing. */
function writeWhole({ file, size }: OpenLog, text: string): number {
  const bytes = new TextEncoder().encode(text);
  try {
    for (let rest = bytes; rest.length > 0;) {
      rest = rest.subarray(file.writeSync(rest));
    }
  } catch (error) {
    takeBack(file, size);
    throw error;
  }
  return size + bytes.length;
}

function takeBack(file: Deno.FsFile, size: number): void {
  try {
    file.truncateSync(size);
  } catch {
    // What stays is a torn line, and the next record says so.
  }
}

/** One log; all its writers, here and in other processes, take turns. */
export class AuditLog {
  readonly #path: string;
  readonly #maxBytes: number;
  readonly #patienceMs: number;
  readonly #now: () => Date;
  /** Writers of this process queue here, not at the lock. */
  #turn: Promise<unknown> = Promise.resolve();

  constructor(options: AuditLogOptions) {
    this.#path = options.path;
    this.#maxBytes = options.maxBytes;
    this.#patienceMs = options.patienceMs ?? 2_000;
    this.#now = options.now ?? (() => new Date());
  }

  /**
   * Appends records, all or none.
   *
   * @throws {ToolError} `AUDIT_UNAVAILABLE`
   */
  async append(
    entries: readonly AuditEntry[],
    options: AppendOptions = {},
  ): Promise<void> {
    const turn = this.#turn.then(() => this.#writeLocked(entries));
    this.#turn = turn.catch(() => {});
    try {
      using log = await turn;
      // The next record does not wait for the disk. The head needs no sync: where it is behind after a power cut, the
      // log itself shows how far it goes.
      if (options.durable) await log.file.syncData();
    } catch (error) {
      throw fileFailure(this.#path, error);
    }
  }

  /**
   * Finds out whether a record could be appended now, as far as that can be told without one.
   *
   * @throws {ToolError} `AUDIT_UNAVAILABLE`
   */
  async probe(): Promise<void> {
    const turn = this.#turn.then(async () => {
      using head = await lockHead(this.#path, this.#patienceMs);
      using log = openLog(this.#path);
      this.#resume(head.read(), log);
    });
    this.#turn = turn.catch(() => {});
    try {
      await turn;
    } catch (error) {
      throw fileFailure(this.#path, error);
    }
  }

  async #writeLocked(entries: readonly AuditEntry[]): Promise<OpenLog> {
    using head = await lockHead(this.#path, this.#patienceMs);
    // From here to the unlocking nothing waits: no other call of this process comes in between.
    const rotated = this.#rotateWhenFull(head);
    const log = openLog(this.#path);
    try {
      this.#write(entries, { head, log, rotated });
      return log;
    } catch (error) {
      log[Symbol.dispose]();
      throw error;
    }
  }

  #resume(head: Head | "broken" | undefined, log: OpenLog): Resumed {
    const { size, file } = log;
    if (size === 0) return resumeEmpty(head);
    if (typeof head === "object" && head.size === size) {
      return { end: head, events: [], isTorn: false };
    }
    return resumeAfter(readTail(file, size), { head, path: this.#path });
  }

  /** Ends a full file and puts it away; where that is not possible it grows on, because records matter more than size. */
  #rotateWhenFull(head: LockedHead): boolean {
    if (this.#maxBytes === 0) return false;
    const info = lstatOrNothing(this.#path);
    if (!info?.isFile || info.size < this.#maxBytes) return false;
    try {
      rotate(this.#path);
    } catch {
      return false;
    }
    using log = openLog(`${this.#path}.1`);
    this.#write([{ kind: "close" }], { head, log });
    return true;
  }

  #write(
    entries: readonly AuditEntry[],
    { head, log, rotated = false }: {
      readonly head: LockedHead;
      readonly log: OpenLog;
      readonly rotated?: boolean;
    },
  ): void {
    const { end, events, isTorn } = this.#resume(head.read(), log);
    const first: readonly AuditEntry[] = rotated
      ? [{ kind: "open", reason: "rotated" }]
      : events;
    const { text, last } = this.#seal([...first, ...entries], end);
    const size = writeWhole(log, isTorn ? `\n${text}` : text);
    try {
      head.write({ ...last, size });
    } catch (error) {
      takeBack(log.file, log.size);
      throw error;
    }
  }

  #seal(
    entries: readonly AuditEntry[],
    end: ChainEnd,
  ): { readonly text: string; readonly last: ChainEnd } {
    const time = this.#now().toISOString();
    let text = "";
    let last = end;
    for (const entry of entries) {
      const sealed = sealEntry(entry, { end: last, time });
      text += sealed.line;
      last = sealed;
    }
    return { text, last };
  }
}
