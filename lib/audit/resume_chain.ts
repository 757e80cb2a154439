/**
 * Where a chain goes on when its log is not as its head says, and what the log must say of that.
 *
 * @module
 */
import { auditFailure } from "./audit_failure.ts";
import type { Head } from "./head.ts";
import { type AuditEvent, CHAIN_START, type ChainEnd } from "./record.ts";
import { sha256 } from "./seal.ts";
import type { Tail } from "./tail.ts";

/** How to go on. */
export interface Resumed {
  readonly end: ChainEnd;
  /** Records that come first. */
  readonly events: readonly AuditEvent[];
  /** Whether the file ends in the middle of a line. */
  readonly isTorn: boolean;
}

function endOf(head: Head | undefined, { last }: Tail): ChainEnd {
  // The log is written before its head, so it may be ahead; it is never behind unless somebody cut it.
  if (!head) return last ?? CHAIN_START;
  return last && last.seq > head.seq ? last : head;
}

/**
 * Goes on with an empty or missing file.
 *
 * @param head What the head says; `"broken"` when it cannot be read.
 */
export function resumeEmpty(head: Head | "broken" | undefined): Resumed {
  const known = head === "broken" ? undefined : head;
  return {
    end: known ?? CHAIN_START,
    events: [
      { kind: "open", reason: known ? "replaced" : "new" },
      ...(head === "broken"
        ? [{ kind: "note", note: "head_missing" } as const]
        : []),
    ],
    isTorn: false,
  };
}

/**
 * Goes on after what the file holds.
 *
 * @throws {ToolError} `AUDIT_UNAVAILABLE` when that is no audit log.
 */
export function resumeAfter(
  tail: Tail,
  { head, path }: {
    readonly head: Head | "broken" | undefined;
    readonly path: string;
  },
): Resumed {
  const known = head === "broken" ? undefined : head;
  const { last, torn } = tail;
  if (!known && !last) {
    throw auditFailure(path, "it holds something else", {
      hint:
        "Set MCP_AUDIT_LOG to a file of its own; it is made when it is missing",
    });
  }
  const events: AuditEvent[] = [];
  if (torn.length > 0) {
    events.push({
      kind: "note",
      note: "torn",
      bytes: torn.length,
      sha256: sha256(torn),
    });
  }
  if (!known) events.push({ kind: "note", note: "head_missing" });
  else if (last && last.seq < known.seq) {
    events.push({
      kind: "note",
      note: "cut_off",
      from: last.seq + 1,
      through: known.seq,
    });
  }
  return { end: endOf(known, tail), events, isTorn: torn.length > 0 };
}
