/**
 * What the network did instead of bringing an answer, in words.
 *
 * Deno gives such errors no code, only a text with the system's number in it; undici (used where certificates are
 * not verified) gives a code. The texts are those of Deno 2.9, each of them seen.
 *
 * @module
 */
import { type ErrorCode, ToolError } from "../errors.ts";
import type { SettingNames } from "./setting_names.ts";

/** What is known about the request that failed. */
export interface NetworkContext {
  readonly purpose: string;
  /** The server's root address, without credentials. */
  readonly origin: string;
  /** The proxy's host and port, where one is used. */
  readonly via: string | undefined;
  /** Whether the request could have changed something. */
  readonly write: boolean;
  /** The name that the certificate must have, where it is not the host of `origin`. */
  readonly serverName?: string | undefined;
  /** Whether a certificate of our own is shown where one is wanted. */
  readonly presents?: boolean;
  /** What the settings are called, for hints. */
  readonly names: SettingNames;
}

/** A failure and whether a read may be asked again. */
export interface NetworkFailure {
  readonly error: ToolError;
  readonly transient: boolean;
}

interface Kind {
  readonly match: RegExp;
  readonly code: ErrorCode;
  /** Follows "Cannot …: ". */
  state(context: NetworkContext, text: string): string;
  hint(context: NetworkContext): string;
  readonly transient?: boolean;
  /** The request had left us: a write may have been carried out. */
  readonly sent?: boolean;
}

function checkAddress({ names }: NetworkContext): string {
  return `Check ${names.server} and that this machine reaches it (VPN, firewall, HTTPS_PROXY)`;
}

function checkCa({ names }: NetworkContext): string {
  const off = names.insecure === undefined
    ? ""
    : `; ${names.insecure} switches the check off`;
  return `Set ${names.caFile} to the PEM file of the authority that signed it${off}`;
}

/** The first that matches counts. */
const KINDS: readonly Kind[] = [
  {
    match: /Requests to port \d+ are blocked/i,
    code: "CONFIGURATION",
    state: ({ origin }) => `the port of ${origin} is one that fetch never uses`,
    hint: ({ names }) => `Check the port in ${names.server}`,
  },
  {
    match: /NotCapable|Requires net access/,
    code: "CONFIGURATION",
    state: ({ origin }) => `this program has no permission to reach ${origin}`,
    hint: () => "Run it with --allow-net, or use the executable",
  },
  {
    match: /proxy authentication required|\b407\b/i,
    code: "CONNECTION_REFUSED",
    state: ({ via }) => `the proxy ${via ?? ""} asks for a sign-in`,
    hint: () => "Put the user and password into HTTPS_PROXY",
  },
  {
    match: /unsuccessful tunnel|Proxy response \(\d+\)/i,
    code: "CONNECTION_REFUSED",
    state: ({ via, origin }) =>
      `the proxy ${via ?? ""} did not connect to ${origin}`,
    hint: () => "Check HTTPS_PROXY, or add the host to NO_PROXY",
  },
  {
    match: /Temporary failure in name resolution|EAI_AGAIN/i,
    code: "DNS_FAILURE",
    state: (context) => `${host(context)} cannot be looked up at the moment`,
    hint: () => "Check the network connection of this machine",
    transient: true,
  },
  {
    match: /dns error|ENOTFOUND|failed to lookup address/i,
    code: "DNS_FAILURE",
    state: (context) => `the host ${host(context)} was not found`,
    hint: ({ names }) =>
      `Check the host name in ${names.server}, and whether it needs a VPN`,
  },
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
  {
    match: /os error (?:111|61|10061)\b|ECONNREFUSED|Connection refused/i,
    code: "CONNECTION_REFUSED",
    state: ({ origin, via }) =>
      via === undefined
        ? `nothing accepts connections at ${origin}`
        : `nothing accepts connections at the proxy ${via}`,
    hint: ({ via, names }) =>
      via === undefined
        ? `Check host and port in ${names.server}, and whether Argo CD (or the port-forward) is running`
        : "Check HTTPS_PROXY, or add the host to NO_PROXY",
    transient: true,
  },
  {
    match: /os error (?:101|51|10051|113|65|10065)\b|E(?:NET|HOST)UNREACH/,
    code: "CONNECTION_REFUSED",
    state: ({ origin }) => `there is no route to ${origin}`,
    hint: checkAddress,
    transient: true,
  },
  {
    match: /os error (?:110|60|10060)\b|ETIMEDOUT|UND_ERR_CONNECT_TIMEOUT/,
    code: "TIMEOUT",
    state: ({ origin }) => `${origin} did not accept a connection in time`,
    hint: checkAddress,
    transient: true,
  },
  {
    match: /deflate|gzip|brotli|zstd|unexpected end of file|Z_DATA|Z_BUF/i,
    code: "BAD_RESPONSE",
    state: () => "the answer's compression is damaged",
    hint: () => "Try again; a proxy in front of Argo CD may be at fault",
    sent: true,
  },
];

const LOST: Kind = {
  match: /^/,
  code: "CONNECTION_LOST",
  state: ({ origin }) =>
    `the connection to ${origin} was lost before the answer was complete`,
  hint: () => "Try again in a moment",
  transient: true,
  sent: true,
};

/** Finds the words for what `fetch` or the reading of a body threw. */
export function networkFailure(
  error: unknown,
  context: NetworkContext,
): NetworkFailure {
  const text = describe(error);
  const kind = KINDS.find(({ match }) => match.test(text)) ?? LOST;
  const unknown = context.write && kind.sent === true;
  return {
    error: new ToolError(
      kind.code,
      `Cannot ${context.purpose}: ${kind.state(context, text)}${
        unknown ? "; whether Argo CD carried it out is not known" : ""
      }`,
      {
        hint: unknown
          ? "Look at the present state before trying again; nothing was sent a second time"
          : kind.hint(context),
        outcomeUnknown: unknown,
        cause: error,
      },
    ),
    transient: kind.transient ?? false,
  };
}

function host({ origin }: NetworkContext): string {
  return `'${new URL(origin).hostname}'`;
}

/** The names in a certificate, as rustls (`DnsName("a")`) and Node (`DNS:a, IP Address:b`) write them. */
function certificateNames(text: string): string | undefined {
  const names = /only valid for (.+?)$/.exec(text)?.[1] ??
    /cert's altnames: ((?:DNS|IP Address|URI):.+?)$/.exec(text)?.[1];
  return names?.replace(/\w+\("?([^")]*)"?\)/g, "$1")
    .replace(/(?:DNS|IP Address|URI):/g, "");
}

/** Names, codes and messages of the error and of everything behind it. */
function describe(error: unknown): string {
  const parts: string[] = [];
  let current = error;
  // A chain of causes can be a circle.
  for (let depth = 0; depth < 8 && current instanceof Error; depth++) {
    const code = (current as { readonly code?: unknown }).code;
    parts.push(current.name, typeof code === "string" ? code : "");
    parts.push(current.message);
    current = current instanceof AggregateError && current.errors.length > 0
      ? current.errors[0]
      : current.cause;
  }
  return parts.join(" ");
}
