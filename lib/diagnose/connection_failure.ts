/**
 * Why one machine does not reach another, in the words of Go, curl, OpenSSH, Git and Helm.
 *
 * @module
 */

/** What went wrong on the way. */
export interface ConnectionFailure {
  readonly kind: "connection" | "certificate";
  /** `refuses connections`: goes behind the name of the other side. */
  readonly what: string;
  /** The part of the text that says so. */
  readonly decisive: string;
  /** `host` or `host:port`, where the text names one. */
  readonly host?: string;
  /** What a person does about it. */
  readonly then: string;
}

interface Pattern extends Pick<ConnectionFailure, "kind" | "what" | "then"> {
  readonly regexp: RegExp;
}

const CERTIFICATE = "certificate";
const CONNECTION = "connection";

/** The telling ones first: a lookup that times out is a name that cannot be resolved. */
const PATTERNS: readonly Pattern[] = [
  {
    kind: CERTIFICATE,
    regexp: /certificate (?:has expired|is not yet valid)|certificate expired/i,
    what: "shows a TLS certificate that has expired or is not valid yet",
    then: "have its certificate renewed",
  },
  {
    kind: CERTIFICATE,
    regexp:
      /certificate is valid for .*?, not [^\s"]+|certificate is not valid for any names[^"]*|doesn't contain any IP SANs|cannot validate certificate for \S+|no alternative certificate subject name matches[^"]*|relies on legacy Common Name/i,
    what: "shows a TLS certificate for another name",
    then:
      "use the name that the certificate is for, or have it issued for this one",
  },
  {
    kind: CERTIFICATE,
    regexp:
      /certificate signed by unknown authority|self[- ]signed certificate|unable to get local issuer certificate|unable to verify the first certificate|certificate is not trusted|certificate verification failed|server certificate verification failed|authority and subject key identifier mismatch/i,
    what: "shows a TLS certificate that Argo CD does not trust",
    then: "have Argo CD given the CA that has signed it",
  },
  {
    kind: CERTIFICATE,
    regexp:
      /remote error: tls: (?:certificate required|bad certificate|unknown certificate(?: authority)?|expired certificate)/i,
    what: "refuses the TLS client certificate of Argo CD",
    then: "have its client certificate renewed or configured",
  },
  {
    kind: CERTIFICATE,
    regexp:
      /server gave HTTP response to HTTPS client|first record does not look like a TLS handshake|wrong version number|tls: (?!failed to verify)[a-z][^"]{3,60}|SSL_ERROR\w*|x509: [^"]{3,80}|SSL certificate problem[^"]{0,60}/i,
    what: "does not complete the TLS handshake",
    then: "check scheme, port and TLS versions of its address",
  },
  {
    kind: CONNECTION,
    regexp:
      /no such host|server misbehaving|Temporary failure in name resolution|Could not resolve (?:host|hostname|proxy)|Name or service not known|nodename nor servname provided|lookup [^\s:]+(?: on \S+)?: (?:read udp [^"]*|i\/o timeout)/i,
    what: "has a name that does not resolve",
    then: "check the host name in its address, and the DNS of Argo CD's pods",
  },
  {
    kind: CONNECTION,
    regexp: /proxyconnect tcp|Proxy Authentication Required|from proxy after/i,
    what: "is not reached through the proxy that is set for it",
    then: "check the proxy of Argo CD's pods and their NO_PROXY",
  },
  {
    kind: CONNECTION,
    regexp:
      /connection refused|actively refused|connect: connection refused|target machine actively refused/i,
    what: "refuses connections",
    then: "check that it runs and listens on this port",
  },
  {
    kind: CONNECTION,
    regexp: /no route to host|network is unreachable|host is unreachable/i,
    what: "cannot be reached over the network",
    then: "check routes, firewalls and network policies from Argo CD to it",
  },
  {
    kind: CONNECTION,
    regexp:
      /i\/o timeout|TLS handshake timeout|connection timed out|operation timed out|timed out after \d|Client\.Timeout(?: or context cancellation)? ?(?:exceeded)?|while awaiting headers|": context deadline exceeded|net\/http: request canceled|http2: client connection lost|Timeout was reached|Couldn't connect to server/i,
    what: "does not answer in time",
    then: "check that it is up, and firewalls between Argo CD and it",
  },
  {
    kind: CONNECTION,
    regexp:
      /connection reset by peer|broken pipe|remote end hung up|early EOF|unexpected EOF|unexpected disconnect|connection closed by|connection unexpectedly closed|: EOF\b|"EOF"|transport connection broken/i,
    what: "breaks off the connection",
    then: "check the server's own logs and what stands before it",
  },
  {
    kind: CONNECTION,
    regexp:
      /(?:status code:? ?|returned error: ?|HTTP code ?=? ?|HTTP )5\d\d\b|\b50[0234] (?:Internal Server Error|Bad Gateway|Service (?:Temporarily )?Unavailable|Gateway Time-?out)|the server is currently unable to handle the request|etcdserver: |apiserver not ready/i,
    what: "answers with an error of its own",
    then: "check the server's own health",
  },
];

const HOSTS: readonly RegExp[] = [
  /(?:Get|Post|Head|Put) "?\w+:\/\/([^/"\s?]+)/,
  /unable to access '\w+:\/\/([^/'\s]+)/,
  /Could not resolve (?:host|hostname):? "?([\w.-]+)/i,
  /lookup ([^\s:]+)/,
  /Failed to connect to (\S+) port \d+/,
  /ssh: connect to host (\S+) port \d+/,
  /dial tcp ([^\s:]\S*?:\d+)/,
  /\b(?:https?|ssh|oci):\/\/([^/"'`\s]+)/,
];

/** Credentials may stand before a host. */
function bareHost(host: string | undefined): string | undefined {
  return host?.slice(host.lastIndexOf("@") + 1).replace(/[:.,]+$/, "");
}

/**
 * Reads an error text; `undefined` when it tells of no failed connection.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * const { host, what } = connectionFailure('Get "https://git.example/x": dial tcp: lookup git.example: no such host') ?? {};
 * assert.equal(host, "git.example");
 * assert.equal(what, "has a name that does not resolve");
 * assert.equal(connectionFailure("app path does not exist"), undefined);
 * ```
 */
export function connectionFailure(
  text: string,
): ConnectionFailure | undefined {
  for (const { regexp, ...pattern } of PATTERNS) {
    const match = regexp.exec(text);
    if (!match) continue;
    const [found] = HOSTS.flatMap((one) => one.exec(text)?.[1] ?? []);
    const host = bareHost(found);
    return { ...pattern, decisive: match[0], ...(host ? { host } : {}) };
  }
  return undefined;
}
