/**
 * The check that Argo CD makes of an id_token, for the simulator: signature, issuer, audience, and times
 * with its own tolerances.
 *
 * @module
 */
import {
  compactVerify,
  createLocalJWKSet,
  decodeJwt,
  type JSONWebKeySet,
} from "jose";
import type { IdTokenClaims } from "../../lib/demo/simulator.ts";

/** What a token has to fit. */
export interface VerifierOptions {
  readonly issuer: string;
  /** The client ids, of which one has to be among the audiences. */
  readonly audiences: readonly string[];
  /** The provider's keys as they are now. */
  readonly keys: () => Promise<JSONWebKeySet>;
  /** What discovery names; RS256 by default. */
  readonly algorithms?: readonly string[];
  /** Milliseconds since 1970. */
  readonly now?: () => number;
}

/** So much may a token's beginning lie ahead; its end has no tolerance at all. Seconds. */
const NOT_BEFORE_TOLERANCE = 300;

/** A check of tokens: their claims, or undefined for every token that does not hold. */
export function idTokenVerifier(
  options: VerifierOptions,
): (token: string) => Promise<IdTokenClaims | undefined> {
  const { issuer, audiences, algorithms = ["RS256"], now = Date.now } = options;
  let keys: JSONWebKeySet | undefined;
  const signedBy = async (token: string, set: JSONWebKeySet) => {
    try {
      await compactVerify(token, createLocalJWKSet(set), {
        algorithms: [...algorithms],
      });
      return true;
    } catch {
      return false;
    }
  };
  return async (token) => {
    let claims: IdTokenClaims;
    try {
      claims = decodeJwt(token);
      // Known keys go on working while the provider is away; an unknown one is looked up.
      if (keys === undefined || !await signedBy(token, keys)) {
        keys = await options.keys();
        if (!await signedBy(token, keys)) return undefined;
      }
    } catch {
      return undefined;
    }
    const seconds = now() / 1000;
    const { iss, aud, exp, nbf } = claims;
    const named = [aud].flat().some((one) => audiences.includes(String(one)));
    const begun = nbf === undefined ||
      Number(nbf) <= seconds + NOT_BEFORE_TOLERANCE;
    const good = iss === issuer && named && begun && typeof exp === "number" &&
      exp > seconds;
    return good ? claims : undefined;
  };
}

/** The keys that a provider publishes. */
export function publishedKeys(
  address: string,
  ca?: string,
): () => Promise<JSONWebKeySet> {
  return async () => {
    using client = Deno.createHttpClient({
      poolMaxIdlePerHost: 0,
      ...(ca === undefined ? {} : { caCerts: [ca] }),
    });
    const response = await fetch(address, { client });
    return await response.json();
  };
}
