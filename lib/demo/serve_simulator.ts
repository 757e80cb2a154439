/**
 * A simulator behind a real port, for the demo command and for tests that need HTTP.
 *
 * @module
 */
import type { Simulator } from "./simulator.ts";

/** A simulator that listens on a port. */
export interface ServedSimulator {
  /** The address of the API, with the root path: what a client is configured with. */
  readonly url: string;
  readonly port: number;
  [Symbol.asyncDispose](): Promise<void>;
}

/** Serves a simulator over HTTP on this machine; port 0 takes a free one. Prints nothing. */
export function serveSimulator(
  simulator: Simulator,
  options: {
    readonly hostname?: string;
    readonly port?: number;
    readonly signal?: AbortSignal;
  } = {},
): ServedSimulator {
  const { hostname = "127.0.0.1", port = 0, signal } = options;
  const stop = new AbortController();
  const server = Deno.serve({
    hostname,
    port,
    signal: signal === undefined
      ? stop.signal
      : AbortSignal.any([signal, stop.signal]),
    onListen: () => {},
    onError: (error) =>
      new Response(
        JSON.stringify({
          error: `simulator: ${String(error)}`,
          code: 13,
          message: String(error),
        }),
        {
          status: 500,
          headers: { "content-type": "application/json" },
        },
      ),
  }, (request) => simulator.fetch(request));
  const address = hostname.includes(":") ? `[${hostname}]` : hostname;
  return {
    url: `http://${address}:${server.addr.port}${simulator.world.rootPath}`,
    port: server.addr.port,
    async [Symbol.asyncDispose]() {
      // Open streams do not end by themselves.
      stop.abort();
      await server.finished;
    },
  };
}
