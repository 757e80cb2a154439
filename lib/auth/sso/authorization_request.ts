/**
 * What the provider is asked for when a person signs in.
 *
 * @module
 */
import type { ServerMetadata } from "openid-client";
import type { IdentityProvider } from "./identity_provider.ts";

/** What the operator chose. */
export interface AuthorizationChoices {
  /** Ask Dex for a refresh token, too. */
  readonly offline?: boolean | undefined;
  /** Dex's own id of the connector to use; without it, Dex's page asks. */
  readonly connectorId?: string | undefined;
}

/**
 * Entra ID gives a refresh token for `offline_access` as such, and there `prompt=consent` stops everyone for whom an
 * administrator has to consent.
 */
const CONSENTS_BY_ITSELF_REGEXP =
  /(?:^|\.)(?:microsoftonline\.(?:com|us)|windows\.net)$/;

/**
 * The parameters of the authorization and of the device request, besides what makes the protocol safe.
 *
 * `offline_access` is asked for where the provider lists it or lists no scopes, and then with `prompt=consent`: a strict
 * provider drops the scope without a word otherwise. Dex is not asked for it unless told: it keeps one refresh token
 * for each user, connector and client, and ours would sign out the argocd CLI of the same user.
 */
export function authorizationParameters(
  provider: IdentityProvider,
  metadata: Pick<ServerMetadata, "scopes_supported">,
  { offline = false, connectorId }: AuthorizationChoices = {},
): Record<string, string> {
  const listed = metadata.scopes_supported?.includes("offline_access") ?? true;
  const isWanted = provider.kind === "dex" ? offline : listed;
  const scopes = new Set(provider.scopes);
  if (isWanted) scopes.add("offline_access");
  const { idTokenClaims } = provider;
  const asksAgain = scopes.has("offline_access") && provider.kind !== "dex" &&
    !CONSENTS_BY_ITSELF_REGEXP.test(new URL(provider.issuer).hostname);
  return {
    scope: [...scopes].join(" "),
    // As the argocd CLI does; Google gives a refresh token for nothing else.
    access_type: "offline",
    ...(asksAgain ? { prompt: "consent" } : {}),
    ...(idTokenClaims === undefined
      ? {}
      : { claims: JSON.stringify({ id_token: idTokenClaims }) }),
    ...(connectorId === undefined ? {} : { connector_id: connectorId }),
  };
}
