/**
 * Forgetting a sign-in.
 *
 * @module
 */
import { tokenRevocation } from "openid-client";
import { abortable } from "../../argocd/abortable.ts";
import { patience } from "../../patience.ts";
import type { ProviderAccess } from "./provider_access.ts";
import { ssoIdentity } from "./sso_identity.ts";
import type { SignedOut } from "./sso_options.ts";
import type {
  CachedTokens,
  CacheKey,
  TokenCache,
} from "./token_cache_types.ts";

/** What is forgotten, and who is told. */
export interface SignOutOptions {
  readonly instance: string;
  readonly cache: TokenCache;
  readonly access: ProviderAccess;
  /** What entries of this Argo CD are kept under. */
  readonly root: string;
  readonly signal: AbortSignal;
}

/** The provider is told after everything is forgotten here; whether it listens is not worth more. */
const REVOCATION_MS = 10_000;

/** Forgets every sign-in to an Argo CD, and has the refresh tokens ended where the provider can. */
export async function signOut(options: SignOutOptions): Promise<SignedOut> {
  const { cache, root, signal, instance } = options;
  const entries = await cache.entries(root);
  const removed: (CacheKey & CachedTokens)[] = [];
  for (const { issuer, clientId } of entries) {
    const key = { instance: root, issuer, clientId };
    await cache.exclusively(key, async (held) => {
      // Another process may have renewed it since the list was made.
      if (held.tokens !== undefined) removed.push({ ...key, ...held.tokens });
      await held.remove();
    }, { signal });
  }
  const revoked: boolean[] = [];
  for (const entry of removed) {
    if (entry.refreshToken === undefined) continue;
    revoked.push(await revoke(entry, entry.refreshToken, options));
  }
  const isRevoked = revoked.length === 0
    ? undefined
    : revoked.every((done) => done);
  return {
    forgotten: removed.map((entry) => ssoIdentity(entry, entry)),
    revoked: isRevoked,
    notes: removed.length === 0 ? [] : [
      `Argo CD goes on accepting the id_token of '${instance}' until it ends, wherever there is a copy of it`,
      ...(isRevoked === false
        ? [
          "The refresh token was forgotten here, but the identity provider was not told to end it: it does not offer that, or did not answer",
        ]
        : []),
    ],
  };
}

async function revoke(
  { issuer, clientId }: CacheKey,
  refreshToken: string,
  { access, signal, instance }: SignOutOptions,
): Promise<boolean> {
  try {
    using wait = patience(REVOCATION_MS, {
      signal,
      reason: () => new DOMException("It did not answer", "TimeoutError"),
    });
    const at = await abortable(access.provider(), wait.signal);
    // A token goes to whoever gave it out, and to nobody else.
    if (at.key.issuer !== issuer || at.key.clientId !== clientId) return false;
    const configuration = await abortable(
      at.configuration(`sign out of '${instance}'`),
      wait.signal,
    );
    const { revocation_endpoint: endpoint } = configuration.serverMetadata();
    if (endpoint === undefined) return false;
    await abortable(tokenRevocation(configuration, refreshToken), wait.signal);
    return true;
  } catch (error) {
    if (signal.aborted) throw error;
    return false;
  }
}
