/**
 * Makes what is derived: the registry of tools, their JSON Schemas, and the tables of the README.
 *
 * `deno task gen` writes; with `--check` it only compares and exits 1 when something is stale.
 *
 * @module
 */
import { findTools } from "./generate/find_tools.ts";
import { folderList, PROMPTS, RULES } from "./generate/folder_list.ts";
import { format } from "./generate/format.ts";
import { withTables } from "./generate/readme_tables.ts";
import { toolList } from "./generate/tool_list.ts";
import { toolRegistry } from "./generate/tool_registry.ts";

const ROOT = new URL("..", import.meta.url);

/** Each generated file with its source, before it is formatted. */
async function sources(): Promise<readonly (readonly [string, string])[]> {
  const tools = await findTools();
  const readme = await Deno.readTextFile(new URL("README.md", ROOT));
  return [
    ["lib/tools/registry.ts", toolRegistry(tools)],
    ["lib/diagnose/rules.ts", await folderList(RULES)],
    ["lib/prompts/registry.ts", await folderList(PROMPTS)],
    ["lib/server/tool_list.ts", toolList(tools)],
    ["README.md", withTables(readme, tools)],
  ];
}

async function main(check: boolean): Promise<number> {
  let stale = 0;
  for (const [name, source] of await sources()) {
    const url = new URL(name, ROOT);
    const extension = name.slice(name.lastIndexOf(".") + 1);
    const content = await format(source, extension);
    const present = await Deno.readTextFile(url).catch(() => "");
    if (present === content) continue;
    stale++;
    if (!check) await Deno.writeTextFile(url, content);
    await Deno.stderr.write(
      new TextEncoder().encode(
        check ? `${name} is stale: run 'deno task gen'\n` : `${name} written\n`,
      ),
    );
  }
  return check && stale > 0 ? 1 : 0;
}

if (import.meta.main) Deno.exit(await main(Deno.args.includes("--check")));
