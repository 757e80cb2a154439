/**
 * What an id_token says about the person; nothing is verified here.
 *
 * @module
 */
import { jwtPayload } from "../jwt_payload.ts";

/** The claims that somebody reads. Times are milliseconds since 1970. */
export interface IdTokenClaims {
  readonly issuer?: string;
  readonly subject?: string;
  /** What Argo CD shows as the user: e-mail address, else the user at Dex's connector, else the subject. */
  readonly name?: string;
  /** `undefined` when the token has no such claim. */
  readonly groups?: readonly string[];
  /** The user's id at Dex's connector, by which policies name users. */
  readonly federatedUser?: string;
  readonly issuedAt?: number;
  readonly expiresAt?: number;
}

/**
 * Reads the claims of an id_token; `{}` for anything else.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * const payload = btoa(JSON.stringify({ sub: "0-385", email: "ann@example.test", groups: "sre", exp: 60 }));
 * assert.deepEqual(readIdToken(`e30.${payload}.x`), {
 *   subject: "0-385",
 *   name: "ann@example.test",
 *   groups: ["sre"],
 *   expiresAt: 60_000,
 * });
 * ```
 */
export function readIdToken(token: string): IdTokenClaims {
  const claims = jwtPayload(token);
  const issuer = text(claims["iss"]);
  const subject = text(claims["sub"]);
  const federated = claims["federated_claims"] as
    | { readonly user_id?: unknown }
    | null
    | undefined;
  const federatedUser = text(federated?.user_id);
  const name = text(claims["email"]) ?? federatedUser ?? subject;
  const groups = list(claims["groups"]);
  const issuedAt = milliseconds(claims["iat"]);
  const expiresAt = milliseconds(claims["exp"]);
  return {
    ...(issuer === undefined ? {} : { issuer }),
    ...(subject === undefined ? {} : { subject }),
    ...(name === undefined ? {} : { name }),
    ...(groups === undefined ? {} : { groups }),
    ...(federatedUser === undefined ? {} : { federatedUser }),
    ...(issuedAt === undefined ? {} : { issuedAt }),
    ...(expiresAt === undefined ? {} : { expiresAt }),
  };
}

function text(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}

/** A single text is a list of one, as Argo CD reads it. */
function list(value: unknown): readonly string[] | undefined {
  if (typeof value === "string") return [value];
  if (!Array.isArray(value)) return undefined;
  return value.filter((entry) => typeof entry === "string");
}

function milliseconds(value: unknown): number | undefined {
  return typeof value === "number" && Number.isFinite(value)
    ? value * 1_000
    : undefined;
}
