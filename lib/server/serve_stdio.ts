/**
 * MCP over stdin and stdout.
 *
 * @module
 */
import { serveStdio as serveSdkStdio } from "@modelcontextprotocol/server/stdio";
import { createServerFactory, type McpServerOptions } from "./mcp_server.ts";

/** A running server. */
export interface ServerHandle {
  /** Ends the connection; calls in flight are cancelled. */
  close(): Promise<void>;
}

/**
 * Serves clients of both protocol generations over the process's stdin and stdout.
 *
 * @param options.onError Told of protocol errors; must not write to stdout.
 */
export function serveStdio(
  options: McpServerOptions & { readonly onError?: (error: Error) => void },
): ServerHandle {
  const { onError } = options;
  return serveSdkStdio(createServerFactory(options), onError ? { onerror: onError } : {});
}
