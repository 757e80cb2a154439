/**
 * Secrets for tests. They are put together from pieces, so that no scanner of
 * repositories takes them for real ones.
 *
 * @module
 */

/** Base64 of the UTF-8 bytes of `text`. */
export function base64(text: string): string {
  return btoa(String.fromCharCode(...new TextEncoder().encode(text)));
}

/** Base64 for URLs, without padding. */
export function base64url(text: string): string {
  return base64(text).replaceAll("+", "-").replaceAll("/", "_")
    .replace(/=+$/, "");
}

const BODY = "a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R8s9T0";

/** A JSON Web Token with a payload of its own. */
export function jwt(subject: string): string {
  const part = (value: unknown) => base64url(JSON.stringify(value));
  return `${part({ alg: "RS256", typ: "JWT" })}.${
    part({ sub: subject, iat: 1_700_000_000 })
  }.${base64url(BODY)}`;
}

/** A private key block of `kind` over several lines. */
export function pem(kind: string, body: string = BODY): string {
  const lines = base64(body.repeat(4)).match(/.{1,64}/g) ?? [];
  return [`-----BEGIN ${kind}-----`, ...lines, `-----END ${kind}-----`]
    .join("\n");
}

/** Tokens that show by their prefix, by issuer. */
export const TOKENS: Readonly<Record<string, string>> = {
  "a JWT": jwt("alice"),
  "a GitHub token": "gh" + "p_" + BODY.slice(0, 36),
  "a GitHub app token": "gh" + "s_" + BODY.slice(0, 36),
  "a fine-grained GitHub token": "github" + "_pat_11" + BODY + "_" + BODY,
  "a GitLab token": "gl" + "pat-" + BODY.slice(0, 20),
  "a GitLab deploy token": "gl" + "dt-" + BODY.slice(0, 20),
  "an AWS key id": "AK" + "IA" + "ABCDEFGH23456789",
  "a temporary AWS key id": "AS" + "IA" + "ABCDEFGH23456789",
  "a Google API key": "AI" + "za" + BODY.slice(0, 35),
  "a Google access token": "ya" + "29." + BODY,
  "a Google client secret": "GOC" + "SPX-" + BODY.slice(0, 28),
  "an Azure client secret": "abc" + "8Q" + "~" + BODY.slice(0, 34),
  "a Slack token": "xo" + "xb-1234567890-" + BODY.slice(0, 24),
  "a DigitalOcean token": "do" + "p_v1_" + "0123456789abcdef".repeat(4),
  "an npm token": "np" + "m_" + BODY.slice(0, 36),
  "a PyPI token": "py" + "pi-AgEI" + BODY,
  "a Docker token": "dck" + "r_pat_" + BODY.slice(0, 27),
  "a Stripe key": "sk" + "_live_" + BODY.slice(0, 24),
  "a restricted Stripe key": "rk" + "_test_" + BODY.slice(0, 24),
  "a SendGrid key": "SG" + "." + BODY.slice(0, 22) + "." + BODY,
  "a model provider's key": "sk" + "-proj-" + BODY,
  "a Vault token": "hv" + "s." + BODY.slice(0, 24),
  "a Grafana token": "gl" + "sa_" + BODY.slice(0, 32) + "_0a1b2c3d",
  "a Hugging Face token": "hf" + "_" + BODY.slice(0, 34),
  "an age key": "AGE-SECRET" + "-KEY-1" + "QPZRY9X8GF2TVDW0S3JN".repeat(3),
  "a bcrypt hash": "$2" + "a$10$" + BODY + "abcdefghijklm",
  "a crypt hash": "$6" + "$rounds=5000$" + BODY + "/.",
};
