import assert from "node:assert/strict";
import { stripVTControlCharacters } from "node:util";
import { recordEnvironment } from "../../lib/cli/environment.ts";
import { helpText } from "../../lib/cli/help.ts";
import { runProgram } from "../../lib/cli/run_program.ts";
import { fakeHost } from "./fake_host.ts";

const GOOD = {
  ARGOCD_URL: "argocd.example.com/argocd",
  ARGOCD_TOKEN: "canary-token",
};

Deno.test("serve on a terminal says what it waits for and how to configure a client", async () => {
  const host = fakeHost({ isTerminal: true });
  const code = await runProgram([], {
    host,
    environment: recordEnvironment(GOOD),
    version: "1.2.3",
  });
  assert.equal(code, 0);
  const said = host.told.join("\n");
  assert.match(said, /waits for an MCP client on stdin/);
  assert(!said.includes("canary"));
  const config = JSON.parse(
    said.slice(said.indexOf("{"), said.lastIndexOf("}") + 1),
  ) as {
    mcpServers: {
      argocd: { command: string; args: string[]; env: Record<string, string> };
    };
  };
  const { command, env } = config.mcpServers.argocd;
  assert.equal(command, "deno");
  assert.deepEqual(env, {
    ARGOCD_SERVER: "https://argocd.example.com/argocd",
    ARGOCD_AUTH_TOKEN: "<your token>",
  });
  assert.deepEqual(host.printed, []);
});

Deno.test("serve on a terminal without settings says how to begin, and refuses all the same", async () => {
  const host = fakeHost({ isTerminal: true });
  const code = await runProgram([], {
    host,
    environment: recordEnvironment({}),
    version: "1.2.3",
  });
  assert.equal(code, 2);
  assert.match(host.told[0] ?? "", /waits for an MCP client/);
  assert.match(host.told[1] ?? "", /no Argo CD address is set/);
});

Deno.test("serve without a terminal says nothing", async () => {
  const host = fakeHost();
  const code = await runProgram(["serve"], {
    host,
    environment: recordEnvironment(GOOD),
    version: "1.2.3",
  });
  assert.deepEqual({ code, told: host.told, log: host.logged() }, {
    code: 0,
    told: [],
    log: "",
  });
});

for (const args of [["--help"], ["help"], ["serve", "--help"]]) {
  Deno.test(`'${args.join(" ")}' prints the help, whatever the environment holds`, async () => {
    const host = fakeHost();
    const environment = recordEnvironment({ ARGOCD_INSECURE: "perhaps" });
    assert.equal(
      await runProgram(args, { host, environment, version: "1.2.3" }),
      0,
    );
    assert.deepEqual(host.printed.map(stripVTControlCharacters), [
      helpText("1.2.3"),
    ]);
    assert.deepEqual(host.told, []);
  });
}

Deno.test("'--version' prints name and version", async () => {
  const host = fakeHost();
  assert.equal(
    await runProgram(["--version"], {
      host,
      environment: recordEnvironment({}),
      version: "1.2.3",
    }),
    0,
  );
  assert.deepEqual(host.printed, ["argocd-mcp 1.2.3\n"]);
});

Deno.test("an error that nobody expected ends the program with one masked line and 1", async () => {
  const host = fakeHost();
  const environment = {
    get: (name: string) => ({ ARGOCD_TOKEN: "canary-token" })[name],
    names: () => {
      throw new Error("broken with canary-token");
    },
  };
  const code = await runProgram(["demo"], {
    host,
    environment,
    version: "1.2.3",
  });
  assert.equal(code, 1);
  const lines = host.logged().trimEnd().split("\n");
  assert.equal(lines.length, 1);
  assert.match(lines[0] ?? "", /Ended by an error that nobody expected/);
  assert(!host.logged().includes("canary"));
});

Deno.test("the program gives the permission to write away unless it keeps an audit log", async () => {
  const folder = await Deno.makeTempDir();
  try {
    const log = { MCP_AUDIT_LOG: `${folder}/audit.log` };
    for (
      const [args, variables, times] of [
        [["serve"], GOOD, 1],
        [["demo"], {}, 1],
        [["version"], log, 1],
        [["serve"], { ...GOOD, ...log }, 0],
        [["demo"], log, 0],
      ] as const
    ) {
      const host = fakeHost();
      const environment = recordEnvironment(variables);
      const program = { host, environment, version: "1.2.3" };
      assert.equal(await runProgram(args, program), 0);
      assert.equal(host.gaveUpWriting(), times, args.join());
    }
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
