/**
 * Finds all tools.
 *
 * @module
 */
import type { Tool } from "../../lib/tool.ts";
import { toCamelCase } from "./names.ts";

const TOOLS = new URL("../../lib/tools/", import.meta.url);

/** A tool, and where it is declared. */
export interface ToolFile {
  readonly toolset: string;
  readonly file: string;
  readonly symbol: string;
  readonly tool: Tool;
}

function isTool(value: unknown): value is Tool {
  return typeof value === "object" && value !== null && "tier" in value &&
    "input" in value;
}

/** Each file in a folder of `lib/tools/` that declares the tool it is named after; sorted by name. */
export async function findTools(): Promise<readonly ToolFile[]> {
  const found: ToolFile[] = [];
  for await (const toolset of Deno.readDir(TOOLS)) {
    if (!toolset.isDirectory) continue;
    const folder = new URL(`${toolset.name}/`, TOOLS);
    for await (const { name } of Deno.readDir(folder)) {
      if (!name.endsWith(".ts")) continue;
      const symbol = toCamelCase(name.slice(0, -3));
      const module = await import(new URL(name, folder).href);
      // What tools of one folder share may stand beside them.
      if (!Object.values(module).some(isTool)) continue;
      const tool = module[symbol];
      if (!isTool(tool)) {
        throw new Error(`Cannot list ${name}: it must export '${symbol}'`);
      }
      found.push({ toolset: toolset.name, file: name, symbol, tool });
    }
  }
  return found.sort((a, b) => a.tool.name < b.tool.name ? -1 : 1);
}
