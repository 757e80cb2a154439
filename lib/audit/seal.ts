/**
 * Records as lines: one record is one line of ASCII, and its hash covers every byte before the hash itself.
 *
 * The bytes are hashed as they stand, so that there is no second way to write the same record.
 *
 * @module
 */
import { createHash } from "node:crypto";
import type { AuditEntry, AuditRecord, ChainEnd } from "./record.ts";

/** A record, ready to be written. */
export interface SealedLine extends ChainEnd {
  /** With its line feed. */
  readonly line: string;
}

/** A line that is a record by its form, whether or not its hash is right. */
export interface ReadLine extends ChainEnd {
  readonly record: AuditRecord;
  readonly prev: string;
  /** Whether the hash is that of the line. */
  readonly genuine: boolean;
}

const END_REGEXP = /,"hash":"([0-9a-f]{64})"\}$/;
const HASH_REGEXP = /^[0-9a-f]{64}$/;

/** SHA-256 in hex. */
export function sha256(data: string | Uint8Array): string {
  return createHash("sha256").update(data).digest("hex");
}

/**
 * JSON in ASCII alone: no name can end a line, colour a terminal or hide in it, and no reader takes U+2028 for one.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * assert.equal(asciiJson({ name: "a\u2028b\u001b[1m" }), '{"name":"a\\u2028b\\u001b[1m"}');
 * ```
 */
export function asciiJson(value: unknown): string {
  return JSON.stringify(value).replace(
    /[^ -~]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

/** Makes the line of `entry` that follows `end`. */
export function sealEntry(
  entry: AuditEntry,
  { end, time }: { readonly end: ChainEnd; readonly time: string },
): SealedLine {
  const seq = end.seq + 1;
  const body = asciiJson({ seq, time, ...entry, prev: end.hash });
  const open = body.slice(0, -1);
  const hash = sha256(open);
  return { seq, hash, line: `${open},"hash":"${hash}"}\n` };
}

/** Reads a line without its line feed; `undefined` when it is no record at all. */
export function readSealed(line: string): ReadLine | undefined {
  const hash = END_REGEXP.exec(line)?.[1];
  if (hash === undefined || !line.startsWith('{"seq":')) return undefined;
  let record: AuditRecord;
  try {
    record = JSON.parse(line);
  } catch {
    return undefined;
  }
  const { seq, prev } = record;
  if (!Number.isSafeInteger(seq) || seq < 1) return undefined;
  if (typeof prev !== "string" || !HASH_REGEXP.test(prev)) return undefined;
  const open = line.slice(0, line.length - `,"hash":"${hash}"}`.length);
  return { seq, hash, prev, record, genuine: sha256(open) === hash };
}
