/**
 * Text of others, made fit to be quoted inside one of our messages.
 *
 * @module
 */

/** Enough for Argo CD's longest useful texts; an error as a whole stays under 2 kB. */
const MAX_CHARACTERS = 500;

/** Who was refused and since when: Argo CD appends it to a 403, and it names the account. */
const SUBJECT_REGEXP = /,\s*sub:\s*.*?(?:,\s*iat:\s*[^,\s]*)?$/;
const JWT_REGEXP = /\beyJ[\w-]*(?:\.[\w-]*){0,2}/g;
const BEARER_REGEXP = /\b(bearer|basic)\s+[\w.~+/=-]{6,}/gi;
const USERINFO_REGEXP = /\/\/[^\s/@:]*:[^\s/@]*@/g;

const WORD_END_REGEXP = /[\s,;"'(){}[\]<>]/g;

/**
 * One bounded line without control characters and without what looks like a credential.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * assert.equal(
 *   said("permission denied: applications, sync, default/a, sub: ann, iat: 2026-01-01T00:00:00Z\n"),
 *   "permission denied: applications, sync, default/a",
 * );
 * assert.equal(said("cannot reach hunter2hunter2", 15), "cannot reach…");
 * ```
 *
 * @param most Characters that are left at most. Default 500.
 */
export function said(text: string, most = MAX_CHARACTERS): string {
  const line = text
    // Longer than needed but bounded, so that the patterns below never see a megabyte.
    .slice(0, most + 1_500)
    .replace(/[\p{C}\s]+/gu, " ")
    .trim()
    .replace(SUBJECT_REGEXP, "")
    .replace(JWT_REGEXP, "***")
    .replace(BEARER_REGEXP, "$1 ***")
    .replace(USERINFO_REGEXP, "//***@");
  return line.length <= most ? line : `${cutBetweenWords(line, most - 1)}…`;
}

/** Half a token is no token to the masks that come later; so a cut never goes through what could be one. */
function cutBetweenWords(line: string, most: number): string {
  const head = line.slice(0, most + 1);
  const end = Math.max(
    ...[...head.matchAll(WORD_END_REGEXP)].map(({ index }) => index),
    0,
  );
  return line.slice(0, end).trimEnd();
}

/** A value in single quotes, bounded and on one line. */
export function quoted(value: string): string {
  const line = value.replace(/[\p{C}\s]/gu, " ");
  return `'${line.length > 80 ? `${line.slice(0, 79)}…` : line}'`;
}
