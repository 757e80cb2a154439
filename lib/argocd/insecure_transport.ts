/**
 * Sending without checking the server's certificate. Loaded only when an operator has asked for it.
 *
 * @module
 */
import { Agent, fetch as undiciFetch, ProxyAgent } from "undici";
import {
  type Answer,
  init,
  type TlsOptions,
  type Transport,
} from "./transport.ts";

/** As `openTransport`, with undici, which can skip the check for one server and leave it on for all others. */
export function openInsecureTransport(
  { tls, proxy }: {
    readonly tls: TlsOptions;
    readonly proxy: { readonly url: string; readonly host: string } | undefined;
  },
): Transport {
  const connect = {
    rejectUnauthorized: false,
    ...(tls.certPem && tls.keyPem
      ? { cert: tls.certPem, key: tls.keyPem }
      : {}),
  };
  // The call's own deadline is the limit for everything.
  const timeouts = { headersTimeout: 0, bodyTimeout: 0 };
  const dispatcher = proxy === undefined
    ? new Agent({ connect, allowH2: false, ...timeouts })
    : new ProxyAgent({
      uri: proxy.url,
      requestTls: connect,
      allowH2: false,
      ...timeouts,
    });
  return {
    via: proxy?.host,
    async send(url, outgoing) {
      const { body, signal, method, headers } = init(outgoing);
      const response = await undiciFetch(url, {
        dispatcher,
        redirect: "manual",
        method: method ?? "GET",
        headers: headers as [string, string][],
        signal: signal ?? null,
        ...(typeof body === "string" ? { body } : {}),
      });
      return response as unknown as Answer;
    },
    [Symbol.dispose]() {
      void dispatcher.destroy();
    },
  };
}
