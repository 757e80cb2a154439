/**
 * A look into a token, without any judgement on it.
 *
 * @module
 */
import { Buffer } from "node:buffer";

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
  const payload = token.split(".")[1];
  if (payload === undefined) return {};
  let claims: unknown;
  try {
    claims = JSON.parse(Buffer.from(payload, "base64url").toString("utf8"));
  } catch {
    return {};
  }
  if (typeof claims !== "object" || claims === null) return {};
  const { sub, iss, iat, exp } = claims as Record<string, unknown>;
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
