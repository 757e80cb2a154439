/**
 * The tables of the README.
 *
 * @module
 */
import type { Endpoint } from "../../lib/argocd/endpoint.ts";
import * as endpoints from "../../lib/argocd/endpoints.ts";
import { optionsTable } from "../../lib/cli/help.ts";
import { WRITE_ARGUMENTS } from "../../lib/run/write_arguments.ts";
import type { ToolFile } from "./find_tools.ts";

function firstSentence(text: string): string {
  return /^[^.]*\./.exec(text)?.[0] ?? text;
}

function toolTable(tools: readonly ToolFile[]): string {
  const rows = tools.map(({ tool }) => {
    const args = Object.keys((tool.input as unknown as { shape: object }).shape)
      .filter((key) => !(key in WRITE_ARGUMENTS))
      .map((key) => `\`${key}\``);
    const tiers = tool.tier === tool.reach
      ? tool.tier
      : `${tool.tier} or ${tool.reach}`;
    return `| \`${tool.name}\` | ${tiers} | ${
      firstSentence(tool.description)
    } | ${args.join(", ")} |`;
  });
  return [
    "| tool | tier | what it answers or does | arguments |",
    "| --- | --- | --- | --- |",
    ...rows,
  ].join("\n");
}

function endpointTable(): string {
  const rows = (Object.values(endpoints) as Endpoint<unknown>[])
    .map(({ method, path, tier, query }) =>
      `| \`${method} ${path}\` | ${tier} | ${
        query.map((key) => `\`${key}\``).join(", ")
      } |`
    );
  return ["| call | tier | query keys |", "| --- | --- | --- |", ...rows].join(
    "\n",
  );
}

/** Replaces what stands between the markers of `name`. */
function fill(readme: string, name: string, content: string): string {
  const [open, close] = [
    `<!-- generated:${name} -->`,
    `<!-- /generated:${name} -->`,
  ];
  const [start, end] = [readme.indexOf(open), readme.indexOf(close)];
  if (start < 0 || end < start) {
    throw new Error(`Cannot fill '${name}': README.md lacks its markers`);
  }
  return `${readme.slice(0, start + open.length)}\n\n${content}\n\n${
    readme.slice(end)
  }`;
}

/** The README with its tables as they should be. */
export function withTables(
  readme: string,
  tools: readonly ToolFile[],
): string {
  const tables = {
    tools: toolTable(tools),
    endpoints: endpointTable(),
    options: optionsTable(),
  };
  return Object.entries(tables).reduce(
    (text, [name, table]) => fill(text, name, table),
    readme,
  );
}
