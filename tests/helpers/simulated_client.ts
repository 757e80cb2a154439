/**
 * A client of the simulator for parts that tools are made of, and what its cluster really holds.
 *
 * @module
 */
import assert from "node:assert/strict";
import type { ArgocdClient } from "../../lib/argocd/client.ts";
import { connect } from "../../lib/argocd/connect.ts";
import { bearerToken } from "../../lib/auth/bearer_token.ts";
import { serveSimulator } from "../../lib/demo/serve_simulator.ts";
import {
  createSimulator,
  type Credentials,
  type Simulator,
  type SimulatorOptions,
} from "../../lib/demo/simulator.ts";

/** How a test wants its simulator. */
export interface SimulatedClientOptions extends SimulatorOptions {
  /** `admin` by default. */
  readonly account?: keyof Credentials;
}

/** A client over loopback; dispose of it. */
export interface SimulatedClient extends AsyncDisposable {
  readonly client: ArgocdClient;
  readonly simulator: Simulator;
  readonly signal: AbortSignal;
  /** Paths that were asked for, in order. */
  readonly paths: string[];
  /** Sends a request as the account, past the client: for what a test does to the world. */
  send(method: string, path: string, body?: unknown): Promise<unknown>;
}

/** Starts a simulator and a client of it. */
export function simulatedClient(
  { account = "admin", ...options }: SimulatedClientOptions = {},
): SimulatedClient {
  const simulator = createSimulator(options);
  const { token } = simulator.credentials[account];
  const paths: string[] = [];
  const served = serveSimulator({
    ...simulator,
    async fetch(request) {
      paths.push(new URL(request.url).pathname);
      return await simulator.fetch(request);
    },
  });
  const connection = connect({
    instance: "test",
    baseUrl: new URL(`${served.url.replace(/\/+$/, "")}/`),
    credential: bearerToken(token, "test"),
    sleep: () => Promise.resolve(),
  });
  return {
    client: connection.forTier("read"),
    simulator,
    signal: new AbortController().signal,
    paths,
    async send(method, path, body) {
      const response = await simulator.fetch(
        new Request(`http://argocd${path}`, {
          method,
          headers: {
            authorization: `Bearer ${simulator.credentials.admin.token}`,
            "content-type": "application/json",
          },
          ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        }),
      );
      const text = await response.text();
      assert.equal(response.status, 200, text);
      return JSON.parse(text);
    },
    async [Symbol.asyncDispose]() {
      connection[Symbol.dispose]();
      await served[Symbol.asyncDispose]();
    },
  };
}
