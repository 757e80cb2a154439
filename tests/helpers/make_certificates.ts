/**
 * A certificate authority of the test's own, made in memory: what it signs is trusted by nobody who was not
 * given its certificate, and its key ends with the test. The files in `tests/fixtures/tls` have no
 * authority's key, so they cannot say "issued by somebody else" or "for another name" at will.
 *
 * @module
 */
import { generateKeyPairSync, type KeyObject, sign } from "node:crypto";
import { bitString, der, objectId, sequence, time, utf8 } from "./der.ts";

/** A certificate and its key, as PEM. */
export interface Certificate {
  readonly cert: string;
  readonly key: string;
}

/** What a certificate is made for. */
export interface CertificateOptions {
  /** Host names and addresses; `localhost`, `127.0.0.1` and `::1` by default. */
  readonly names?: readonly string[];
  readonly notBefore?: Date;
  readonly notAfter?: Date;
  /** For a client instead of a server. */
  readonly client?: boolean;
}

/** An authority that signs certificates. */
export interface Authority {
  /** Its own certificate, as PEM: what has to be trusted. */
  readonly ca: string;
  issue(options?: CertificateOptions): Certificate;
}

const LOOPBACK = ["localhost", "127.0.0.1", "::1"] as const;
const DAY = 86_400_000;
const ECDSA_WITH_SHA256 = sequence(objectId("1.2.840.10045.4.3.2"));

/** Makes an authority. */
export function makeAuthority(name = "argocd-mcp test authority"): Authority {
  const keys = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const issuer = distinguishedName(name);
  const signed = (
    subject: Uint8Array,
    publicKey: KeyObject,
    extensions: readonly Uint8Array[],
    { notBefore, notAfter }: CertificateOptions,
  ): string => {
    const serial = crypto.getRandomValues(new Uint8Array(16));
    serial[0] = 1; // Positive, and without a leading zero.
    const body = sequence(
      der(0xa0, der(0x02, Uint8Array.of(2))),
      der(0x02, serial),
      ECDSA_WITH_SHA256,
      issuer,
      sequence(
        time(notBefore ?? new Date(Date.now() - DAY)),
        time(notAfter ?? new Date(Date.now() + DAY)),
      ),
      subject,
      new Uint8Array(publicKey.export({ type: "spki", format: "der" })),
      der(0xa3, sequence(...extensions)),
    );
    const signature = sign("sha256", body, keys.privateKey);
    return pem(
      "CERTIFICATE",
      sequence(body, ECDSA_WITH_SHA256, bitString(new Uint8Array(signature))),
    );
  };
  return {
    ca: signed(issuer, keys.publicKey, [
      extension("2.5.29.19", sequence(der(0x01, Uint8Array.of(255))), true),
      extension("2.5.29.15", bitString(Uint8Array.of(0x06), 1), true),
    ], {}),
    issue(options = {}) {
      const own = generateKeyPairSync("ec", { namedCurve: "P-256" });
      const usage = options.client === true
        ? "1.3.6.1.5.5.7.3.2"
        : "1.3.6.1.5.5.7.3.1";
      const names = options.names ?? LOOPBACK;
      return {
        cert: signed(distinguishedName(names[0] ?? "client"), own.publicKey, [
          extension("2.5.29.17", sequence(...names.map(alternativeName))),
          extension("2.5.29.37", sequence(objectId(usage))),
          extension("2.5.29.19", sequence()),
        ], options),
        key: String(own.privateKey.export({ type: "pkcs8", format: "pem" })),
      };
    },
  };
}

function distinguishedName(commonName: string): Uint8Array {
  return sequence(der(0x31, sequence(objectId("2.5.4.3"), utf8(commonName))));
}

function extension(
  id: string,
  value: Uint8Array,
  critical = false,
): Uint8Array {
  return critical
    ? sequence(objectId(id), der(0x01, Uint8Array.of(255)), der(0x04, value))
    : sequence(objectId(id), der(0x04, value));
}

function alternativeName(name: string): Uint8Array {
  if (name === "::1") return der(0x87, Uint8Array.of(...Array(15).fill(0), 1));
  if (/^[\d.]+$/.test(name)) {
    return der(0x87, Uint8Array.from(name.split(".").map(Number)));
  }
  return der(0x82, new TextEncoder().encode(name));
}

function pem(label: string, bytes: Uint8Array): string {
  const lines = bytes.toBase64().replace(/.{64}/g, "$&\n").trimEnd();
  return `-----BEGIN ${label}-----\n${lines}\n-----END ${label}-----\n`;
}
