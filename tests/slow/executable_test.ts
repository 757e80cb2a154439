import assert from "node:assert/strict";
import configuration from "../../deno.json" with { type: "json" };
import { serveSimulator } from "../../lib/demo/serve_simulator.ts";
import { createSimulator } from "../../lib/demo/simulator.ts";
import { TOOL_LIST } from "../../lib/server/tool_list.ts";
import { readableVariables } from "../../scripts/program_flags.ts";
import { RawClient } from "../helpers/raw_client.ts";
import { REAL_CLIENTS } from "../helpers/real_clients.ts";
import { buildExecutable } from "./build_executable.ts";

const DIRECTORY = await Deno.makeTempDir({ prefix: "argocd-mcp-" });
Deno.test.afterAll(() => Deno.remove(DIRECTORY, { recursive: true }));

const { path = "", reason } = await buildExecutable(DIRECTORY);
const OPTIONS = { ignore: reason !== undefined };
const SUFFIX = reason === undefined ? "" : ` (not built: ${reason})`;

/** No HOME, no PATH, nothing: what is not in the file is not there. */
async function runBare(
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<{ code: number; stdout: string; stderr: string }> {
  const { code, stdout, stderr } = await new Deno.Command(path, {
    args: [...args],
    clearEnv: true,
    env,
    cwd: DIRECTORY,
    stdin: "null",
  }).output();
  const decoder = new TextDecoder();
  return {
    code,
    stdout: decoder.decode(stdout),
    stderr: decoder.decode(stderr),
  };
}

Deno.test(`the executable says its version${SUFFIX}`, OPTIONS, async () => {
  assert.deepEqual(await runBare(["--version"]), {
    code: 0,
    stdout: `argocd-mcp ${configuration.version}\n`,
    stderr: "",
  });
});

/** Where there is one instance, there is no list of them. */
const LISTED = TOOL_LIST.filter(({ across }) => across !== "always");

Deno.test(
  `the executable ends with 2 for what it does not know${SUFFIX}`,
  OPTIONS,
  async () => {
    const { code, stdout, stderr } = await runBare(["--sever"]);
    assert.deepEqual([code, stdout], [2, ""]);
    assert.match(stderr, /--server/);
    assert.equal((await runBare(["serve"])).code, 2, "no address");
  },
);

Deno.test(
  `the executable may read, write, connect, start programs and see its own variables and its user, and nothing else${SUFFIX}`,
  OPTIONS,
  async () => {
    const text = new TextDecoder("latin1").decode(await Deno.readFile(path));
    const [, found = ""] = /"permissions":(\{[^{}]*\})/.exec(text) ?? [];
    const permissions = JSON.parse(found) as Record<string, unknown>;
    assert.deepEqual([...permissions.allow_env as string[]].sort(), [
      ...readableVariables(),
    ]);
    assert.deepEqual(permissions.allow_net, []);
    assert.deepEqual(permissions.allow_read, []);
    assert.deepEqual(permissions.allow_write, []);
    assert.deepEqual(permissions.allow_run, []);
    assert.deepEqual(permissions.allow_sys, ["uid"]);
    assert.equal(permissions.prompt, false);
    // Denied for every host, whatever Deno allows by default.
    assert.deepEqual(permissions.deny_import, []);
    const granted = Object.entries(permissions)
      .filter(([key, value]) => key.startsWith("allow_") && value)
      .filter(([key]) => key !== "allow_import")
      .map(([key]) => key);
    assert.deepEqual(granted.sort(), [
      "allow_env",
      "allow_net",
      "allow_read",
      "allow_run",
      "allow_sys",
      "allow_write",
    ]);
  },
);

Deno.test(
  `the executable works without HOME, PATH or a place for temporary files${SUFFIX}`,
  OPTIONS,
  async () => {
    const simulator = createSimulator();
    await using served = serveSimulator(simulator);
    const env = {
      ARGOCD_SERVER: served.url,
      ARGOCD_AUTH_TOKEN: simulator.credentials.readonly.token,
      TMPDIR: `${DIRECTORY}/missing`,
    };
    await using client = new RawClient({ command: path, args: [], env });
    await client.initialize();
    const { result } = await client.ask(1, "tools/call", {
      name: "list_applications",
      arguments: { problems: true },
    });
    assert.equal(result?.isError ?? false, false);
    assert.equal(await client.end(), 0);
    assert.deepEqual(client.noise, []);

    const checked = await runBare(["check"], env);
    assert.equal(checked.code, 0, checked.stderr);
    assert.match(checked.stdout, /3\.5/);
    assert(!checked.stdout.includes(env.ARGOCD_AUTH_TOKEN));
  },
);

// Last: the clients leave timers of their own behind.
Deno.test(
  `the executable serves the demo to clients of both generations${SUFFIX}`,
  { ...OPTIONS, sanitizeOps: false, sanitizeResources: false },
  async (t) => {
    for (const client of REAL_CLIENTS) {
      await t.step(client.name, async () => {
        await using connected = await client.connect({
          command: path,
          args: ["demo"],
          env: { MCP_READ_ONLY: "false", MCP_DISABLE_DESTRUCTIVE: "false" },
        });
        assert.equal(connected.serverVersion, configuration.version);
        assert.equal((await connected.listTools()).length, LISTED.length);
        const diff = await connected.callTool("get_application_diff", {
          application: "payments",
        });
        assert.equal(diff.isError ?? false, false);
        assert.match(diff.content[0]?.text ?? "", /^[-+]/m);

        const sync = { application: "payments", prune: true };
        const preview = await connected.callTool("sync_application", sync);
        const { plan } = preview.structuredContent as { plan: string };
        const applied = await connected.callTool("sync_application", {
          ...sync,
          dry_run: false,
          plan,
          confirm: true,
          confirm_name: "payments",
        });
        assert.match(
          applied.content[0]?.text ?? "",
          /^APPLIED: sync of payments/,
        );
      });
    }
  },
);
