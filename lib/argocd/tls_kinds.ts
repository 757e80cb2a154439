/**
 * What can go wrong before a connection is encrypted and its server known. The texts are those of rustls (Deno's
 * `fetch`) and the codes those of `node:tls` (undici).
 *
 * @module
 */
import { host, type NetworkContext, type NetworkKind } from "./network_kind.ts";

function checkCa({ names }: NetworkContext): string {
  const off = names.insecure === undefined
    ? ""
    : `; ${names.insecure} switches the check off`;
  return `Set ${names.caFile} to the PEM file of the authority that signed it${off}`;
}

/** The first that matches counts. */
export const TLS_KINDS: readonly NetworkKind[] = [
  {
    match: /NotValidForName|not valid for name|ERR_TLS_CERT_ALTNAME_INVALID/i,
    code: "TLS_FAILURE",
    state: (context, text) => {
      const name = context.serverName === undefined
        ? host(context)
        : `'${context.serverName}'`;
      const names = certificateNames(text);
      return `the certificate is not for ${name}${
        names === undefined ? "" : `, only for ${names}`
      }`;
    },
    hint: ({ names, serverName }) =>
      serverName === undefined
        ? `Put a name that the certificate has into ${names.server}, or into ${names.tlsServerName} where a port-forward or a tunnel leads to it`
        : `Put a name that the certificate has into ${names.tlsServerName}`,
  },
  {
    match: /certificate (?:has )?expired|CERT_HAS_EXPIRED/i,
    code: "TLS_FAILURE",
    state: ({ origin }) => `the certificate of ${origin} has expired`,
    hint: () =>
      "Have the certificate renewed, and check the clock of this machine",
  },
  {
    match: /not valid yet|NotValidYet|CERT_NOT_YET_VALID/i,
    code: "TLS_FAILURE",
    state: ({ origin }) => `the certificate of ${origin} is not valid yet`,
    hint: () => "Check the clock of this machine",
  },
  {
    match: /UNABLE_TO_VERIFY_LEAF_SIGNATURE/,
    code: "TLS_FAILURE",
    state: ({ origin }) =>
      `the certificate of ${origin} cannot be verified: its authority is unknown, or it is not valid at this time`,
    hint: checkCa,
  },
  {
    match:
      /UnknownIssuer|SELF_SIGNED|UNABLE_TO_(?:GET_ISSUER|VERIFY)|self-signed/i,
    code: "TLS_FAILURE",
    state: ({ origin }) =>
      `the certificate of ${origin} is self-signed or from an unknown authority`,
    hint: checkCa,
  },
  {
    match: /invalid peer certificate/i,
    code: "TLS_FAILURE",
    state: ({ origin }) => `the certificate of ${origin} is not acceptable`,
    hint: checkCa,
  },
  {
    match:
      /fatal alert: (?:\w*Certificate\w*|UnknownCA|AccessDenied)|_ALERT_(?:\w*CERTIFICATE\w*|UNKNOWN_CA|ACCESS_DENIED)/i,
    code: "TLS_FAILURE",
    state: ({ origin, presents }) =>
      presents
        ? `${origin} does not accept our client certificate`
        : `${origin} wants a client certificate, and none is set`,
    hint: ({ names, presents }) =>
      presents
        ? `Check that ${names.clientCertFile} is current and from the authority that it trusts`
        : `Set ${names.clientCertFile} and ${names.clientKeyFile}`,
  },
  {
    match: /ProtocolVersion|PROTOCOL_VERSION|ServerDoesNotSupportTls/,
    code: "TLS_FAILURE",
    state: ({ origin }) => `${origin} speaks neither TLS 1.2 nor TLS 1.3`,
    hint: () =>
      "Have one of them switched on there; older versions are not secure and never used",
  },
  {
    match: /InvalidContentType|wrong version number|ERR_SSL_WRONG_VERSION/i,
    code: "TLS_FAILURE",
    state: ({ origin }) =>
      `${origin} does not speak TLS; it is probably a plain http port`,
    hint: ({ names }) =>
      names.plaintext === undefined
        ? `Check that the port in ${names.server} is an https port`
        : `Use the https port; only if there is none, write http:// into ${names.server} and set ${names.plaintext}`,
  },
  {
    match: /handshake|fatal alert|ERR_SSL|tls error|received corrupt message/i,
    code: "TLS_FAILURE",
    state: ({ origin }) => `the TLS handshake with ${origin} failed`,
    hint: ({ names, presents }) =>
      `Check that the port in ${names.server} is Argo CD's https port${
        presents
          ? ""
          : `, and whether it wants a client certificate (${names.clientCertFile})`
      }`,
  },
  {
    match: /invalid HTTP version|does not match the HTTP|HTTPParserError/i,
    code: "TLS_FAILURE",
    state: ({ origin }) =>
      `${origin} does not speak HTTP; it is probably a TLS port that was addressed with http://`,
    hint: ({ names }) =>
      `Write https:// into ${names.server}, and check that the port is Argo CD's`,
    sent: true,
  },
];

/** The names in a certificate, as rustls (`DnsName("a")`) and Node (`DNS:a, IP Address:b`) write them. */
function certificateNames(text: string): string | undefined {
  const names = /only valid for (.+?)$/.exec(text)?.[1] ??
    /cert's altnames: ((?:DNS|IP Address|URI):.+?)$/.exec(text)?.[1];
  return names?.replace(/\w+\("?([^")]*)"?\)/g, "$1")
    .replace(/(?:DNS|IP Address|URI):/g, "");
}
