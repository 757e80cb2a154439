/**
 * Who calls, as the protocol says it.
 *
 * @module
 */
import type { Server, ServerContext } from "@modelcontextprotocol/server";
import type { Caller } from "../audit/describe_call.ts";

/** Key of the 2026 revision, where each request says who sends it. */
export const CLIENT_INFO = "io.modelcontextprotocol/clientInfo";

/** What a client says of itself. */
export interface Named {
  readonly name?: unknown;
  readonly version?: unknown;
}

/** A caller by what its client says of itself. */
export function callerFrom(
  info: Named | undefined,
  transport: string,
): Caller {
  if (!info) return { transport };
  const { name = "", version = "" } = info;
  return {
    transport,
    client: { name: String(name), version: String(version) },
  };
}

/** Reads what a request of either generation says of its sender. */
export function callerOf(server: Server, context: ServerContext): Caller {
  const envelope = context.mcpReq.envelope as
    | Readonly<Record<string, Named | undefined>>
    | undefined;
  // The older generation said it once, when the connection was opened.
  const info: Named | undefined = envelope?.[CLIENT_INFO] ??
    server.getClientVersion();
  return callerFrom(info, context.http ? "http" : "stdio");
}
