/**
 * A simulator whose applications are waited for, on the real clock and at a pace that a test can wait for.
 *
 * @module
 */
import type { ArgocdClient } from "../../lib/argocd/client.ts";
import { bearerToken } from "../../lib/auth/bearer_token.ts";
import { serveSimulator } from "../../lib/demo/serve_simulator.ts";
import {
  createSimulator,
  type Credentials,
  type Simulator,
  type SimulatorOptions,
} from "../../lib/demo/simulator.ts";
import type { WaitPace } from "../../lib/tools/await_application.ts";
import { openClient } from "./open_client.ts";

/** Milliseconds; the watch is quicker than the poll, so that a test sees which of them it was. */
export const PACE: WaitPace = { poll: 5_000, rest: 50 };

/** A path of the watch. */
export const WATCH = "/api/v1/stream/applications";

/** What a test wants to be different. */
export interface WaitingOptions extends SimulatorOptions {
  readonly account?: keyof Credentials;
  /** Answers some requests in the simulator's place. */
  readonly intercept?: (
    request: Request,
    simulator: Simulator,
  ) => Response | undefined | Promise<Response | undefined>;
}

/** A client of a simulator; dispose of it. */
export interface Waiting extends AsyncDisposable {
  readonly client: ArgocdClient;
  readonly simulator: Simulator;
  /** Paths that were asked for over the client, in order. */
  readonly paths: readonly string[];
  /** Does something to the world as `admin`, past the client. */
  send(method: string, path: string, body?: unknown): Promise<Response>;
}

/** Serves a simulator and opens a client. */
export function openWaiting(options: WaitingOptions = {}): Waiting {
  const { account = "admin", intercept = () => undefined, ...rest } = options;
  const simulator = createSimulator(rest);
  const paths: string[] = [];
  const served = serveSimulator({
    ...simulator,
    async fetch(request) {
      paths.push(new URL(request.url).pathname);
      return await intercept(request, simulator) ??
        await simulator.fetch(request);
    },
  });
  const open = openClient(new URL(`${served.url}/`), {
    credential: bearerToken(simulator.credentials[account].token, "test"),
  });
  return {
    client: open.client,
    simulator,
    paths,
    send: (method, path, body = {}) =>
      simulator.fetch(
        new Request(`http://argocd/api/v1/${path}`, {
          method,
          headers: {
            authorization: `Bearer ${simulator.credentials.admin.token}`,
            "content-type": "application/json",
          },
          ...(method === "GET" ? {} : { body: JSON.stringify(body) }),
        }),
      ),
    async [Symbol.asyncDispose]() {
      open[Symbol.dispose]();
      await served[Symbol.asyncDispose]();
    },
  };
}
