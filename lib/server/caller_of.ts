/**
 * Who calls, as the protocol says it.
 *
 * @module
 */
import type { Server, ServerContext } from "@modelcontextprotocol/server";
import type { Caller } from "../audit/describe_call.ts";

/** Key of the 2026 revision, where each request says who sends it. */
const CLIENT_INFO = "io.modelcontextprotocol/clientInfo";

interface Named {
  readonly name?: unknown;
  readonly version?: unknown;
}

/** Reads what a request of either generation says of its sender. */
export function callerOf(server: Server, context: ServerContext): Caller {
  const envelope = context.mcpReq.envelope as
    | Readonly<Record<string, Named | undefined>>
    | undefined;
  // The older generation said it once, when the connection was opened.
  const info: Named | undefined = envelope?.[CLIENT_INFO] ??
    server.getClientVersion();
  return {
    transport: context.http ? "http" : "stdio",
    ...(info
      ? {
        client: {
          name: String(info.name ?? ""),
          version: String(info.version ?? ""),
        },
      }
      : {}),
  };
}
