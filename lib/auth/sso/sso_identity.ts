/**
 * Who is signed in, and what Argo CD will not find in the token.
 *
 * @module
 */
import { readIdToken } from "./id_token.ts";
import type { CachedTokens, CacheKey } from "./token_cache_types.ts";

/** Who signed in where, as the id_token says. */
export interface SsoIdentity {
  readonly issuer: string;
  readonly clientId: string;
  /** What Argo CD shows as the user. */
  readonly name: string | undefined;
  /** What policies name: the user at Dex's connector, else the subject. */
  readonly policySubject: string | undefined;
  /** `undefined` when the token has no groups at all. */
  readonly groups: readonly string[] | undefined;
  readonly expiresAt: Date | undefined;
  /** Whether it is renewed without a person. */
  readonly renewable: boolean;
  /** What is missing in the token and what comes of it, in sentences. Argo CD itself says nothing about it. */
  readonly notes: readonly string[];
}

const NO_GROUPS =
  "The id_token has no groups: Argo CD takes it, but rights that are given to groups do not count, and lists may be empty without an error. Have the operator ask for groups in oidc.config (requestedScopes, or requestedIDTokenClaims for a provider that wants claims)";
const NO_DEX_GROUPS =
  "The id_token has no groups: Argo CD takes it, but rights that are given to groups do not count, and lists may be empty without an error. The connector in Dex has to hand out groups";
const NO_FEDERATED_USER =
  "The id_token does not name the user at Dex's connector: policies that name users do not match";

/** Describes what is kept. */
export function ssoIdentity(key: CacheKey, tokens: CachedTokens): SsoIdentity {
  const claims = readIdToken(tokens.idToken);
  const { issuer, clientId } = key;
  // Argo CD's Dex is always there, and an external provider hardly ever.
  const isDex = issuer.endsWith("/api/dex");
  const expiresAt = tokens.expiresAt ?? claims.expiresAt;
  return {
    issuer,
    clientId,
    name: claims.name ?? tokens.subject,
    policySubject: claims.federatedUser ?? claims.subject,
    groups: claims.groups,
    expiresAt: expiresAt === undefined ? undefined : new Date(expiresAt),
    renewable: tokens.refreshToken !== undefined,
    notes: [
      ...(claims.groups?.length ? [] : [isDex ? NO_DEX_GROUPS : NO_GROUPS]),
      ...(isDex && claims.federatedUser === undefined
        ? [NO_FEDERATED_USER]
        : []),
    ],
  };
}
