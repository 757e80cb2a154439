/**
 * Drives the program over stdio through every read tool, against the Argo CD of the environment, and prints a table.
 *
 * The variables are the program's own (`ARGOCD_SERVER`, `ARGOCD_AUTH_TOKEN` …). `--program FILE` takes an executable
 * instead of the source. It only reads. Exit code 1 on any fault of the program: a protocol error, an internal error,
 * a missing tool, an answer over its budget, or when the applications cannot be listed.
 *
 * @module
 */
import { Client } from "@modelcontextprotocol/client";
import { StdioClientTransport } from "@modelcontextprotocol/client/stdio";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { programFlags, readableVariables } from "./program_flags.ts";
import { type Arguments, PLANS, type Surveyed } from "./smoke/plan.ts";
import { pickApplications, readTree } from "./smoke/survey.ts";
import { type Trial, tryCall } from "./smoke/try_call.ts";

const MAX_APPLICATIONS = 8;

function print(text: string): void {
  Deno.stdout.writeSync(new TextEncoder().encode(`${text}\n`));
}

/** The program's variables, and what Deno needs to find its cache. */
function environment(): Record<string, string> {
  const names = [
    ...readableVariables(),
    // deno-fmt-ignore
    "HOME",
    "PATH",
    "DENO_DIR",
    "XDG_CACHE_HOME",
    "TMPDIR",
    "USERPROFILE",
    "LOCALAPPDATA",
    "SYSTEMROOT",
    "TEMP",
    "DENO_TLS_CA_STORE",
  ];
  const found = names.map((name) => [name, Deno.env.get(name)] as const);
  return Object.fromEntries(
    found.filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
}

function transport(program: string | undefined): StdioClientTransport {
  const main = fileURLToPath(new URL("../main.ts", import.meta.url));
  return new StdioClientTransport({
    command: program ?? Deno.execPath(),
    args: program ? [] : ["run", ...programFlags(), main],
    // Every tool is tried on several applications, one call after the other.
    env: { ...environment(), MCP_RATE_LIMIT_CALLS: "0" },
    stderr: "inherit",
  });
}

/** Shortens what is long in the table; the call had it in full. */
function argumentsText(args: Arguments): string {
  const text = Object.entries(args)
    .map(([key, value]) => `${key}=${[value].flat().join("+")}`).join(" ");
  return text.length > 56 ? `${text.slice(0, 55)}…` : text;
}

function printTrial({ tool, args, outcome, chars, ms, fault }: Trial): void {
  print(
    [
      tool.padEnd(30),
      argumentsText(args).padEnd(56),
      outcome.padEnd(22),
      String(chars).padStart(6),
      ms.toFixed(0).padStart(6),
    ].join(" "),
  );
  if (fault !== undefined) print(`    FAULT ${fault.slice(0, 400)}`);
}

async function survey(client: Client, trials: Trial[]): Promise<Surveyed> {
  async function ask(tool: string, args: Arguments): Promise<Trial> {
    const trial = await tryCall(client, tool, args);
    printTrial(trial);
    trials.push(trial);
    return trial;
  }
  const list = await ask("list_applications", { limit: 200 });
  const { columns = [], items: rows = [] } = (list.structured ?? {}) as {
    columns?: string[];
    items?: string[][];
  };
  const applications = [];
  for (const name of pickApplications({ columns, rows }, MAX_APPLICATIONS)) {
    const { structured } = await ask("get_application_resource_tree", {
      application: name,
    });
    const tree = typeof structured?.tree === "string" ? structured.tree : "";
    applications.push({ application: name, resources: readTree(tree) });
  }
  const project = columns.indexOf("project");
  const projects = [...new Set(rows.map((row) => row[project] ?? ""))];
  return { applications, projects: projects.filter(Boolean) };
}

/** Tools that are listed without being planned, or planned without being listed. */
async function toolGaps(client: Client): Promise<readonly string[]> {
  const { tools } = await client.listTools();
  const listed = tools.map(({ name }) => name);
  const planned = Object.keys(PLANS);
  return [
    ...planned.filter((name) => !listed.includes(name))
      .map((name) => `the tool '${name}' is missing`),
    ...tools.filter(({ name, annotations }) =>
      annotations?.readOnlyHint && !planned.includes(name)
    ).map(({ name }) => `there is no plan for the tool '${name}'`),
  ];
}

async function main(): Promise<number> {
  const { values } = parseArgs({
    args: Deno.args,
    options: { program: { type: "string" } },
  });
  const client = new Client({ name: "smoke", version: "1" });
  await client.connect(transport(values.program));
  try {
    const { name, version } = client.getServerVersion() ?? {};
    print(`${name} ${version}, ${values.program ?? "from source"}\n`);
    const gaps = await toolGaps(client);
    const trials: Trial[] = [];
    const surveyed = await survey(client, trials);
    for (const [tool, plan] of Object.entries(PLANS)) {
      for (const args of plan(surveyed)) {
        const trial = await tryCall(client, tool, args);
        printTrial(trial);
        trials.push(trial);
      }
    }
    const untried = Object.keys(PLANS)
      .filter((tool) => !trials.some((trial) => trial.tool === tool));
    const faults = trials.filter(({ fault }) => fault !== undefined);
    const answered = trials.filter(({ outcome }) => outcome === "ok");
    const refused = trials.length - answered.length - faults.length;
    print("");
    for (const gap of gaps) print(`FAULT ${gap}`);
    for (const tool of untried) {
      print(`not tried, nothing to ask about: ${tool}`);
    }
    print(
      `${trials.length} calls: ${answered.length} answered, ${refused} refused by the Argo CD, ${faults.length} faults`,
    );
    // The version is told to everybody: only applications show that we were let in.
    const letIn = answered.some(({ tool }) => tool === "list_applications");
    return gaps.length + faults.length === 0 && letIn ? 0 : 1;
  } finally {
    await client.close();
  }
}

if (import.meta.main) Deno.exit(await main());
