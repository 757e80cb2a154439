/**
 * Finds out whether a log is as it was written.
 *
 * @module
 */
import { type AuditProblem, Chain } from "./chain.ts";
import {
  claimedSeq,
  type LogFile,
  type LogLine,
  lookAtAll,
  readLines,
} from "./read_log.ts";

/** What was found. */
export interface AuditFindings {
  readonly files: number;
  /** Records before the problem, or all. */
  readonly records: number;
  readonly first?: number;
  readonly last?: number;
  readonly problem?: AuditProblem;
  /** What is no defect and worth knowing. */
  readonly notes: readonly string[];
}

/** A record that is missing at its place may stand at another. */
async function findLater(
  seq: number,
  lines: AsyncGenerator<LogLine>,
): Promise<string | undefined> {
  for await (const { text, where } of lines) {
    if (claimedSeq(text) === seq) return where;
  }
  return undefined;
}

async function* allLines(
  files: readonly LogFile[],
  chain: Chain,
): AsyncGenerator<LogLine> {
  for (const file of files) {
    // Only the newest file ends where its head says; those before were rotated away.
    const isNewest = file === files.at(-1);
    if (isNewest && typeof file.head === "object") chain.expect(file.head);
    yield* readLines(file);
  }
}

/** What a chain cannot tell of its own end. */
function checkEnd(
  chain: Chain,
  { path, head }: LogFile,
): AuditProblem | undefined {
  const last = chain.end?.seq ?? 0;
  if (typeof head === "object") {
    if (head.seq > last) {
      const which = head.seq === last + 1
        ? `record ${head.seq} is`
        : `records ${last + 1} to ${head.seq} are`;
      return {
        kind: "cut off",
        seq: last + 1,
        where: path,
        text: `${which} cut off at the end: the head file knows of them`,
      };
    }
    if (chain.first !== undefined && head.seq < chain.first) {
      return {
        kind: "cut off",
        where: `${path}.head`,
        text: "the head file belongs to another log",
      };
    }
    return undefined;
  }
  if (chain.isClosed) return undefined;
  return {
    kind: "cut off",
    where: path,
    text: `records may be cut off after record ${last}: '${path}.head' ${
      head === "broken" ? "cannot be read" : "is not there"
    }, and no later file was given`,
  };
}

function findings(
  chain: Chain,
  { files, problem }: {
    readonly files: number;
    readonly problem?: AuditProblem;
  },
): AuditFindings {
  const { records, notes, first, end } = chain;
  return {
    files,
    records,
    ...(first === undefined ? {} : { first }),
    ...(end === undefined ? {} : { last: end.seq }),
    ...(problem ? { problem } : {}),
    notes,
  };
}

/**
 * Verifies the chain over all files, in the order of their records.
 *
 * @throws {ToolError} `CONFIGURATION` when a file cannot be read.
 */
export async function verifyAudit(
  paths: readonly string[],
): Promise<AuditFindings> {
  const logs = await lookAtAll(paths);
  const newest = logs.at(-1);
  const chain = new Chain();
  const files = logs.length;
  const lines = allLines(logs, chain);
  for (;;) {
    const { done, value } = await lines.next();
    if (done) break;
    const problem = chain.take(value);
    if (!problem) continue;
    const { kind, seq } = problem;
    const elsewhere = kind === "missing" && seq !== undefined
      ? await findLater(seq, lines)
      : undefined;
    await lines.return(undefined);
    return findings(chain, {
      files,
      problem: elsewhere === undefined ? problem : {
        kind: "moved",
        ...(seq === undefined ? {} : { seq }),
        where: elsewhere,
        text: `record ${seq} is moved: it stands at ${elsewhere}`,
      },
    });
  }
  const problem = chain.finish() ?? (newest && checkEnd(chain, newest));
  return findings(chain, { files, ...(problem ? { problem } : {}) });
}
