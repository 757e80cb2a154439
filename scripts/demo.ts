/**
 * A guided conversation: the embedded simulator, the real program over stdio, and a real MCP client.
 *
 * Prints each question, the tool call, the answer, its size and its time. Exits 1 when an answer is not the kind
 * of answer that the script announces.
 *
 * @module
 */
import { Client } from "@modelcontextprotocol/client";
import { StdioClientTransport } from "@modelcontextprotocol/client/stdio";
import { stdout } from "node:process";
import { fileURLToPath } from "node:url";
import { styleText } from "node:util";
import { serveSimulator } from "../lib/demo/serve_simulator.ts";
import { createSimulator } from "../lib/demo/simulator.ts";
import { CONVERSATION, LAST_PLAN, type Question } from "./demo/conversation.ts";
import { foldLines } from "./demo/fold_lines.ts";

const COLUMNS = 80;
const SHOWN_LINES = 26;

type Style = Parameters<typeof styleText>[0];

function print(text: string, style?: Style): void {
  const line = style ? styleText(style, text, { stream: stdout }) : text;
  stdout.write(`${line}\n`);
}

function printAnswer(text: string, isError: boolean): void {
  const lines = foldLines(text, COLUMNS - 6);
  for (const line of lines.slice(0, SHOWN_LINES)) {
    print(`    | ${line}`, isError ? "yellow" : undefined);
  }
  if (lines.length > SHOWN_LINES) {
    print(`    | … ${lines.length - SHOWN_LINES} more lines`, "dim");
  }
}

/** The plan of the last preview, as a model would remember it. */
let lastPlan = "";

function withPlan(args: Question["args"]): Question["args"] {
  return args["plan"] === LAST_PLAN ? { ...args, plan: lastPlan } : args;
}

async function ask(
  client: Client,
  question: Question,
  number: number,
): Promise<boolean> {
  const { says, tool, refused = false } = question;
  const args = withPlan(question.args);
  print("");
  print(`${String(number).padStart(2)}. ${says}`, "bold");
  for (
    const line of foldLines(`${tool} ${JSON.stringify(args)}`, COLUMNS - 6)
  ) print(`    > ${line}`, "cyan");
  const start = performance.now();
  const result = await client.callTool({ name: tool, arguments: args });
  const milliseconds = performance.now() - start;
  const text = result.content.map((part) =>
    part.type === "text" ? part.text : ""
  ).join("\n");
  const isError = result.isError === true;
  const { plan } = (result.structuredContent ?? {}) as { plan?: string };
  lastPlan = plan ?? lastPlan;
  printAnswer(text, isError);
  const kind = isError ? "refused" : "answered";
  print(
    `    ${kind}: ${text.length.toLocaleString("en")} characters, ${
      milliseconds.toFixed(0)
    } ms`,
    "dim",
  );
  if (isError === refused) return true;
  print(`    This should have been ${refused ? "refused" : "answered"}`, "red");
  return false;
}

async function main(): Promise<number> {
  const simulator = createSimulator();
  await using server = serveSimulator(simulator);
  const transport = new StdioClientTransport({
    command: Deno.execPath(),
    args: [
      "run",
      "--quiet",
      "--no-prompt",
      "-E",
      "-R",
      "-N",
      fileURLToPath(new URL("../main.ts", import.meta.url)),
    ],
    env: {
      ...Deno.env.toObject(),
      ARGOCD_SERVER: server.url,
      ARGOCD_AUTH_TOKEN: simulator.credentials.admin.token,
      MCP_READ_ONLY: "false",
      MCP_DISABLE_DESTRUCTIVE: "false",
    },
    stderr: "inherit",
  });
  const client = new Client({ name: "argocd-mcp-demo", version: "1.0.0" });
  await client.connect(transport);
  try {
    const { tools } = await client.listTools();
    print("A conversation with Argo CD", "bold");
    print(`Argo CD: the embedded simulator at ${server.url}`);
    print(
      `Server:  argocd-mcp over stdio, ${tools.length} tools; by default it only reads`,
    );
    print("Client:  @modelcontextprotocol/client");
    let good = true;
    for (const [index, question] of CONVERSATION.entries()) {
      good = await ask(client, question, index + 1) && good;
    }
    print("");
    print(
      "Put the same demo into your client: the command is 'argocd-mcp demo'.",
    );
    print(
      "For an Argo CD of your own, see 'Use it with your Argo CD' in README.md.",
    );
    return good ? 0 : 1;
  } finally {
    await client.close();
  }
}

if (import.meta.main) Deno.exit(await main());
