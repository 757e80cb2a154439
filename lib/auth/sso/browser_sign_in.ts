/**
 * A person signs in with the browser of this machine: authorization code with PKCE, as `argocd login --sso` does it,
 * with the checks that it leaves out (nonce, the id_token's signature, issuer and audience).
 *
 * @module
 */
import {
  authorizationCodeGrant,
  buildAuthorizationUrl,
  calculatePKCECodeChallenge,
  randomNonce,
  randomPKCECodeVerifier,
  randomState,
} from "openid-client";
import { abortable } from "../../argocd/abortable.ts";
import { quoted } from "../../argocd/said.ts";
import { ToolError } from "../../errors.ts";
import { authorizationParameters } from "./authorization_request.ts";
import { awaitCallback, type Callback } from "./callback_server.ts";
import { issuedTokens } from "./issued_tokens.ts";
import { providerFailure } from "./provider_failure.ts";
import { redirectUri } from "./redirect_uri.ts";
import type { SignInParts } from "./sign_in_parts.ts";
import type { CachedTokens } from "./token_cache_types.ts";

/** What only this sign-in knows, so that no other answer can take its place. */
interface Checks {
  readonly state: string;
  readonly nonce: string;
  readonly verifier: string;
}

/** Waits for a person at the browser. Throws `ToolError`, `PortBusyError`, or the signal's reason. */
export async function signInWithBrowser(
  parts: SignInParts,
  port: number,
): Promise<CachedTokens> {
  requireCode(parts);
  const checks: Checks = {
    state: randomState(),
    nonce: randomNonce(),
    verifier: randomPKCECodeVerifier(),
  };
  parts.seen.add(checks.verifier);
  const address = await authorizationAddress(parts, { port, checks });
  await using awaited = await awaitCallback(port, checks.state);
  const opened = await parts.openBrowser?.(address) ?? false;
  parts.tell({ kind: "browser", address, opened, until: parts.until });
  const callback = await abortable(awaited.arrival, parts.signal);
  try {
    const tokens = await abortable(
      exchange(parts, { callback, checks }),
      parts.signal,
    );
    await parts.keep(tokens);
    callback.show(200, {
      title: "You are signed in",
      text: `argocd-mcp is signed in to '${parts.instance}'${
        tokens.subject === undefined ? "" : ` as ${tokens.subject}`
      }.`,
    });
    return tokens;
  } catch (error) {
    const failure = error === parts.signal.reason
      ? error
      : providerFailure(error, parts);
    callback.show(400, {
      title: "You are not signed in",
      text: failure instanceof Error
        ? `${failure.message}.`
        : "The sign-in was given up.",
    });
    throw failure;
  }
}

/** The implicit flow, which is all that is left without `code`, hands tokens through the browser's address line. */
function requireCode({ configuration, provider, purpose }: SignInParts): void {
  const { response_types_supported: types } = configuration.serverMetadata();
  if (types === undefined || types.includes("code")) return;
  throw new ToolError(
    "CONFIGURATION",
    `Cannot ${purpose}: ${provider.name} does not offer the authorization code flow, only ${
      quoted(types.join(", "))
    }`,
    {
      hint:
        "Have the response type 'code' allowed at the provider, or use another way to sign in",
    },
  );
}

async function authorizationAddress(
  { configuration, provider, choices }: SignInParts,
  { port, checks }: { readonly port: number; readonly checks: Checks },
): Promise<URL> {
  return buildAuthorizationUrl(configuration, {
    ...authorizationParameters(
      provider,
      configuration.serverMetadata(),
      choices,
    ),
    redirect_uri: redirectUri(port),
    state: checks.state,
    nonce: checks.nonce,
    code_challenge: await calculatePKCECodeChallenge(checks.verifier),
    code_challenge_method: "S256",
  });
}

async function exchange(
  { configuration, seen, purpose }: SignInParts,
  { callback, checks }: {
    readonly callback: Callback;
    readonly checks: Checks;
  },
): Promise<CachedTokens> {
  seen.add(callback.url.searchParams.get("code") ?? undefined);
  const answer = await authorizationCodeGrant(configuration, callback.url, {
    expectedState: checks.state,
    expectedNonce: checks.nonce,
    pkceCodeVerifier: checks.verifier,
    idTokenExpected: true,
  });
  return issuedTokens(answer, purpose);
}
