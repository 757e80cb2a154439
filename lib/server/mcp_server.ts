/**
 * The tools as an MCP server of the SDK.
 *
 * The low-level server is used because the pipeline already checks arguments and results, and because the list of
 * tools is made at build time: converting schemas at run time costs more than everything else at start.
 *
 * @module
 */
import {
  ProtocolError,
  ProtocolErrorCode,
  Server,
} from "@modelcontextprotocol/server";
import type { Instances } from "../instances/instance.ts";
import { nearest } from "../pipeline/nearest.ts";
import type { Run } from "../tool.ts";
import { TOOLS_BY_NAME } from "./asking.ts";
import { callerOf } from "./caller_of.ts";
import type { Delivery } from "./delivery.ts";
import { introduce, listTools } from "./introduce.ts";
import type { Menus } from "./menus.ts";
import { offerCompletions } from "./offer_completions.ts";
import { withPages } from "./offer_page.ts";
import { offerPrompts } from "./offer_prompts.ts";
import { offerResources } from "./offer_resources.ts";
import { personOf } from "./person_of.ts";
import { createQuestionSeals } from "./question_seals.ts";
import { progressOf } from "./report_progress.ts";
import type { ResourceWatches } from "./resource_watches.ts";

/** What a server is made of; nothing in it belongs to one connection. */
export interface McpServerOptions {
  readonly run: Run;
  /** What calls may be for. */
  readonly instances: Instances;
  readonly version: string;
  /** Seals what a client carries from a question to its answer. @default a random one */
  readonly planKey?: Uint8Array;
  /** How long a person has to answer while a call waits, in milliseconds. @default {300000} */
  readonly askTimeoutMs?: number;
  /** What the transport carries besides answers. */
  readonly delivery: Delivery;
  /** What was shown to choose from; they outlive a request, and end with whoever serves. */
  readonly menus: Menus;
  /** Of the connection that is served; there where changes of resources are delivered. */
  readonly watches?: ResourceWatches;
}

/** The list changes only with the program, so clients may keep it for as long as they like… */
const LIST_TTL_MS = 3_600_000;
/** …unless instances may come and go. */
const CHANGING_LIST_TTL_MS = 10_000;
/** What is listed of applications is of now. */
const RESOURCES_TTL_MS = 10_000;

const ASK_TIMEOUT_MS = 300_000;

function unknownTool(name: string): ProtocolError {
  const near = nearest(name, [...TOOLS_BY_NAME.keys()]);
  return new ProtocolError(
    ProtocolErrorCode.InvalidParams,
    `Unknown tool '${name.slice(0, 60)}'${
      near ? `: did you mean '${near}'?` : ""
    }`,
  );
}

/** Makes the function that makes a server for one connection or one request. */
export function createServerFactory(
  options: McpServerOptions,
): () => Server {
  const { run, instances, version, planKey, delivery } = options;
  const { askTimeoutMs: timeoutMs = ASK_TIMEOUT_MS } = options;
  const seals = createQuestionSeals(planKey);
  const canChange = instances.onChange !== undefined;
  const ttlMs = canChange ? CHANGING_LIST_TTL_MS : LIST_TTL_MS;

  return function createServer() {
    const { serverInfo, capabilities, instructions } = introduce(instances, {
      version,
      delivery,
    });
    const server = new Server(serverInfo, {
      capabilities,
      instructions,
      cacheHints: {
        "tools/list": { ttlMs, cacheScope: "private" },
        "prompts/list": { ttlMs, cacheScope: "private" },
        "resources/templates/list": {
          ttlMs: LIST_TTL_MS,
          cacheScope: "private",
        },
        "resources/list": { ttlMs: RESOURCES_TTL_MS, cacheScope: "private" },
      },
    });
    const forget = delivery.lists
      ? instances.onChange?.(() => {
        // Who is gone need not know.
        server.sendToolListChanged().catch(() => {});
        server.sendPromptListChanged().catch(() => {});
      })
      : undefined;
    server.onclose = () => forget?.();
    offerPrompts(server, options);
    offerResources(server, options);
    offerCompletions(server, options);
    server.setRequestHandler(
      "tools/list",
      () => ({ tools: [...listTools(instances)] }),
    );
    server.setRequestHandler("tools/call", async ({ params }, context) => {
      const { name, arguments: args = {} } = params;
      const tool = TOOLS_BY_NAME.get(name);
      const person = personOf(server, context, {
        tool: name,
        args,
        seals,
        timeoutMs,
      });
      const progress = progressOf(context);
      const outcome = await withPages(
        () =>
          run(tool ?? { name }, {
            args,
            signal: context.mcpReq.signal,
            from: callerOf(server, context),
            ...(person ? { person } : {}),
            ...(progress ? { report: progress.report } : {}),
          }),
        server,
        context,
      );
      await progress?.end();
      // Refused by the runner as well, so that the audit log has it; the protocol wants its own error.
      if (!tool) throw unknownTool(name);
      if (outcome.question) return outcome.question;
      const { result } = outcome;
      if (result.question && person && "leave" in person) {
        return await person.leave(result.question);
      }
      return {
        content: [{ type: "text", text: result.text }],
        ...(result.structured ? { structuredContent: result.structured } : {}),
        ...(result.isError ? { isError: true } : {}),
      };
    });
    return server;
  };
}
