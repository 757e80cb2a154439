/**
 * Sending with undici, for what Deno's `fetch` cannot do: a certificate that is not checked, or checked for another
 * name than the host of the address. Loaded only when an operator has asked for one of these.
 *
 * @module
 */
import { createSecureContext, rootCertificates } from "node:tls";
import {
  Agent,
  buildConnector,
  type Dispatcher,
  ProxyAgent,
  request,
} from "undici";
import { certificateFault, codeOf, isVague } from "./certificate_fault.ts";
import type { ProxyRoute } from "./proxy.ts";
import type { Answer, TlsOptions, Transport } from "./transport.ts";

/** How a server is reached. */
export interface UndiciOptions {
  readonly baseUrl: URL;
  readonly tls: TlsOptions;
  readonly proxy: ProxyRoute | undefined;
}

/**
 * As `openTransport`. With undici's `request` and not its `fetch`: on Deno 2.9 a body of the latter ends neither with
 * the connection nor with the signal.
 */
export function openUndiciTransport(
  { baseUrl, tls, proxy }: UndiciOptions,
): Transport {
  const { serverName } = tls;
  const connect = connectOptions(tls);
  /** What the last connection failed with, which undici replaces by "other side closed". */
  let alert: Error | undefined;
  const connector = buildConnector({ ...connect, allowH2: false });
  const common = {
    allowH2: false,
    headersTimeout: 0,
    bodyTimeout: 0,
    // An error over gRPC-Web is a header, and Kubernetes puts whole pod templates into some; the default is 16 KiB.
    maxHeaderSize: 256 << 10,
  };
  const dispatcher = proxy === undefined
    ? new Agent({
      ...common,
      connect(options, callback) {
        alert = undefined;
        connector(options, (...[error, socket]) => {
          socket?.once("error", (reason) => alert = reason);
          if (error !== null) callback(error, null);
          else callback(null, socket);
        });
      },
    })
    : new ProxyAgent({
      ...common,
      uri: proxy.url,
      requestTls: connect,
      proxyTls: { timeout: 0 },
    });
  return {
    via: proxy?.host,
    serverName,
    presents: tls.certPem !== undefined,
    async send(url, { method, headers, body, signal }) {
      try {
        const response = await request(url, {
          dispatcher,
          method: method as Dispatcher.HttpMethod,
          headers: [
            ...headers.flat(),
            "Accept-Encoding",
            "gzip",
            // An ingress behind the port-forward routes by it, and some refuse a Host that is not the name of the SNI.
            ...(serverName === undefined ? [] : ["Host", serverName]),
          ],
          signal,
          ...(body === undefined ? {} : { body }),
        });
        return toAnswer(response);
      } catch (error) {
        if (codeOf(error) === "UND_ERR_SOCKET") throw alert ?? error;
        // Through a proxy nothing but a CONNECT leads there, and the vague words have to do.
        if (proxy !== undefined || tls.insecure || !isVague(error)) throw error;
        throw await certificateFault(baseUrl, { tls, signal }) ?? error;
      }
    },
    [Symbol.dispose]() {
      void dispatcher.destroy();
    },
  };
}

/** Options of undici's connector, which are those of `tls.connect`. */
function connectOptions(tls: TlsOptions) {
  const { caPem, certPem, keyPem } = tls;
  return {
    rejectUnauthorized: tls.insecure !== true,
    // The call's own deadline is the limit for everything.
    timeout: 0,
    ...(tls.serverName === undefined ? {} : { servername: tls.serverName }),
    ...(certPem && keyPem ? { cert: certPem, key: keyPem } : {}),
    ...(caPem && !tls.insecure ? trustAlso(caPem, tls) : {}),
  };
}

/**
 * An authority besides the usual ones. `ca` would take their place, those of `DENO_TLS_CA_STORE` and `DENO_CERT`
 * among them; a context of its own keeps them, as Deno's `fetch` does.
 */
function trustAlso(
  caPem: string,
  { certPem, keyPem }: TlsOptions,
) {
  const secureContext = createSecureContext(
    certPem && keyPem ? { cert: certPem, key: keyPem } : {},
  );
  const context: { addCACert?: (pem: string) => void } = secureContext.context;
  if (typeof context.addCACert !== "function") {
    return { ca: [...rootCertificates, caPem] };
  }
  context.addCACert(caPem);
  return { secureContext };
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
