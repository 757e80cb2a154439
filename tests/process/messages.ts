/** What a client sends first. */
export const INITIALIZE = {
  jsonrpc: "2.0",
  id: 1,
  method: "initialize",
  params: {
    protocolVersion: "2025-11-25",
    capabilities: {},
    clientInfo: { name: "test", version: "1" },
  },
} as const;

/** What a client sends next. */
export const INITIALIZED = {
  jsonrpc: "2.0",
  method: "notifications/initialized",
} as const;

/** A question that goes to Argo CD. */
export function toolCall(id: number, name = "get_server_info"): unknown {
  return {
    jsonrpc: "2.0",
    id,
    method: "tools/call",
    params: { name, arguments: {} },
  };
}
