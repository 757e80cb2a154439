/**
 * How requests get to one Argo CD: certificates, proxy, connections.
 *
 * @module
 */
import { ToolError } from "../errors.ts";
import { isLoopback } from "./loopback.ts";
import { proxyFor, type ProxyOptions, type ProxyRoute } from "./proxy.ts";
import type { Outgoing, TlsOptions, Transport } from "./transport.ts";

/** How to reach the server. */
export interface TransportOptions {
  readonly baseUrl: URL;
  readonly tls?: TlsOptions;
  readonly proxy?: ProxyOptions;
  /** Takes the place of every way to send; for tests that need none. */
  readonly fetch?: typeof fetch;
}

/**
 * Opens the way to a server; connections are kept alive and used again. Throws `CONFIGURATION` for certificates and
 * proxies that cannot be used.
 *
 * What Deno does by itself: every client, also one made here, obeys the proxy variables of the environment. They
 * are what `proxy` is read from, so the two agree.
 */
export function openTransport(options: TransportOptions): Transport {
  const { baseUrl, tls = {} } = options;
  const proxy = proxyFor(baseUrl, options.proxy ?? {});
  checkPem(tls);
  if (options.fetch !== undefined) return plainTransport(options.fetch, {});
  if (tls.insecure && baseUrl.protocol === "https:") {
    return insecureTransport({ tls, proxy });
  }
  const client = tls.caPem || tls.certPem ? createClient() : undefined;
  let lazy = client;

  function createClient(): Deno.HttpClient {
    try {
      return Deno.createHttpClient({
        // What Argo CD's port prefers; HTTP/2 there is for gRPC.
        http2: false,
        ...(tls.caPem ? { caCerts: [tls.caPem] } : {}),
        ...(tls.certPem && tls.keyPem
          ? { cert: tls.certPem, key: tls.keyPem }
          : {}),
        ...(proxy !== undefined
          ? { proxy: { url: proxy.url } }
          : options.proxy?.httpProxy
          ? directTo(baseUrl)
          : {}),
      });
    } catch (cause) {
      throw new ToolError(
        "CONFIGURATION",
        `Cannot use the certificates given for ${baseUrl.origin}: ${
          cause instanceof Error ? cause.message : "they are not readable"
        }`,
        {
          hint:
            "Check ARGOCD_CA_FILE, ARGOCD_CLIENT_CERT_FILE and ARGOCD_CLIENT_KEY_FILE: PEM files, the key without a password",
          cause,
        },
      );
    }
  }

  return {
    via: proxy?.host,
    send(url, outgoing) {
      // Made with the first request: a program that is only asked for its tools need not load root certificates.
      lazy ??= createClient();
      return fetch(url, { ...init(outgoing), client: lazy });
    },
    [Symbol.dispose]() {
      lazy?.close();
      lazy = undefined;
    },
  };
}

function plainTransport(
  fetchLike: typeof fetch,
  extra: { readonly via?: string },
): Transport {
  return {
    via: extra.via,
    send: (url, outgoing) => fetchLike(url, init(outgoing)),
    [Symbol.dispose]() {},
  };
}

/** Deno's fetch cannot skip the check for one server only; undici can, and is loaded only for that. */
function insecureTransport(
  options: {
    readonly tls: TlsOptions;
    readonly proxy: ProxyRoute | undefined;
  },
): Transport {
  let loaded: Promise<Transport> | undefined;
  let closed = false;
  return {
    via: options.proxy?.host,
    async send(url, outgoing) {
      loaded ??= import("./insecure_transport.ts").then((module) =>
        module.openInsecureTransport(options)
      );
      const transport = await loaded;
      if (closed) transport[Symbol.dispose]();
      return await transport.send(url, outgoing);
    },
    [Symbol.dispose]() {
      closed = true;
      void loaded?.then((transport) => transport[Symbol.dispose]());
    },
  };
}

function init(outgoing: Outgoing): RequestInit {
  return {
    method: outgoing.method,
    headers: outgoing.headers.map(([name, value]) => [name, value]),
    redirect: "manual",
    signal: outgoing.signal,
    ...(outgoing.body === undefined ? {} : { body: outgoing.body }),
  };
}

/**
 * Plain http to this machine goes past every proxy of the environment: neither the demo nor a port-forward can be
 * reached from there. Only done where there is such a proxy, because requests then have the form that proxies get.
 */
function directTo(baseUrl: URL): Pick<Deno.CreateHttpClientOptions, "proxy"> {
  // Only for http: with this option Deno would speak plain HTTP to an https port.
  if (baseUrl.protocol !== "http:" || !isLoopback(baseUrl)) return {};
  return {
    proxy: {
      transport: "tcp",
      hostname: baseUrl.hostname.replace(/^\[|\]$/g, ""),
      port: Number(baseUrl.port || 80),
    },
  };
}

/** Deno takes a CA text without any certificate for an empty list, and the failure would come much later. */
function checkPem({ caPem, certPem, keyPem }: TlsOptions): void {
  const fault = caPem !== undefined && !hasBlock(caPem, "CERTIFICATE")
    ? "ARGOCD_CA_FILE has no PEM certificate"
    : certPem !== undefined && !hasBlock(certPem, "CERTIFICATE")
    ? "ARGOCD_CLIENT_CERT_FILE has no PEM certificate"
    : keyPem !== undefined && !hasBlock(keyPem, "(?:EC |RSA )?PRIVATE KEY")
    ? "ARGOCD_CLIENT_KEY_FILE has no PEM private key without a password"
    : (certPem === undefined) !== (keyPem === undefined)
    ? "ARGOCD_CLIENT_CERT_FILE and ARGOCD_CLIENT_KEY_FILE belong together and one is missing"
    : undefined;
  if (fault === undefined) return;
  throw new ToolError(
    "CONFIGURATION",
    `Cannot use the certificates: ${fault}`,
  );
}

function hasBlock(pem: string, label: string): boolean {
  return new RegExp(`-----BEGIN ${label}-----`).test(pem);
}
