/**
 * A server that nothing should reach: it notes everything that comes, and asks for a client certificate.
 *
 * @module
 */
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import type { TLSSocket } from "node:tls";
import { keyPair, pem } from "./tls_files.ts";

/** What came with one request. */
export interface Caught {
  readonly authorization: string | undefined;
  readonly cookie: string | undefined;
  readonly gate: unknown;
  /** Whether a client certificate was shown. */
  readonly certificate: boolean;
}

/** A running sink. */
export interface Sink extends AsyncDisposable {
  /** `https://127.0.0.1:…/`, with the certificate for that address and `localhost`. */
  readonly url: URL;
  readonly seen: readonly Caught[];
  /** Connections that were opened, with a request or without one. */
  readonly connections: () => number;
}

/** Starts one; it answers every request with an empty object. */
export async function startSink(): Promise<Sink> {
  const seen: Caught[] = [];
  const server = createServer({
    ...keyPair("server"),
    ca: pem("ca"),
    requestCert: true,
    rejectUnauthorized: false,
  }, (request, response) => {
    const { headers } = request;
    const certificate = (request.socket as TLSSocket).getPeerCertificate();
    seen.push({
      authorization: headers.authorization,
      cookie: headers.cookie,
      gate: headers["x-gate"],
      certificate: Object.keys(certificate ?? {}).length > 0,
    });
    response.setHeader("content-type", "application/json");
    response.end('{"metadata":{"name":"web"}}');
  });
  let connections = 0;
  server.on("connection", () => connections++);
  const { promise: listening, resolve } = Promise.withResolvers<void>();
  server.listen(0, "127.0.0.1", resolve);
  await listening;
  const { port } = server.address() as AddressInfo;
  return {
    url: new URL(`https://127.0.0.1:${port}/`),
    seen,
    connections: () => connections,
    async [Symbol.asyncDispose]() {
      const { promise: closed, resolve } = Promise.withResolvers<void>();
      server.close(() => resolve());
      server.closeAllConnections();
      await closed;
    },
  };
}
