/**
 * What a failure on the way to or at an identity provider means, in words.
 *
 * No error of a library is kept as the cause: those hold whole answers, with tokens and codes in them.
 *
 * @module
 */
import {
  AuthorizationResponseError,
  ClientError,
  ResponseBodyError,
  WWWAuthenticateChallengeError,
} from "openid-client";
import { networkFailure } from "../../argocd/network_failure.ts";
import { said } from "../../argocd/said.ts";
import type { SettingNames } from "../../argocd/setting_names.ts";
import { type ErrorCode, ToolError } from "../../errors.ts";
import type { IdentityProvider } from "./identity_provider.ts";

/** What was tried, and where. */
export interface ProviderContext {
  /** Follows "Cannot …". */
  readonly purpose: string;
  readonly provider: IdentityProvider;
  /** How to begin once more, for hints: `argocd-mcp login prod`. */
  readonly again: string;
  /** What the settings of the way to the provider are called. */
  readonly names: SettingNames;
}

/** Words of others in one of our messages. */
const MAX_SAID = 200;
/** OAuth's names for "not now". */
const TEMPORARY = new Set(["server_error", "temporarily_unavailable"]);
/** Names that only a provider uses: RFC 6749 5.2, RFC 8628 3.5 and OpenID Connect 3.1.2.6. */
const REFUSALS = new Set([
  "access_denied",
  "consent_required",
  "expired_token",
  "interaction_required",
  "invalid_client",
  "invalid_grant",
  "invalid_request",
  "invalid_scope",
  "login_required",
  "unauthorized_client",
  "unsupported_grant_type",
]);
const CHECK_CLIENT =
  "Have the operator of Argo CD compare client, scopes and redirect URIs in the provider with oidc.config";

/**
 * OAuth's name for why a provider said no for good; `undefined` when it did not. Proxies answer in JSON with an `error`
 * too; what they say must not cost a refresh token.
 */
export function refusalOf(error: unknown): string | undefined {
  if (!(error instanceof ResponseBodyError)) return undefined;
  const { status, error: name } = error;
  // Providers have names of their own as well; those come with the status that OAuth asks for.
  const isTheirs = status === 400 || REFUSALS.has(name);
  return isTheirs && status < 429 && !TEMPORARY.has(name) ? name : undefined;
}

/** The error to show; one that is meant for people already stays as it is. */
export function providerFailure(
  error: unknown,
  context: ProviderContext,
): ToolError {
  if (error instanceof ToolError) return error;
  const { provider: { name }, again } = context;
  if (error instanceof AuthorizationResponseError) {
    return failure("LOGIN_REFUSED", context, {
      state: `${name} refused it: ${words(error)}`,
      hint: error.error === "access_denied"
        ? `Sign in again with ${again}, and let the provider go on`
        : CHECK_CLIENT,
    });
  }
  if (error instanceof ResponseBodyError) {
    return refusalOf(error) !== undefined
      ? failure("LOGIN_REFUSED", context, {
        state: `${name} refused it: ${words(error)} (${error.status})`,
        hint: `Sign in again with ${again}`,
      })
      : unavailable(context, `it answers ${error.status}, ${words(error)}`);
  }
  if (error instanceof ClientError) return protocolFailure(error, context);
  if (error instanceof WWWAuthenticateChallengeError) {
    return strangeStatus(error.status, context);
  }
  if (isTimeout(error)) return unavailable(context, "no answer in time");
  return networkFailure(error, {
    purpose: context.purpose,
    origin: new URL(context.provider.issuer).origin,
    via: undefined,
    write: false,
    names: context.names,
  }).error;
}

function protocolFailure(
  error: ClientError,
  context: ProviderContext,
): ToolError {
  const { provider: { name } } = context;
  const { code = "", cause } = error;
  if (code === "OAUTH_TIMEOUT" || code === "OAUTH_ABORT") {
    return unavailable(context, "no answer in time");
  }
  // `openid-client` hides what the network did behind an error of its own.
  if (code === "" && cause instanceof Error) {
    return providerFailure(cause, context);
  }
  if (cause instanceof Response) return strangeStatus(cause.status, context);
  if (code === "OAUTH_JWT_TIMESTAMP_CHECK_FAILED") {
    return failure("BAD_RESPONSE", context, {
      state: `the times in the id_token of ${name} do not fit the clock here`,
      hint: "Set the clock of this machine, and that of the provider",
    });
  }
  const claim = comparedClaim(cause);
  return failure("BAD_RESPONSE", context, {
    state: claim === undefined
      ? `${name} gave an answer that is not to be trusted (${
        said(error.message, MAX_SAID)
      })`
      : `the id_token of ${name} is not for this sign-in: its '${claim}' is wrong`,
    hint: claim === "iss" || claim === "aud" ? CHECK_CLIENT : "Sign in again",
  });
}

/** An answer that is none of OpenID Connect. */
function strangeStatus(status: number, context: ProviderContext): ToolError {
  if (status >= 500 || status === 429) {
    return unavailable(context, `it answers ${status}`);
  }
  const isGate = (status >= 300 && status < 400) || status === 401 ||
    status === 403;
  return failure("BAD_RESPONSE", context, {
    state:
      `${context.provider.name} answers ${status} instead of what OpenID Connect says`,
    hint: isGate
      ? `A proxy in front of it wants a sign-in of its own; have this machine let through, or check ${context.names.headers}`
      : `Have the operator of Argo CD check ${
        context.provider.kind === "dex"
          ? "url in argocd-cm"
          : "the issuer in oidc.config"
      }`,
  });
}

/** The claim that did not fit, as the library tells it. */
function comparedClaim(cause: unknown): string | undefined {
  const details = cause instanceof Error ? cause.cause : undefined;
  const claim = (details as { readonly claim?: unknown } | undefined)?.claim;
  return typeof claim === "string" ? claim : undefined;
}

function isTimeout(error: unknown): boolean {
  return error instanceof DOMException &&
    (error.name === "TimeoutError" || error.name === "AbortError");
}

/** A code and, if there is one, a description; both are words of others. */
function words(
  { error, error_description: description }: {
    readonly error: string;
    readonly error_description?: string;
  },
): string {
  const code = said(error, 60);
  return description ? `${code} (${said(description, MAX_SAID)})` : code;
}

function unavailable(context: ProviderContext, state: string): ToolError {
  return failure("UNAVAILABLE", context, {
    state: `the identity provider ${context.provider.name} is down: ${state}`,
    hint: "Try again in a moment; nothing of the sign-in is lost",
  });
}

function failure(
  code: ErrorCode,
  { purpose }: ProviderContext,
  { state, hint }: { readonly state: string; readonly hint: string },
): ToolError {
  return new ToolError(code, `Cannot ${purpose}: ${state}`, { hint });
}
