import { generateKeyPairSync, type KeyObject } from "node:crypto";
import { CompactSign, exportJWK, type JSONWebKeySet } from "jose";
import type { RecordedToken } from "./recording.ts";

/** The key id of the recorded provider; Dex's ids are other ones, its key is the same here. */
const KEY_ID = "lab-key-1";

/** Signs recorded claims anew, and spoils the signature where the entry's name says that it was spoilt. */
export class Signer {
  readonly #own = generateKeyPairSync("rsa", { modulusLength: 2048 });
  readonly #foreign = generateKeyPairSync("rsa", { modulusLength: 2048 });

  /** What the provider publishes, under the key id that the recorded one had. */
  async keys(keyId = KEY_ID): Promise<JSONWebKeySet> {
    const key = await exportJWK(this.#own.publicKey);
    return { keys: [{ ...key, kid: keyId, use: "sig", alg: "RS256" }] };
  }

  /** The token that an entry was asked with. */
  async sign(name: string, { header, claims }: RecordedToken): Promise<string> {
    const alg = String(header["alg"]);
    const payload = { ...claims };
    if (alg === "none") return `${part(header)}.${part(payload)}.`;
    if (alg === "HS256") {
      const publicPem = this.#own.publicKey.export({
        type: "spki",
        format: "pem",
      });
      return await signed(
        header,
        payload,
        new TextEncoder().encode(String(publicPem)),
      );
    }
    const token = await signed(
      header,
      payload,
      FOREIGN_REGEXP.test(name)
        ? this.#foreign.privateKey
        : this.#own.privateKey,
    );
    return TAMPERED_REGEXP.test(name) ? tampered(token) : token;
  }
}

/** Entries whose token the provider's present key has not signed. */
const FOREIGN_REGEXP =
  /signed by another key|rotated its key \(old|Dex restarted: old id_token after a new login|of another Argo CD instance/;
/** Entries whose token was changed after it was signed. */
const TAMPERED_REGEXP = /tampered|bad signature/;

async function signed(
  header: Readonly<Record<string, unknown>>,
  payload: unknown,
  key: KeyObject | Uint8Array,
): Promise<string> {
  return await new CompactSign(
    new TextEncoder().encode(JSON.stringify(payload)),
  )
    .setProtectedHeader({ ...header, alg: String(header["alg"]) }).sign(key);
}

function part(value: unknown): string {
  return new TextEncoder().encode(JSON.stringify(value))
    .toBase64({ alphabet: "base64url", omitPadding: true });
}

/** The recorded claims with a signature that was made for others: another letter in the middle of it. */
function tampered(token: string): string {
  const [header = "", payload = "", signature = ""] = token.split(".");
  const middle = signature.length >> 1;
  const letter = signature[middle] === "A" ? "B" : "A";
  return `${header}.${payload}.${signature.slice(0, middle)}${letter}${
    signature.slice(middle + 1)
  }`;
}
