/**
 * New tokens without a person.
 *
 * @module
 */
import {
  type Configuration,
  type CustomFetch,
  customFetch,
  refreshTokenGrant,
} from "openid-client";
import { readIdToken } from "./id_token.ts";
import { issuedTokens } from "./issued_tokens.ts";
import {
  type ProviderContext,
  providerFailure,
  refusalOf,
} from "./provider_failure.ts";
import type { CachedTokens } from "./token_cache_types.ts";

/** Who is asked, and where the new refresh token goes. */
export interface RefreshOptions extends ProviderContext {
  readonly configuration: Configuration;
  /** Keeps the refresh token that takes the place of the old one, before anything else is made of the answer. */
  readonly rotated: (refreshToken: string) => Promise<void>;
}

/**
 * Exchanges the refresh token of `tokens`; it may be used up by that, whatever comes back. Only one exchange at a time
 * may use a configuration.
 *
 * @returns `undefined` when there will never be new tokens for it. `invalid_grant` says so, and Dex's
 * `invalid_request`. Throws `ToolError` when the provider could not answer; then it may be tried again.
 */
export async function refresh(
  tokens: CachedTokens & { readonly refreshToken: string },
  { configuration, rotated, ...context }: RefreshOptions,
): Promise<CachedTokens | undefined> {
  const { refreshToken } = tokens;
  const send = configuration[customFetch];
  if (send === undefined) throw new TypeError("Cannot watch the exchange");
  configuration[customFetch] = watched(send, { refreshToken, rotated });
  try {
    const answer = await refreshTokenGrant(configuration, refreshToken);
    // OpenID allows an answer without; only a new sign-in brings an id_token then.
    if (answer.id_token === undefined) return undefined;
    const next = issuedTokens(answer, context.purpose);
    const before = readIdToken(tokens.idToken).subject;
    if (readIdToken(next.idToken).subject !== before) return undefined;
    // Without rotation the old one stays good.
    return { refreshToken, ...next };
  } catch (error) {
    if (refusalOf(error) !== undefined) return undefined;
    throw providerFailure(error, context);
  } finally {
    configuration[customFetch] = send;
  }
}

/**
 * Hands the new refresh token on as soon as it is there. The old one is used up by then, and the checks of the id_token
 * may still fail: its keys have to be fetched, and the clock of this machine may be wrong.
 */
function watched(
  send: CustomFetch,
  { refreshToken, rotated }: Pick<RefreshOptions, "rotated"> & {
    readonly refreshToken: string;
  },
): CustomFetch {
  return async (address, init) => {
    const answer = await send(address, init);
    const form = init.body instanceof URLSearchParams ? init.body : undefined;
    // A sign-in may be under way with the same configuration.
    if (form?.get("refresh_token") !== refreshToken || !answer.ok) {
      return answer;
    }
    const next = await refreshTokenIn(answer.clone());
    if (next !== undefined && next !== refreshToken) await rotated(next);
    return answer;
  };
}

async function refreshTokenIn(answer: Response): Promise<string | undefined> {
  try {
    const { refresh_token: token } = await answer.json();
    return typeof token === "string" && token !== "" ? token : undefined;
  } catch {
    // Whoever reads the answer next says what is wrong with it.
    return undefined;
  }
}
