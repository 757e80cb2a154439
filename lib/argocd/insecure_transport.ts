/**
 * Sending without checking the server's certificate. Loaded only when an operator has asked for it.
 *
 * @module
 */
import { Agent, type Dispatcher, ProxyAgent, request } from "undici";
import type { ProxyRoute } from "./proxy.ts";
import type { Answer, TlsOptions, Transport } from "./transport.ts";

/**
 * As `openTransport`, with undici, which can skip the check for one server and leave it on for all others. Its
 * `request` and not its `fetch`: on Deno 2.9 a body of the latter ends neither with the connection nor with the signal.
 */
export function openInsecureTransport(
  { tls, proxy }: {
    readonly tls: TlsOptions;
    readonly proxy: ProxyRoute | undefined;
  },
): Transport {
  const connect = {
    rejectUnauthorized: false,
    // The call's own deadline is the limit for everything.
    timeout: 0,
    ...(tls.certPem && tls.keyPem
      ? { cert: tls.certPem, key: tls.keyPem }
      : {}),
  };
  const common = {
    allowH2: false,
    headersTimeout: 0,
    bodyTimeout: 0,
    // An error over gRPC-Web is a header, and Kubernetes puts whole pod templates into some; the default is 16 KiB.
    maxHeaderSize: 256 << 10,
  };
  const dispatcher = proxy === undefined
    ? new Agent({ ...common, connect })
    : new ProxyAgent({
      ...common,
      uri: proxy.url,
      requestTls: connect,
      proxyTls: { timeout: 0 },
    });
  return {
    via: proxy?.host,
    async send(url, { method, headers, body, signal }) {
      const response = await request(url, {
        dispatcher,
        method: method as Dispatcher.HttpMethod,
        headers: [...headers.flat(), "Accept-Encoding", "gzip"],
        signal,
        ...(body === undefined ? {} : { body }),
      });
      return toAnswer(response);
    },
    [Symbol.dispose]() {
      void dispatcher.destroy();
    },
  };
}

function toAnswer(
  { statusCode, headers, body }: Dispatcher.ResponseData,
): Answer {
  const get = (name: string) => {
    const value = headers[name.toLowerCase()];
    return (Array.isArray(value) ? value[0] : value) ?? null;
  };
  const stream = ReadableStream.from<Uint8Array<ArrayBuffer>>(body);
  return {
    status: statusCode,
    headers: { get },
    body: get("content-encoding") === "gzip"
      ? stream.pipeThrough(new DecompressionStream("gzip"))
      : stream,
  };
}
