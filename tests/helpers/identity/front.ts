/**
 * What stands in front of a provider or an Argo CD of the tests: TLS on a port that can go away and come
 * back, and a way to pass a request on to the plain port behind it.
 *
 * @module
 */
import type { Certificate } from "../make_certificates.ts";

/** A server over TLS that a test can take down and bring up again on the same port. */
export class Front {
  readonly port: number;
  readonly #certificate: Certificate;
  readonly #answer: (request: Request) => Response | Promise<Response>;
  #server: Deno.HttpServer<Deno.NetAddr> | undefined;
  #stop = new AbortController();

  constructor(
    certificate: Certificate,
    answer: (request: Request) => Response | Promise<Response>,
  ) {
    this.#certificate = certificate;
    this.#answer = answer;
    this.port = this.#listen(0);
  }

  /** Stops listening: from now on connections are refused. */
  async down(): Promise<void> {
    const server = this.#server;
    this.#server = undefined;
    this.#stop.abort();
    await server?.finished;
  }

  /** Listens again, on the port it had. */
  up(): void {
    this.#stop = new AbortController();
    this.#listen(this.port);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.down();
  }

  #listen(port: number): number {
    const { cert, key } = this.#certificate;
    this.#server = Deno.serve({
      hostname: "127.0.0.1",
      port,
      cert,
      key,
      signal: this.#stop.signal,
      onListen: () => {},
    }, (request) => this.#answer(request));
    return this.#server.addr.port;
  }
}

/** Passes a request on to the plain port behind the front. */
export async function passOn(
  request: Request,
  { to, body, path }: {
    /** The origin behind the front. */
    readonly to: string;
    readonly body: string;
    /** The path with its query, where it is another one. */
    readonly path?: string;
  },
): Promise<Response> {
  const url = new URL(request.url);
  const headers = new Headers(request.headers);
  headers.set("x-forwarded-proto", "https");
  headers.set("x-forwarded-host", url.host);
  // No connection to the plain port is kept, so that nothing is left when the test ends.
  using client = Deno.createHttpClient({ poolMaxIdlePerHost: 0 });
  const response = await fetch(`${to}${path ?? url.pathname + url.search}`, {
    method: request.method,
    headers,
    redirect: "manual",
    client,
    ...(body === "" ? {} : { body }),
  });
  const answer = await response.bytes();
  const kept = new Headers(response.headers);
  for (
    const name of [
      "content-length",
      "content-encoding",
      "connection",
      "keep-alive",
      "transfer-encoding",
    ]
  ) {
    kept.delete(name);
  }
  const bodyless = response.status === 204 || response.status === 304;
  return new Response(bodyless ? null : answer, {
    status: response.status,
    headers: kept,
  });
}
