/**
 * What makes `oidc-provider` sign what Dex signs.
 *
 * @module
 */
import { type Connector, DEX_CLI_CLIENT } from "./dex_requests.ts";
import type { User } from "./engine.ts";

/** The user as Dex knows him: the subject holds the connector and the name there, as Protocol Buffers. */
export function asDexUser(user: User, { id }: Connector): User {
  const field = (
    number: number,
    text: string,
  ) => [number << 3 | 2, text.length, ...new TextEncoder().encode(text)];
  return {
    ...user,
    subject: user.subject ??
      Uint8Array.from([...field(1, user.name), ...field(2, id)])
        .toBase64({ alphabet: "base64url", omitPadding: true }),
    claims: {
      ...user.claims,
      federated_claims: { connector_id: id, user_id: user.name },
    },
  };
}

/** The settings of `oidc-provider`. */
export function dexConfiguration(
  redirectUris: readonly string[],
  options: { readonly idTokenSeconds?: number },
): Record<string, unknown> {
  const day = 86_400;
  return {
    clients: [{
      client_id: DEX_CLI_CLIENT,
      token_endpoint_auth_method: "none",
      redirect_uris: [...redirectUris],
      grant_types: ["authorization_code", "refresh_token"],
    }],
    claims: {
      openid: ["sub"],
      profile: ["name", "preferred_username"],
      email: ["email", "email_verified"],
      groups: ["groups"],
      "federated:id": ["federated_claims"],
    },
    // Whatever the scopes promise stands in the id_token, without being asked for by name.
    conformIdTokenClaims: false,
    features: {
      devInteractions: { enabled: false },
      resourceIndicators: { enabled: false },
    },
    pkce: { required: () => false },
    rotateRefreshToken: true,
    routes: {
      authorization: "/auth",
      jwks: "/keys",
      token: "/token",
      userinfo: "/userinfo",
    },
    scopes: ["openid", "offline_access"],
    ttl: {
      AccessToken: options.idTokenSeconds ?? day,
      AuthorizationCode: 60,
      Grant: day,
      IdToken: options.idTokenSeconds ?? day,
      Interaction: 3600,
      RefreshToken: day,
      Session: day,
    },
  };
}
