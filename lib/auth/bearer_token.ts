/**
 * A token that was given once and stays.
 *
 * @module
 */
import type { Credential } from "../argocd/credential.ts";
import {
  andRestart,
  type SettingNames,
  VARIABLE_NAMES,
} from "../argocd/setting_names.ts";
import { checkToken } from "./check_token.ts";
import { readJwtClaims } from "./jwt_claims.ts";

/**
 * A credential for a fixed token.
 *
 * @param source Where it is from, for messages: `ARGOCD_AUTH_TOKEN`.
 */
export function bearerToken(
  text: string,
  source: string,
  { names = VARIABLE_NAMES }: { readonly names?: SettingNames } = {},
): Credential {
  const token = checkToken(text, source);
  return {
    kind: "token",
    describe: () => `the token of ${source}`,
    remedy: `Make a new token (argocd account generate-token)${
      names.restart === undefined ? " and" : ","
    } put it into ${source}${andRestart(names)}`,
    token: () => Promise.resolve(token),
    renew: () => Promise.resolve(false),
    secrets: () => [token],
    expiresAt: () => readJwtClaims(token).expiresAt,
  };
}
