/**
 * A look into a token, without any judgement on it.
 *
 * @module
 */
import { jwtPayload } from "./jwt_payload.ts";

/** What a token says about itself. */
export interface JwtClaims {
  readonly subject?: string;
  readonly issuer?: string;
  readonly issuedAt?: Date;
  readonly expiresAt?: Date;
}

/**
 * Reads the claims of a JWT. **Nothing is verified**: only Argo CD can tell whether the token is good. Returns `{}` for
 * anything that is not a JWT.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * const payload = btoa(JSON.stringify({ sub: "ann:login", exp: 60 }));
 * assert.equal(readJwtClaims(`e30.${payload}.x`).expiresAt?.toISOString(), "1970-01-01T00:01:00.000Z");
 * assert.deepEqual(readJwtClaims("no token"), {});
 * ```
 */
export function readJwtClaims(token: string): JwtClaims {
  const { sub, iss, iat, exp } = jwtPayload(token);
  const issuedAt = date(iat);
  const expiresAt = date(exp);
  return {
    ...(typeof sub === "string" ? { subject: sub } : {}),
    ...(typeof iss === "string" ? { issuer: iss } : {}),
    ...(issuedAt === undefined ? {} : { issuedAt }),
    ...(expiresAt === undefined ? {} : { expiresAt }),
  };
}

function date(seconds: unknown): Date | undefined {
  if (typeof seconds !== "number") return undefined;
  const value = new Date(seconds * 1000);
  return Number.isNaN(value.getTime()) ? undefined : value;
}
