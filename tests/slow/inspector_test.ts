import assert from "node:assert/strict";
import { TOOL_LIST } from "../../lib/server/tool_list.ts";
import { programCommand } from "../helpers/program_command.ts";

const INSPECTOR = ["-y", "@modelcontextprotocol/inspector@2.12.0", "--cli"];
const NPX = Deno.build.os === "windows" ? "npx.cmd" : "npx";

interface Inspected {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

async function inspect(args: readonly string[]): Promise<Inspected> {
  const { code, stdout, stderr } = await new Deno.Command(NPX, {
    args: [...INSPECTOR, ...args],
    // It would look for a keyring otherwise.
    env: {
      MCP_INSPECTOR_SECRET_STORE: "memory",
      NO_COLOR: "1",
    },
    stdin: "null",
  }).output();
  const decoder = new TextDecoder();
  return {
    code,
    stdout: decoder.decode(stdout),
    stderr: decoder.decode(stderr),
  };
}

/** Why it cannot be run here; `undefined` where it can. */
async function obstacle(): Promise<string | undefined> {
  try {
    const { code, stderr } = await inspect(["--help"]);
    if (code === 0) return undefined;
    return stderr.split("\n").find((line) => /error|ERR!/i.test(line)) ??
      `it ends with ${code}`;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

const REASON = await obstacle();
const OPTIONS = { ignore: REASON !== undefined };
const SUFFIX = REASON === undefined ? "" : ` (cannot be run: ${REASON})`;

const { command, args } = programCommand({ args: ["demo"] });
/** All tools are looked at. */
const VARIABLES = ["MCP_READ_ONLY=false", "MCP_DISABLE_DESTRUCTIVE=false"];
const SERVER = [
  "--format",
  "json",
  "--quiet",
  ...VARIABLES.flatMap((variable) => ["-e", variable]),
  "--",
  command,
  ...args,
];
const ERAS = ["legacy", "modern"].map((era) => ({ era }));

Deno.test.each(ERAS)(
  `the MCP Inspector has nothing against the tools, era $era${SUFFIX}`,
  OPTIONS,
  async ({ era }) => {
    const { code, stdout, stderr } = await inspect([
      "--protocol-era",
      era,
      "--method",
      "tools/list",
      "--strict",
      ...SERVER,
    ]);
    assert.equal(code, 0, stderr);
    assert.match(stderr, /^0 errors, /m);
    // Where there is one instance, there is no list of them.
    const listed = TOOL_LIST.filter(({ across }) => across !== "always");
    assert.equal(JSON.parse(stdout).result.tools.length, listed.length);
  },
);

Deno.test.each(ERAS)(
  `the MCP Inspector gets an answer from a tool, era $era${SUFFIX}`,
  OPTIONS,
  async ({ era }) => {
    const { code, stdout, stderr } = await inspect([
      "--protocol-era",
      era,
      "--method",
      "tools/call",
      "--tool-name",
      "get_application",
      "--tool-args-json",
      '{"application":"payments"}',
      ...SERVER,
    ]);
    assert.equal(code, 0, stderr);
    const { result } = JSON.parse(stdout);
    assert.equal(result.isError ?? false, false);
    assert.match(result.content[0].text, /payments/);
  },
);
