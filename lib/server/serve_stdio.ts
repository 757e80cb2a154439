/**
 * MCP over a pair of streams, for clients of both protocol generations.
 *
 * @module
 */
import type { JSONRPCMessage } from "@modelcontextprotocol/server";
import type { Run } from "../tool.ts";
import { STDIO_DELIVERY } from "./delivery.ts";
import { FirstAnswers } from "./first_answers.ts";
import { introduce } from "./introduce.ts";
import { type LineStreams, LineTransport } from "./line_transport.ts";
import type { McpServerOptions } from "./mcp_server.ts";
import { preparedLists } from "./prepared_lists.ts";

/** What is served, and to whom. */
export interface ServeStdioOptions
  extends
    LineStreams,
    Omit<McpServerOptions, "run" | "delivery" | "menus" | "watches"> {
  /** Makes what runs the tools; called once, when the first message needs more than a prepared answer. */
  readonly load: () => Promise<Run>;
  /** Told of protocol errors; must not write to `output`. */
  readonly onError?: (error: Error) => void;
}

/** A running server. */
export interface ServerHandle {
  /** Settled when the connection has ended: end of input, broken output, or `close()`. */
  readonly closed: Promise<void>;
  /** Ends the connection; calls in flight are cancelled. */
  close(): Promise<void>;
}

/** The SDK starts to load when the client has been answered and is quiet for this long. */
const IDLE_MS = 25;

function isInitialize(message: JSONRPCMessage): boolean {
  return "method" in message && message.method === "initialize";
}

/** Serves until the input ends. */
export function serveStdio(options: ServeStdioOptions): ServerHandle {
  const { instances, version, load, onError = () => {} } = options;
  const transport = new LineTransport(options);
  const first = new FirstAnswers(
    introduce(instances, { version, delivery: STDIO_DELIVERY }),
    preparedLists(instances),
  );
  /** What the SDK has not seen yet, in order. */
  const waiting: JSONRPCMessage[] = [];
  /** Requests that are answered already: the SDK's answer to them is dropped. */
  const answered = new Set<string | number>();
  let attaching: Promise<void> | undefined;
  let idle: ReturnType<typeof setTimeout> | undefined;

  async function attach(): Promise<void> {
    const [{ attachSdk }, run] = await Promise.all([
      import("./attach_sdk.ts"),
      load(),
    ]);
    attachSdk({ ...options, transport, answered, waiting, run, onError });
  }
  function startAttaching(): void {
    clearTimeout(idle);
    attaching ??= attach().catch((error) => {
      onError(error);
      return transport.close();
    });
  }

  transport.onerror = onError;
  transport.onclose = () => clearTimeout(idle);
  transport.onmessage = (message: JSONRPCMessage) => {
    const result = attaching ? undefined : first.answer(message);
    if (result === undefined) {
      waiting.push(message);
      // What follows an answered `initialize` without a question of its own can wait for a quiet moment.
      if ("id" in message || idle === undefined) startAttaching();
      return;
    }
    const { id } = message as { id: string | number };
    if (isInitialize(message)) {
      answered.add(id);
      waiting.push(message);
    }
    transport.send({ jsonrpc: "2.0", id, result } as JSONRPCMessage);
    clearTimeout(idle);
    idle = setTimeout(startAttaching, IDLE_MS);
  };
  transport.listen();
  return { closed: transport.closed, close: () => transport.close() };
}
