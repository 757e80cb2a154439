import assert from "node:assert/strict";
import { serveSimulator } from "../../lib/demo/serve_simulator.ts";
import { createSimulator } from "../../lib/demo/simulator.ts";
import { covers, type Tier } from "../../lib/tier.ts";
import { TOOLS } from "../../lib/tools/registry.ts";
import { programCommand } from "../helpers/program_command.ts";
import { REAL_CLIENTS } from "../helpers/real_clients.ts";
import { SAMPLE_CALLS } from "../helpers/sample_calls.ts";
import { isChange, type SeenRequest } from "../helpers/tool_harness.ts";

/** The clients leave the timers of their own patience with a closing server behind; they are not ours to clear. */
const LENIENT = { sanitizeOps: false, sanitizeResources: false };

const SETTINGS: readonly {
  readonly allowed: Tier;
  readonly env: Readonly<Record<string, string>>;
}[] = [
  { allowed: "read", env: {} },
  { allowed: "read", env: { MCP_DISABLE_DESTRUCTIVE: "false" } },
  { allowed: "write", env: { MCP_READ_ONLY: "false" } },
  {
    allowed: "destructive",
    env: { MCP_READ_ONLY: "false", MCP_DISABLE_DESTRUCTIVE: "false" },
  },
];

const CASES = REAL_CLIENTS.flatMap((client) =>
  SETTINGS.map(({ allowed, env }) => ({
    client,
    allowed,
    env,
    name: `${client.name} with ${JSON.stringify(env)}`,
  }))
);

Deno.test.each(CASES)(
  "$name lists what it may use, and is told why it may not use the rest",
  LENIENT,
  async ({ client, allowed, env }) => {
    const simulator = createSimulator();
    const seen: SeenRequest[] = [];
    await using served = serveSimulator({
      ...simulator,
      fetch(request) {
        const { pathname: path, searchParams: query } = new URL(request.url);
        seen.push({ method: request.method, path, query });
        return simulator.fetch(request);
      },
    });
    await using connected = await client.connect(programCommand({
      env: {
        ARGOCD_SERVER: served.url,
        ARGOCD_AUTH_TOKEN: simulator.credentials.admin.token,
        ...env,
      },
    }));
    const listed = await connected.listTools();
    assert.deepEqual(
      listed.map(({ name }) => name),
      // Where there is one instance, there is no list of them.
      TOOLS.filter(({ tier, across }) =>
        covers(allowed, tier) && across !== "always"
      ).map(({ name }) => name),
    );
    for (const { name, annotations } of listed) {
      const tool = TOOLS.find((one) => one.name === name);
      assert.equal(annotations?.["readOnlyHint"], tool?.tier === "read");
      assert.equal(
        annotations?.["destructiveHint"],
        tool?.reach === "destructive" && allowed === "destructive",
      );
    }
    for (const { name, tier } of TOOLS) {
      if (covers(allowed, tier)) continue;
      const result = await connected.callTool(name, {
        ...SAMPLE_CALLS[name],
        dry_run: false,
      });
      const text = result.content[0]?.text ?? "";
      assert.equal(result.isError, true, name);
      assert.match(
        text,
        allowed === "read"
          ? /^READ_ONLY: Cannot .+: the server is read-only\nNext: To enable it, the operator sets MCP_READ_ONLY=false/
          : /^DESTRUCTIVE_DISABLED: Cannot .+ refuses that\nNext: To enable it, .+MCP_DISABLE_DESTRUCTIVE=false/,
      );
    }
    assert.deepEqual(seen.filter(isChange), []);
  },
);
