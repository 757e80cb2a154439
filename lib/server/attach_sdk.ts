/**
 * Hands a connection that has already begun over to the SDK.
 *
 * @module
 */
import {
  isJSONRPCRequest,
  isJSONRPCResponse,
  type JSONRPCMessage,
  ProtocolErrorCode,
  type Server,
  type Transport,
} from "@modelcontextprotocol/server";
import { serveStdio } from "@modelcontextprotocol/server/stdio";
import { STDIO_DELIVERY } from "./delivery.ts";
import { ListenRequests } from "./listen_requests.ts";
import { createServerFactory, type McpServerOptions } from "./mcp_server.ts";
import { Menus } from "./menus.ts";
import { ResourceWatches } from "./resource_watches.ts";

/** A connection in the middle of its opening. */
export interface OpenedConnection
  extends Omit<McpServerOptions, "delivery" | "menus" | "watches"> {
  readonly transport: Transport;
  /** Requests that were answered without the SDK. */
  readonly answered: Set<string | number>;
  /** Messages that the SDK has yet to see; more may arrive until it is attached. */
  readonly waiting: JSONRPCMessage[];
  readonly onError: (error: Error) => void;
}

/** The transport as the SDK sees it: what was answered before is not answered again. */
function withoutAnswers(
  transport: Transport,
  answered: Set<string | number>,
): Transport {
  return {
    start: () => transport.start(),
    close: () => transport.close(),
    send(message, sendOptions) {
      const id = "id" in message && "result" in message
        ? message.id
        : undefined;
      if (id !== undefined && answered.delete(id)) return Promise.resolve();
      return transport.send(message, sendOptions);
    },
  };
}

/** The transport with somebody who sees what is sent. */
function watched(inner: Transport, listening: ListenRequests): Transport {
  return {
    start: () => inner.start(),
    close: () => inner.close(),
    send(message, sendOptions) {
      listening.sent(message);
      return inner.send(message, sendOptions);
    },
  };
}

/** The SDK drops a request that does not fit its schema without a word, and the client would wait for ever. */
function refuseMisfit(
  transport: Transport,
  message: JSONRPCMessage,
): boolean {
  if (!("method" in message) || !("id" in message)) return false;
  if (isJSONRPCRequest(message)) return false;
  const { id } = message as { readonly id: string | number };
  const error = {
    code: ProtocolErrorCode.InvalidRequest,
    message: "Request does not fit the protocol's schema of requests",
  };
  void transport.send({ jsonrpc: "2.0", id, error });
  return true;
}

/** The SDK drops an answer that does not fit its schema as well, and what waits for it would wait to its deadline. */
function withoutMisfit(message: JSONRPCMessage): JSONRPCMessage {
  if ("method" in message || isJSONRPCResponse(message)) return message;
  const { id } = message as { readonly id: string | number };
  const error = {
    code: ProtocolErrorCode.InvalidRequest,
    message: "Response does not fit the protocol's schema of responses",
  };
  return { jsonrpc: "2.0", id, error };
}

/** From here on the SDK receives every message. */
export function attachSdk(connection: OpenedConnection): void {
  const { transport, answered, waiting, onError } = connection;
  let server: Server | undefined;
  const watches = new ResourceWatches({
    ...connection,
    notify(uri) {
      // Who is gone need not know.
      server?.sendResourceUpdated({ uri }).catch(() => {});
    },
  });
  const menus = new Menus(connection.run);
  const listening = new ListenRequests(watches);
  const wire = watched(withoutAnswers(transport, answered), listening);
  const createServer = createServerFactory({
    ...connection,
    delivery: STDIO_DELIVERY,
    menus,
    watches,
  });
  const handle = serveStdio(() => server = createServer(), {
    transport: wire,
    onerror: onError,
  });
  function deliver(message: JSONRPCMessage): void {
    if (refuseMisfit(transport, message)) return;
    listening.receive(
      withoutMisfit(message),
      (passed) => wire.onmessage?.(passed),
    );
  }
  transport.onmessage = deliver;
  const closed = transport.onclose;
  transport.onclose = () => {
    closed?.();
    watches.closeAll();
    menus.close();
    wire.onclose?.();
    handle.close();
  };
  for (const message of waiting.splice(0)) deliver(message);
}
