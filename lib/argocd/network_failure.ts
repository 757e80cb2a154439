/**
 * What the network did instead of bringing an answer, in words.
 *
 * Deno gives such errors no code, only a text with the system's number in it; undici (used where certificates are
 * not verified) gives a code. The texts are those of Deno 2.9, each of them seen.
 *
 * @module
 */
import { ToolError } from "../errors.ts";
import { host, type NetworkContext, type NetworkKind } from "./network_kind.ts";
import { TLS_KINDS } from "./tls_kinds.ts";

/** A failure and whether a read may be asked again. */
export interface NetworkFailure {
  readonly error: ToolError;
  readonly transient: boolean;
}

function checkAddress({ names }: NetworkContext): string {
  return `Check ${names.server} and that this machine reaches it (VPN, firewall, HTTPS_PROXY)`;
}

/** The first that matches counts. */
const KINDS: readonly NetworkKind[] = [
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
  ...TLS_KINDS,
  {
    match: /os error (?:111|61|10061)\b|ECONNREFUSED|Connection refused/i,
    code: "CONNECTION_REFUSED",
    state: ({ origin, via }) =>
      via === undefined
        ? `nothing accepts connections at ${origin}`
        : `nothing accepts connections at the proxy ${via}`,
    hint: ({ via, names }) =>
      via === undefined
        ? `Check host and port in ${names.server}, and whether ${names.peer} is running`
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

const LOST: NetworkKind = {
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
