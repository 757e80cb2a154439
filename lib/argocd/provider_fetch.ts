/**
 * `fetch` for an identity provider: somebody else than the Argo CD, who gets nothing that belongs to it.
 *
 * @module
 */
import { checkCertificates } from "./check_tls.ts";
import { fetchOver } from "./fetch_over.ts";
import { isLoopback } from "./loopback.ts";
import { networkFailure } from "./network_failure.ts";
import { openTransport } from "./open_transport.ts";
import type { ProxyOptions } from "./proxy.ts";
import { providerNames, type SettingNames } from "./setting_names.ts";
import type { Transport } from "./transport.ts";

/** How providers are reached; what an Argo CD may switch off has no place here. */
export interface ProviderFetchOptions {
  /** An authority besides the usual ones, as PEM text. */
  readonly caPem?: string;
  readonly proxy?: ProxyOptions;
  /** What the settings are called, for hints. */
  readonly names?: SettingNames;
}

/** A `fetch` with the connections that it keeps alive. */
export interface ProviderFetch extends Disposable {
  readonly fetch: typeof fetch;
}

/**
 * Opens a `fetch` that always verifies certificates, sends no header and no certificate but what a request brings
 * itself, follows no redirect, reads no body beyond 1 MiB, and refuses plain http to another machine with a
 * `TypeError`. Throws `CONFIGURATION` for a CA text without a certificate.
 */
export function openProviderFetch(
  options: ProviderFetchOptions,
): ProviderFetch {
  const {
    caPem,
    proxy,
    names = providerNames(
      "the certificate authority of the identity provider",
    ),
  } = options;
  const tls = caPem === undefined ? {} : { caPem };
  checkCertificates(tls, names);
  /** By origin. */
  const transports = new Map<string, Transport>();

  function transportTo(url: URL): Transport {
    const known = transports.get(url.origin);
    if (known !== undefined) return known;
    const transport = openTransport({
      baseUrl: new URL(url.origin),
      tls,
      names,
      ...(proxy === undefined ? {} : { proxy }),
    });
    transports.set(url.origin, transport);
    return transport;
  }

  return {
    fetch: async (input, init) => {
      const url = new URL(input instanceof Request ? input.url : input);
      if (url.protocol !== "https:" && !isPlainLoopback(url)) {
        throw new TypeError(`Cannot ask '${url.origin}': it is not https`);
      }
      const transport = transportTo(url);
      const { origin } = url;
      const through = fetchOver(proxyNamed(transport, { origin, names }), {
        origin,
      });
      return await through(input, init);
    },
    [Symbol.dispose]() {
      for (const transport of transports.values()) transport[Symbol.dispose]();
      transports.clear();
    },
  };
}

function isPlainLoopback(url: URL): boolean {
  return url.protocol === "http:" && isLoopback(url);
}

/** Who calls knows the provider but not the proxy in between, so failures there are put into words here. */
function proxyNamed(
  transport: Transport,
  { origin, names }: {
    readonly origin: string;
    readonly names: SettingNames;
  },
): Transport {
  const { via } = transport;
  if (via === undefined) return transport;
  return {
    ...transport,
    async send(url, outgoing) {
      try {
        return await transport.send(url, outgoing);
      } catch (cause) {
        if (outgoing.signal.aborted) throw cause;
        throw networkFailure(cause, {
          purpose: "reach the identity provider",
          origin,
          via,
          write: false,
          names,
        }).error;
      }
    },
  };
}
