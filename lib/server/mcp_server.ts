/**
 * The tools as an MCP server: the one place that knows the SDK.
 *
 * The low-level server is used because the pipeline already checks arguments and results, and because the list of
 * tools is made at build time: converting schemas at run time costs more than everything else at start.
 *
 * @module
 */
import { ProtocolError, ProtocolErrorCode, Server } from "@modelcontextprotocol/server";
import type { Policy } from "../guards/guard.ts";
import { nearest } from "../pipeline/nearest.ts";
import { covers } from "../tier.ts";
import type { Run, Tool } from "../tool.ts";
import { describeTool, type ToolDescription } from "./describe_tool.ts";
import { instructions } from "./instructions.ts";

/** What a server is made of; nothing in it belongs to one connection. */
export interface McpServerOptions {
  readonly tools: readonly Tool[];
  /** JSON Schemas by tool name, made by `deno task gen`. */
  readonly schemas: Readonly<Record<string, Pick<ToolDescription, "inputSchema" | "outputSchema">>>;
  readonly run: Run;
  readonly policy: Policy;
  readonly version: string;
}

/** The list changes only with the program, so clients may keep it for as long as they like. */
const LIST_TTL_MS = 3_600_000;

/** Makes the function that makes a server for one connection or one request. */
export function createServerFactory(options: McpServerOptions): () => Server {
  const { schemas, run, policy, version } = options;
  const byName = new Map(options.tools.map((tool) => [tool.name, tool]));
  const listed = options.tools
    .filter((tool) => covers(policy.tier, tool.tier))
    .map((tool) => describeTool(tool, schemas[tool.name]));

  function find(name: string): Tool {
    const tool = byName.get(name);
    if (tool) return tool;
    const near = nearest(name, [...byName.keys()]);
    throw new ProtocolError(
      ProtocolErrorCode.InvalidParams,
      `Unknown tool '${name.slice(0, 60)}'${near ? `: did you mean '${near}'?` : ""}`,
    );
  }

  return function createServer() {
    const server = new Server(
      { name: "argocd-mcp", title: "Argo CD", version },
      {
        capabilities: { tools: { listChanged: false } },
        instructions: instructions(policy),
        cacheHints: { "tools/list": { ttlMs: LIST_TTL_MS, cacheScope: "private" } },
      },
    );
    server.setRequestHandler("tools/list", () => ({ tools: [...listed] }));
    server.setRequestHandler("tools/call", async ({ params }, { mcpReq }) => {
      const tool = find(params.name);
      const result = await run(tool, { args: params.arguments ?? {}, signal: mcpReq.signal });
      return {
        content: [{ type: "text", text: result.text }],
        ...(result.structured ? { structuredContent: result.structured } : {}),
        ...(result.isError ? { isError: true } : {}),
      };
    });
    return server;
  };
}
