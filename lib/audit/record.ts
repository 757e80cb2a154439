/**
 * What the audit log says of a call, and of itself.
 *
 * @module
 */
import type { Tier } from "../tier.ts";

/** The program at the other end, as it calls itself. */
export interface AuditClient {
  readonly name: string;
  readonly version: string;
}

/** Calls to the Argo CD that a tool made. */
export interface AuditUpstream {
  readonly calls: number;
  /** Changes among them that Argo CD has accepted; absent where there was none. */
  readonly changes?: number;
  /** HTTP status of the one that ended last; absent where none came. */
  readonly status?: number;
}

/**
 * One call of a tool.
 *
 * `call` stands for a whole call; a call that changes something has an `intent`, written before it is sent, and an
 * `outcome` with the same `id`.
 */
export interface AuditCall {
  readonly kind: "call" | "intent" | "outcome";
  /** Correlation id: the same in every record of one call. */
  readonly id: string;
  /** Who asked, as far as the transport knows. */
  readonly caller?: string;
  readonly client?: AuditClient;
  readonly transport?: string;
  /** The Argo CD that it was for. */
  readonly instance: string;
  readonly tool: string;
  /** Absent for a tool that does not exist. */
  readonly tier?: Tier;
  /** Cleaned, masked and shortened. */
  readonly args: unknown;
  /** The arguments that name what it was about: `{"application":"shop"}`. */
  readonly target?: Readonly<Record<string, string>>;
  /** `refused` before anything was done; `allowed` and done; `failed` after it was allowed. */
  readonly decision: "allowed" | "refused" | "failed";
  /** The error's code, unless it was done; `APPROVAL_PENDING` where a person has yet to answer. */
  readonly code?: string;
  /** Whether it was to be previewed only, said or by default; absent for what is no write. */
  readonly dry_run?: boolean;
  /** Id of the plan that was applied or made. */
  readonly plan?: string;
  readonly upstream?: AuditUpstream;
  /** Milliseconds from its arrival to its answer. */
  readonly ms?: number;
  /** It was sent and no answer came: Argo CD may have carried it out or not. */
  readonly outcome_unknown?: true;
}

/** What the log says of itself. */
export type AuditEvent =
  /** The first record of each file: a new log, one after rotation, or one after its file was moved, deleted or emptied. */
  | { readonly kind: "open"; readonly reason: "new" | "rotated" | "replaced" }
  /** The last record of a file that was rotated away. */
  | { readonly kind: "close" }
  /** The line before is incomplete: the program or the machine stopped while writing it. */
  | {
    readonly kind: "note";
    readonly note: "torn";
    readonly bytes: number;
    readonly sha256: string;
  }
  /** Records up to `through` had been written and are not in the file any more. */
  | {
    readonly kind: "note";
    readonly note: "cut_off";
    readonly from: number;
    readonly through: number;
  }
  /** The head file was gone or unreadable; nobody can tell whether records before this one were cut off. */
  | { readonly kind: "note"; readonly note: "head_missing" }
  /** So many calls were not recorded, because the log could not be written. */
  | {
    readonly kind: "note";
    readonly note: "unrecorded";
    readonly calls: number;
  };

/** What is handed to the log. */
export type AuditEntry = AuditCall | AuditEvent;

/** A line of the log. */
export type AuditRecord = AuditEntry & {
  /** Counts from 1, over all files of a log. */
  readonly seq: number;
  /** When it was written: ISO 8601, UTC, milliseconds. */
  readonly time: string;
  /** `hash` of the record before, 64 zeros for the first. */
  readonly prev: string;
  /** SHA-256 of the line up to here, in hex. */
  readonly hash: string;
};

/** Where a chain stands: number and hash of its last record. */
export interface ChainEnd {
  readonly seq: number;
  readonly hash: string;
}

/** Before the first record. */
export const CHAIN_START: ChainEnd = { seq: 0, hash: "0".repeat(64) };
