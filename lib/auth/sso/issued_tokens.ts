/**
 * What is kept of a provider's answer.
 *
 * @module
 */
import { ToolError } from "../../errors.ts";
import { readIdToken } from "./id_token.ts";
import type { CachedTokens } from "./token_cache_types.ts";

/** The fields of a token answer that count; the access token does not: Argo CD wants the id_token. */
export interface TokenAnswer {
  readonly id_token?: string | undefined;
  readonly refresh_token?: string | undefined;
}

/**
 * What to keep of an answer whose id_token was checked.
 *
 * @param purpose Follows "Cannot …" where there is no id_token.
 */
export function issuedTokens(
  { id_token: idToken, refresh_token: refreshToken }: TokenAnswer,
  purpose: string,
): CachedTokens {
  if (idToken === undefined) {
    throw new ToolError(
      "BAD_RESPONSE",
      `Cannot ${purpose}: the identity provider gave no id_token`,
      {
        hint: "Have the operator of Argo CD add 'openid' to the scopes",
      },
    );
  }
  const { expiresAt, name } = readIdToken(idToken);
  return {
    idToken,
    ...(refreshToken === undefined ? {} : { refreshToken }),
    ...(expiresAt === undefined ? {} : { expiresAt }),
    ...(name === undefined ? {} : { subject: name }),
  };
}
