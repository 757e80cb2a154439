/**
 * Calls that the server makes for a request other than `tools/call`: through the same runner, so that guards, masking,
 * limits and the audit log are the same.
 *
 * @module
 */
import type { Server, ServerContext } from "@modelcontextprotocol/server";
import type { Instances } from "../instances/instance.ts";
import type { Run, Tool, ToolRequest } from "../tool.ts";
import { TOOLS } from "../tools/registry.ts";
import { callerOf } from "./caller_of.ts";
import type { Menus } from "./menus.ts";

/** What such a request is answered with. */
export interface Offer {
  readonly run: Run;
  readonly instances: Instances;
}

/** What a request for something to choose from is answered with. */
export interface MenuOffer extends Offer {
  readonly menus: Menus;
}

/** Who asks, and for how long. */
export type Asker = Pick<ToolRequest, "from" | "signal">;

type Arguments = Readonly<Record<string, unknown>>;

/** The listed tools. */
export const TOOLS_BY_NAME: ReadonlyMap<string, Tool> = new Map(
  TOOLS.map((tool) => [tool.name, tool]),
);

/** The listed tool of that name. */
export function toolOf(name: string): Tool | { readonly name: string } {
  return TOOLS_BY_NAME.get(name) ?? { name };
}

/** The sender of a request. */
export function askerOf(server: Server, context: ServerContext): Asker {
  return { from: callerOf(server, context), signal: context.mcpReq.signal };
}

/** The argument that chooses an instance; there is none where there is one only. */
export function atInstance(
  instance: string | undefined,
  { all }: Instances,
): Arguments {
  return instance === undefined || all.length === 1 ? {} : { instance };
}
