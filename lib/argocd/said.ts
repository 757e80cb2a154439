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
 * ```
 */
export function said(text: string): string {
  const line = text
    // Longer than needed but bounded, so that the patterns below never see a megabyte.
    .slice(0, 4 * MAX_CHARACTERS)
    .replace(/[\p{C}\s]+/gu, " ")
    .trim()
    .replace(SUBJECT_REGEXP, "")
    .replace(JWT_REGEXP, "***")
    .replace(BEARER_REGEXP, "$1 ***")
    .replace(USERINFO_REGEXP, "//***@");
  if (line.length <= MAX_CHARACTERS) return line;
  return `${line.slice(0, MAX_CHARACTERS - 1).trimEnd()}…`;
}

/** A value in single quotes, bounded and on one line. */
export function quoted(value: string): string {
  const line = value.replace(/[\p{C}\s]/gu, " ");
  return `'${line.length > 80 ? `${line.slice(0, 79)}…` : line}'`;
}
