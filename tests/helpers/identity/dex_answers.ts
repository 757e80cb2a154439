/**
 * What the answers of the provider behind become when Dex gives them.
 *
 * @module
 */

/** Every refusal of a refresh token, `invalid_grant` elsewhere. */
const CLAIMED =
  "Refresh token is invalid or has already been claimed by another client.";

/** Dex's discovery document, as 2.45.0 gave it. */
export function dexDiscovery(issuer: string): Response {
  return Response.json({
    issuer,
    authorization_endpoint: `${issuer}/auth`,
    token_endpoint: `${issuer}/token`,
    jwks_uri: `${issuer}/keys`,
    userinfo_endpoint: `${issuer}/userinfo`,
    device_authorization_endpoint: `${issuer}/device/code`,
    introspection_endpoint: `${issuer}/token/introspect`,
    grant_types_supported: [
      "authorization_code",
      "refresh_token",
      "urn:ietf:params:oauth:grant-type:device_code",
      "urn:ietf:params:oauth:grant-type:token-exchange",
    ],
    response_types_supported: ["code"],
    subject_types_supported: ["public"],
    id_token_signing_alg_values_supported: ["RS256"],
    code_challenge_methods_supported: ["S256", "plain"],
    scopes_supported: [
      "openid",
      "email",
      "groups",
      "profile",
      "offline_access",
    ],
    token_endpoint_auth_methods_supported: [
      "client_secret_basic",
      "client_secret_post",
    ],
    claims_supported: [
      "iss",
      "sub",
      "aud",
      "iat",
      "exp",
      "email",
      "email_verified",
      "locale",
      "name",
      "preferred_username",
      "at_hash",
    ],
  });
}

/** A token answer in Dex's words. */
export async function dexTokens(
  response: Response,
  grantType: string | null,
): Promise<Response> {
  const body: Record<string, unknown> = await response.json();
  if (response.ok) {
    const { scope: _scope, ...tokens } = body;
    return Response.json({ ...tokens, token_type: "bearer" }, {
      headers: { "cache-control": "no-store" },
    });
  }
  if (body["error"] !== "invalid_grant") {
    return Response.json(body, { status: response.status });
  }
  const refused = grantType === "refresh_token"
    ? { error: "invalid_request", error_description: CLAIMED }
    : {
      error: "invalid_grant",
      error_description: "Invalid or expired code parameter.",
    };
  return Response.json(refused, { status: 400 });
}

/** The way back to the client without `iss`, which Dex does not send. */
export function withoutIss(response: Response): Response {
  const location = response.headers.get("location");
  if (location === null || !URL.canParse(location)) return response;
  const target = new URL(location);
  target.searchParams.delete("iss");
  const headers = new Headers(response.headers);
  headers.set("location", target.href);
  return new Response(response.body, { status: response.status, headers });
}
