/**
 * The chain of records, taken line by line.
 *
 * @module
 */
import { CHAIN_START, type ChainEnd } from "./record.ts";
import { claimedSeq, type LogLine } from "./read_log.ts";
import { type ReadLine, readSealed, sha256 } from "./seal.ts";

/** The first thing that is wrong. */
export interface AuditProblem {
  readonly kind: "edited" | "missing" | "moved" | "cut off";
  /** The record; absent where its number cannot be told. */
  readonly seq?: number;
  /** `audit.log:12`, or a file. */
  readonly where: string;
  /** A sentence without its period. */
  readonly text: string;
}

/** What has been seen of a chain. */
export class Chain {
  /** What is no defect and worth knowing. */
  readonly notes: string[] = [];
  /** How many are in order. */
  records = 0;
  /** Number of the first one. */
  first: number | undefined;
  /** The last one in order. */
  end: ChainEnd | undefined;
  /** Whether the last one says that its file ends there. */
  isClosed = false;
  #where = "";
  /** An incomplete or foreign line that the next record may explain. */
  #unread: LogLine | undefined;
  /** Met when its record comes by. */
  #head: ChainEnd | undefined;

  /** Says what the head file of the lines to come knows. */
  expect(head: ChainEnd): void {
    this.#head = head;
  }

  /** Takes the next line; says what is wrong with it. */
  take(line: LogLine): AuditProblem | undefined {
    const { text, where, isComplete } = line;
    if (this.#unread) {
      const unread = this.#unread;
      this.#unread = undefined;
      if (!explains(text, unread)) return this.#foreign(unread);
    } else if (!isComplete) return this.#incomplete(line);
    const sealed = readSealed(text);
    if (!sealed) {
      this.#unread = line;
      return undefined;
    }
    return this.#check(sealed, where);
  }

  /** Says what is wrong at the end of all files. */
  finish(): AuditProblem | undefined {
    return this.#unread && this.#foreign(this.#unread);
  }

  #check(sealed: ReadLine, where: string): AuditProblem | undefined {
    const { seq, hash, prev, record, genuine } = sealed;
    const expected = this.end && this.end.seq + 1;
    if (!genuine) {
      return {
        kind: "edited",
        seq: expected ?? seq,
        where,
        text: `record ${
          expected ?? seq
        } is edited: its text does not have its hash`,
      };
    }
    if (expected === undefined) {
      const problem = this.#checkFirst(sealed, where);
      if (problem) return problem;
    } else if (seq !== expected) {
      return this.#outOfOrder(sealed, { expected, where });
    } else if (prev !== this.end?.hash) {
      return {
        kind: "edited",
        seq: expected - 1,
        where: this.#where,
        text: `record ${
          expected - 1
        } is edited: record ${expected} was chained to another text of it`,
      };
    }
    if (this.#head?.seq === seq && this.#head.hash !== hash) {
      return {
        kind: "edited",
        seq,
        where,
        text:
          `record ${seq} is edited: the head file knows it with another hash`,
      };
    }
    if (record.kind === "note") this.#note(sealed, where);
    this.records++;
    this.end = { seq, hash };
    this.isClosed = record.kind === "close";
    this.#where = where;
    return undefined;
  }

  #checkFirst(
    { seq, prev, record }: ReadLine,
    where: string,
  ): AuditProblem | undefined {
    if (record.kind !== "open" || (seq === 1 && prev !== CHAIN_START.hash)) {
      return {
        kind: "missing",
        seq: Math.max(1, seq - 1),
        where,
        text: `record ${
          Math.max(1, seq - 1)
        } is missing: record ${seq} does not open a file, and nothing stands before it`,
      };
    }
    this.first = seq;
    if (seq > 1) {
      this.notes.push(
        `the files begin with record ${seq}; those with the records before it were not given`,
      );
    }
    return undefined;
  }

  #outOfOrder(
    { seq, record }: ReadLine,
    { expected, where }: { readonly expected: number; readonly where: string },
  ): AuditProblem {
    if (record.kind === "open" && record.reason === "new") {
      return {
        kind: "missing",
        seq: expected,
        where,
        text:
          `record ${expected} is missing: a new chain begins here, as it does when the log is deleted together with its head file`,
      };
    }
    if (seq < expected) {
      return {
        kind: "moved",
        seq,
        where,
        text: `record ${seq} is moved or repeated: it stands after record ${
          expected - 1
        }`,
      };
    }
    return {
      kind: "missing",
      seq: expected,
      where,
      text: seq === expected + 1
        ? `record ${expected} is missing`
        : `records ${expected} to ${seq - 1} are missing`,
    };
  }

  #note({ record, seq }: ReadLine, where: string): void {
    if (record.kind !== "note") return;
    if (record.note === "torn") {
      this.notes.push(
        `${where}: the line before record ${seq} is incomplete (${record.bytes} bytes): a program or its machine stopped while writing it`,
      );
    } else if (record.note === "head_missing") {
      this.notes.push(
        `${where}: the head file was gone when record ${seq} was written; records that were cut off before it would not show`,
      );
    } else if (record.note === "unrecorded") {
      this.notes.push(
        `${where}: ${record.calls} calls before record ${seq} were not recorded: the log could not be written`,
      );
    }
  }

  #incomplete({ where }: LogLine): AuditProblem {
    const seq = (this.end?.seq ?? 0) + 1;
    const known = this.#head && this.#head.seq >= seq;
    return {
      kind: "cut off",
      seq,
      where,
      text: known
        ? `record ${seq} is cut off in its middle`
        : `record ${seq} is incomplete: it was being written when the program or its machine stopped; the next start says so in the log`,
    };
  }

  #foreign({ where, text }: LogLine): AuditProblem {
    const seq = this.end && this.end.seq + 1;
    return {
      kind: "edited",
      ...(seq === undefined ? {} : { seq }),
      where,
      text: seq === undefined || claimedSeq(text) === undefined
        ? "the line is no record"
        : `record ${seq} is edited: its line is no record any more`,
    };
  }
}

/** Whether a line is the record that closes an incomplete line off. */
function explains(text: string, { bytes }: LogLine): boolean {
  const record = readSealed(text)?.record;
  return record?.kind === "note" && record.note === "torn" &&
    record.bytes === bytes.length && record.sha256 === sha256(bytes);
}
