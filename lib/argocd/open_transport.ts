/**
 * How requests get to one Argo CD: certificates, proxy, connections.
 *
 * @module
 */
import { ToolError } from "../errors.ts";
import { checkCertificates, checkServerName } from "./check_tls.ts";
import { isLoopback } from "./loopback.ts";
import { proxyFor, type ProxyOptions } from "./proxy.ts";
import { type SettingNames, VARIABLE_NAMES } from "./setting_names.ts";
import type { Outgoing, TlsOptions, Transport } from "./transport.ts";
import type { UndiciOptions } from "./undici_transport.ts";

/** How to reach the server. */
export interface TransportOptions {
  readonly baseUrl: URL;
  readonly tls?: TlsOptions;
  readonly proxy?: ProxyOptions;
  /** What the settings are called, for messages; the environment variables by default. */
  readonly names?: SettingNames;
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
  const { baseUrl, tls = {}, names = VARIABLE_NAMES } = options;
  const proxy = proxyFor(baseUrl, options.proxy ?? {});
  checkCertificates(tls, names);
  checkServerName(tls, { baseUrl, names });
  if (options.fetch !== undefined) return plainTransport(options.fetch);
  // At once, so that certificates which cannot be used are noticed here.
  let lazy = tls.caPem || tls.certPem ? createClient() : undefined;
  if (
    baseUrl.protocol === "https:" &&
    (tls.insecure || tls.serverName !== undefined)
  ) {
    lazy?.close();
    return undiciTransport({ baseUrl, tls, proxy });
  }

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
            `Check ${names.caFile}, ${names.clientCertFile} and ${names.clientKeyFile}: PEM files, the key without a password`,
          cause,
        },
      );
    }
  }

  return {
    via: proxy?.host,
    serverName: undefined,
    presents: tls.certPem !== undefined,
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

function plainTransport(fetchLike: typeof fetch): Transport {
  return {
    via: undefined,
    serverName: undefined,
    presents: false,
    send: (url, outgoing) => fetchLike(url, init(outgoing)),
    [Symbol.dispose]() {},
  };
}

/** Deno's fetch can neither skip the check for one server only nor check for another name; undici can. */
function undiciTransport(options: UndiciOptions): Transport {
  let loaded: Promise<Transport> | undefined;
  let closed = false;
  return {
    via: options.proxy?.host,
    serverName: options.tls.serverName,
    presents: options.tls.certPem !== undefined,
    async send(url, outgoing) {
      loaded ??= import("./undici_transport.ts").then((module) =>
        module.openUndiciTransport(options)
      ).catch(unloadable);
      const transport = await loaded;
      if (closed) transport[Symbol.dispose]();
      return await transport.send(url, outgoing);
    },
    [Symbol.dispose]() {
      closed = true;
      // What could not be loaded was told to whoever wanted to send.
      loaded?.then((transport) => transport[Symbol.dispose](), () => {});
    },
  };
}

/** undici needs more of the runtime than `fetch` does. */
function unloadable(cause: unknown): never {
  throw new ToolError(
    "CONFIGURATION",
    "Cannot reach Argo CD without a check of its certificate or by another name: this runtime is too old for it",
    { hint: "Use Deno 2.9 or newer, or the executable of a release", cause },
  );
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
