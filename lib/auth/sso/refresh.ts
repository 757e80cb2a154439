/**
 * New tokens without a person.
 *
 * @module
 */
import { type Configuration, refreshTokenGrant } from "openid-client";
import { readIdToken } from "./id_token.ts";
import { issuedTokens } from "./issued_tokens.ts";
import {
  type ProviderContext,
  providerFailure,
  refusalOf,
} from "./provider_failure.ts";
import type { CachedTokens } from "./token_cache_types.ts";

/**
 * Exchanges the refresh token of `tokens`; it may be used up by that, whatever comes back.
 *
 * @returns `undefined` when there will never be new tokens for it. `invalid_grant` says so, and Dex's
 * `invalid_request`. Throws `ToolError` when the provider could not answer; then it may be tried again.
 */
export async function refresh(
  tokens: CachedTokens & { readonly refreshToken: string },
  { configuration, ...context }:
    & { readonly configuration: Configuration }
    & ProviderContext,
): Promise<CachedTokens | undefined> {
  try {
    const answer = await refreshTokenGrant(configuration, tokens.refreshToken);
    // OpenID allows an answer without; only a new sign-in brings an id_token then.
    if (answer.id_token === undefined) return undefined;
    const next = issuedTokens(answer, context.purpose);
    const before = readIdToken(tokens.idToken).subject;
    if (readIdToken(next.idToken).subject !== before) return undefined;
    // Without rotation the old one stays good.
    return { refreshToken: tokens.refreshToken, ...next };
  } catch (error) {
    if (refusalOf(error) !== undefined) return undefined;
    throw providerFailure(error, context);
  }
}
