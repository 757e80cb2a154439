/**
 * Plans as text: short, because a model has to repeat them, and sealed, because whoever repeats them may not change
 * a bit.
 *
 * A plan holds no more than digests: of whom it is for, of its arguments, and of each fact it was made from.
 *
 * @module
 */
import { concatBytes } from "../concat_bytes.ts";
import { createHmac, timingSafeEqual } from "node:crypto";
import { canonicalJson } from "./facts.ts";

/** What a plan says. */
export interface PlanStatement {
  /** Milliseconds since 1970, of a whole second. */
  readonly expiresAt: number;
  /** Tells it from every other plan. */
  readonly nonce: Uint8Array;
  /** Digest of instance, tool and caller. */
  readonly scope: Uint8Array;
  /** Digest of the arguments. */
  readonly args: Uint8Array;
  /** A digest for each fact, in the order of their names. */
  readonly facts: readonly Uint8Array[];
}

/** Bytes of the nonce: no two plans of a server have the same by chance. */
export const NONCE_BYTES = 9;
/** Bytes of a digest: to find a second state with the same one takes 2^63 tries within ten minutes. */
const DIGEST_BYTES = 8;
const MAC_BYTES = 32;
const VERSION = 1;
const TIME_BYTES = 5;
const HEAD_BYTES = 1 + TIME_BYTES + NONCE_BYTES + 2 * DIGEST_BYTES;

function seal(body: Uint8Array | string, key: Uint8Array): Uint8Array {
  return createHmac("sha256", key).update(body).digest();
}

/** The digest of a part of a plan; keyed, so that nobody can try out what a short value was. */
export function shortDigest(value: unknown, key: Uint8Array): Uint8Array {
  return seal(canonicalJson(value), key).slice(0, DIGEST_BYTES);
}

function timeBytes(expiresAt: number): Uint8Array {
  const bytes = new Uint8Array(TIME_BYTES);
  let rest = Math.floor(expiresAt / 1_000);
  for (let at = TIME_BYTES - 1; at >= 0; at--) {
    bytes[at] = rest % 256;
    rest = Math.floor(rest / 256);
  }
  return bytes;
}

/** Writes a plan. */
export function encodePlan(plan: PlanStatement, key: Uint8Array): string {
  const body = concatBytes([
    new Uint8Array([VERSION]),
    timeBytes(plan.expiresAt),
    plan.nonce,
    plan.scope,
    plan.args,
    ...plan.facts,
  ]);
  return concatBytes([body, seal(body, key)]).toBase64({
    alphabet: "base64url",
    omitPadding: true,
  });
}

function bytesOf(text: string): Uint8Array | undefined {
  try {
    const bytes = Uint8Array.fromBase64(text, { alphabet: "base64url" });
    // The last character has bits that no byte uses; one plan is one text.
    const again = bytes.toBase64({ alphabet: "base64url", omitPadding: true });
    return again === text ? bytes : undefined;
  } catch {
    return undefined;
  }
}

/** Reads a plan; `undefined` for what was not sealed with `key`, to the last bit. */
export function decodePlan(
  text: string,
  key: Uint8Array,
): PlanStatement | undefined {
  const bytes = bytesOf(text);
  const factBytes = (bytes?.length ?? 0) - HEAD_BYTES - MAC_BYTES;
  if (!bytes || factBytes < 0 || factBytes % DIGEST_BYTES > 0) {
    return undefined;
  }
  const body = bytes.slice(0, -MAC_BYTES);
  if (!timingSafeEqual(seal(body, key), bytes.slice(-MAC_BYTES))) {
    return undefined;
  }
  if (body[0] !== VERSION) return undefined;
  let at = 1;
  function take(length: number): Uint8Array {
    at += length;
    return body.slice(at - length, at);
  }
  const seconds = take(TIME_BYTES).reduce((sum, byte) => sum * 256 + byte, 0);
  return {
    expiresAt: seconds * 1_000,
    nonce: take(NONCE_BYTES),
    scope: take(DIGEST_BYTES),
    args: take(DIGEST_BYTES),
    facts: Array.from(
      { length: factBytes / DIGEST_BYTES },
      () => take(DIGEST_BYTES),
    ),
  };
}
