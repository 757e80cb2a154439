/**
 * Argo CD does not know who asks.
 *
 * @module
 */
import type { ArgocdError, FailureContext, Verdict } from "./refusal.ts";
import { andRestart } from "./setting_names.ts";

/** Argo CD's texts for tokens that it does not take, and what they mean; the first that matches counts. */
const REASONS: readonly (readonly [RegExp, string])[] = [
  [
    /no session information/i,
    "no usable token reached Argo CD; it is not in the form of a token, or a proxy took the Authorization header away",
  ],
  [/expired/i, "the token has expired"],
  [
    /password has changed/i,
    "the account's password was changed after the token was made, which ends its tokens and API keys",
  ],
  [/revoked/i, "the token was revoked"],
  [/does not have token with id/i, "the API token was deleted in Argo CD"],
  [
    /JWT token for role|appproject.* not found/i,
    "the token of the project role was deleted",
  ],
  [/is disabled/i, "the account is disabled"],
  [/account .* does not exist/i, "the account does not exist any more"],
  [/SSO is not configured/i, "the token is from an SSO that is switched off"],
  [
    /signature is invalid|malformed|unverifiable|illegal base64/i,
    "the token is damaged or not from this Argo CD",
  ],
  [
    /failed to verify the token/i,
    "the token is from another Argo CD or identity provider, or it has expired",
  ],
];

/** The verdict on a 401. */
export function unauthenticated(
  error: ArgocdError,
  { credential, now, request, names }: FailureContext,
): Verdict {
  if (credential === undefined) {
    return {
      code: "NO_CREDENTIAL",
      state: "Argo CD wants a sign-in and none is configured",
      hint: `Set ${names.credential}${andRestart(names, ", and ")}`,
    };
  }
  const ended = credential.expiresAt();
  const reason = ended !== undefined && ended.getTime() <= now
    ? `the token expired at ${ended.toISOString()}`
    : REASONS.find(([pattern]) => pattern.test(error.said))?.[1] ??
      // "it" and not "Argo CD": behind `ARGOCD_TOKEN:` a name is taken for the token, and masked.
      "it was not accepted";
  const write = request.read ? "" : "; nothing was sent a second time";
  return {
    code: "UNAUTHENTICATED",
    state:
      `Argo CD refused ${credential.describe()}: ${reason} (401: ${error.said})${write}`,
    hint: credential.remedy,
  };
}
