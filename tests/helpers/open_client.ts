/**
 * A connection to a server of a test, with limits that a test can wait for.
 *
 * @module
 */
import type { ArgocdClient, Connection } from "../../lib/argocd/client.ts";
import { connect, type ConnectOptions } from "../../lib/argocd/connect.ts";
import { ToolError } from "../../lib/errors.ts";
import type { Tier } from "../../lib/tier.ts";
import { bearerToken } from "../../lib/auth/bearer_token.ts";

/** In the form of a token; nothing checks it. */
export const TOKEN = "head.claims.signature";

/** What differs from a connection with a token and without pauses. */
export interface OpenClientOptions extends Partial<ConnectOptions> {
  readonly tier?: Tier;
}

/** A client and its connection; dispose of it. */
export interface OpenClient extends Disposable {
  readonly client: ArgocdClient;
  readonly connection: Connection;
  /** Milliseconds that the client would have slept, in order. */
  readonly slept: readonly number[];
}

/** Opens a client for the server at `baseUrl`. */
export function openClient(
  baseUrl: URL,
  { tier = "read", ...options }: OpenClientOptions = {},
): OpenClient {
  const slept: number[] = [];
  const connection = connect({
    instance: "test",
    baseUrl,
    credential: bearerToken(TOKEN, "ARGOCD_AUTH_TOKEN"),
    timeoutMs: 10_000,
    random: () => 1,
    sleep: (ms) => {
      slept.push(ms);
      return Promise.resolve();
    },
    ...options,
  });
  return {
    client: connection.forTier(tier),
    connection,
    slept,
    [Symbol.dispose]: () => connection[Symbol.dispose](),
  };
}

/** The error that something ends with; fails when it does not, or with anything but a `ToolError`. */
export async function failureOf(work: Promise<unknown>): Promise<ToolError> {
  let value: unknown;
  try {
    value = await work;
  } catch (error) {
    if (error instanceof ToolError) return error;
    throw error;
  }
  throw new Error(`Expected a failure and got ${JSON.stringify(value)}`);
}

/** All messages of a stream. */
export async function collect<Message>(
  stream: AsyncIterable<Message>,
): Promise<Message[]> {
  const messages: Message[] = [];
  for await (const message of stream) messages.push(message);
  return messages;
}
