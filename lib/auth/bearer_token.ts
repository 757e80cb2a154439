/**
 * A token that was given once and stays.
 *
 * @module
 */
import type { Credential } from "../argocd/credential.ts";
import { checkToken } from "./check_token.ts";
import { readJwtClaims } from "./jwt_claims.ts";

/**
 * A credential for a fixed token.
 *
 * @param source Where it is from, for messages: `ARGOCD_AUTH_TOKEN`.
 */
export function bearerToken(text: string, source: string): Credential {
  const token = checkToken(text, source);
  return {
    kind: "token",
    describe: () => `the token of ${source}`,
    remedy:
      `Make a new token (argocd account generate-token), put it into ${source} and restart the server`,
    token: () => Promise.resolve(token),
    renew: () => Promise.resolve(false),
    secrets: () => [token],
    expiresAt: () => readJwtClaims(token).expiresAt,
  };
}
