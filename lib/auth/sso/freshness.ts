/**
 * How long a token is used.
 *
 * Argo CD's answer to an expired token is the same as to any other bad one, and with anonymous access there is no
 * refusal at all: only the token itself tells.
 *
 * @module
 */
import { replacedFrom } from "../replaced_from.ts";
import { readIdToken } from "./id_token.ts";
import type { CachedTokens } from "./token_cache_types.ts";

/** Whether a token is used without another thought; a short-lived one is for half of its life. */
export function isFresh(tokens: CachedTokens, now: number): boolean {
  const { expiresAt } = tokens;
  if (expiresAt === undefined) return true;
  const { issuedAt = -Infinity } = readIdToken(tokens.idToken);
  return now < replacedFrom(expiresAt, issuedAt);
}

/** Whether Argo CD can still take it; there is no tolerance. */
export function isAlive(
  { expiresAt = Infinity }: CachedTokens,
  now: number,
): boolean {
  return now < expiresAt;
}
