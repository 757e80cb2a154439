/**
 * Whether the TLS settings of a connection can be used at all.
 *
 * @module
 */
import { ToolError } from "../errors.ts";
import type { SettingNames } from "./setting_names.ts";
import type { TlsOptions } from "./transport.ts";

/** One label of a DNS name after another; no address, no port. */
const DNS_NAME_REGEXP =
  /^(?=.{1,253}$)(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?\.)*[a-z](?:[a-z0-9-]{0,61}[a-z0-9])?$/i;

/**
 * Throws `CONFIGURATION` for texts that hold no certificate or no key. Deno takes a CA text without any certificate
 * for an empty list, and the failure would come much later.
 */
export function checkCertificates(
  { caPem, certPem, keyPem }: TlsOptions,
  names: SettingNames,
): void {
  const fault = caPem !== undefined && !hasBlock(caPem, "CERTIFICATE")
    ? `${names.caFile} has no PEM certificate`
    : certPem !== undefined && !hasBlock(certPem, "CERTIFICATE")
    ? `${names.clientCertFile} has no PEM certificate`
    : keyPem !== undefined && !hasBlock(keyPem, "(?:EC |RSA )?PRIVATE KEY")
    ? `${names.clientKeyFile} has no PEM private key without a password`
    : (certPem === undefined) !== (keyPem === undefined)
    ? `${names.clientCertFile} and ${names.clientKeyFile} belong together and one is missing`
    : undefined;
  if (fault === undefined) return;
  throw new ToolError(
    "CONFIGURATION",
    `Cannot use the certificates: ${fault}`,
  );
}

/** Throws `CONFIGURATION` for a server name that no certificate of this address can have. */
export function checkServerName(
  { serverName }: TlsOptions,
  { baseUrl, names }: {
    readonly baseUrl: URL;
    readonly names: SettingNames;
  },
): void {
  if (serverName === undefined) return;
  if (!DNS_NAME_REGEXP.test(serverName)) {
    throw new ToolError(
      "CONFIGURATION",
      `Cannot use ${names.tlsServerName}: it is not a host name`,
      {
        hint: "Write the name alone, as in argocd.example: no scheme, no port",
      },
    );
  }
  if (baseUrl.protocol !== "https:") {
    throw new ToolError(
      "CONFIGURATION",
      `Cannot use ${names.tlsServerName}: ${baseUrl.origin} is plain http, where no certificate has a name`,
      { hint: `Write https:// into ${names.server}, or leave the name away` },
    );
  }
}

function hasBlock(pem: string, label: string): boolean {
  return new RegExp(`-----BEGIN ${label}-----`).test(pem);
}
