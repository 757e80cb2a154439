import assert from "node:assert/strict";
import { optionEntries } from "../../lib/cli/options.ts";
import { INITIALIZE } from "./messages.ts";
import { Program, runToEnd } from "./program.ts";

/** A folder of its own with some files. */
async function folderWith(
  files: Readonly<Record<string, string>>,
): Promise<{ readonly path: string } & AsyncDisposable> {
  const path = await Deno.makeTempDir();
  for (const [name, text] of Object.entries(files)) {
    await Deno.writeTextFile(`${path}/${name}`, text);
  }
  return {
    path,
    [Symbol.asyncDispose]: () => Deno.remove(path, { recursive: true }),
  };
}

Deno.test("a .env in the working directory is not read by itself", async () => {
  await using folder = await folderWith({
    ".env": "ARGOCD_SERVER=argocd.invalid\nARGOCD_TOKEN=t\n",
  });
  const { code, stderr } = await runToEnd({ cwd: folder.path });
  assert.equal(code, 2);
  assert.match(stderr, /no Argo CD address is set/);
});

Deno.test("--env-file reads a file, and the environment wins over it", async () => {
  await using folder = await folderWith({
    "my.env": [
      "# of the platform team",
      'export ARGOCD_SERVER="from-file.invalid"',
      "ARGOCD_TOKEN=t # not the whole line",
      "ARGOCD_MCP_LOG_LEVEL=debug",
    ].join("\n"),
  });
  const options = { args: ["--env-file", "my.env"], cwd: folder.path };
  const fromFile = await runToEnd(options);
  assert.equal(fromFile.code, 0);
  assert.match(fromFile.stderr, /https:\/\/from-file\.invalid/);
  const both = await runToEnd({
    ...options,
    env: { ARGOCD_SERVER: "from-environment.invalid" },
  });
  assert.match(both.stderr, /https:\/\/from-environment\.invalid/);
  // Another name of the same setting is not the same variable.
  const aliases = await runToEnd({
    ...options,
    env: { ARGOCD_URL: "other.invalid" },
  });
  assert.equal(aliases.code, 2);
  assert.match(
    aliases.stderr,
    /ARGOCD_SERVER and ARGOCD_URL are names of one setting/,
  );
});

Deno.test("a token file that everyone can read is warned of", {
  ignore: Deno.build.os === "windows",
}, async () => {
  await using folder = await folderWith({ token: "t\n" });
  const options = {
    env: {
      ARGOCD_SERVER: "argocd.invalid",
      ARGOCD_TOKEN_FILE: `${folder.path}/token`,
    },
  };
  await Deno.chmod(`${folder.path}/token`, 0o644);
  assert.deepEqual(await runToEnd(options), {
    code: 0,
    stdout: "",
    stderr:
      "argocd-mcp: warning: every user of this machine can read the file of ARGOCD_TOKEN_FILE; 'chmod 600' it\n",
  });
  await Deno.chmod(`${folder.path}/token`, 0o600);
  assert.deepEqual(await runToEnd(options), {
    code: 0,
    stdout: "",
    stderr: "",
  });
});

Deno.test("a misspelt name in the env file is said on stderr, other programs' names are not", async () => {
  await using folder = await folderWith({
    "my.env": [
      "ARGOCD_SERVER=argocd.invalid",
      "ARGOCD_TOKEN=t",
      "ARGOCD_TIMOUT=5",
      "ARGOCD_SERVER_PORT=tcp://10.0.0.1:443",
      "ARGOCD_OPTS=--grpc-web",
      "MCP_TIMEOUT=1000",
      "OTHER=1",
    ].join("\n"),
  });
  assert.deepEqual(
    await runToEnd({ args: ["--env-file=my.env"], cwd: folder.path }),
    {
      code: 0,
      stdout: "",
      stderr:
        "argocd-mcp: warning: ARGOCD_TIMOUT is not a setting; did you mean ARGOCD_TIMEOUT?\n",
    },
  );
});

Deno.test("what weakens the program or does nothing is said on stderr", async () => {
  const { code, stdout, stderr } = await runToEnd({
    env: {
      ARGOCD_SERVER: "argocd.invalid",
      ARGOCD_TOKEN: "t",
      ARGOCD_INSECURE: "yes",
      MCP_DISABLE_DESTRUCTIVE: "false",
      MCP_MASK_SECRETS: "false",
    },
  });
  assert.equal(code, 0);
  assert.equal(stdout, "");
  assert.deepEqual(
    stderr.trimEnd().split("\n").map((line) =>
      line.replace("argocd-mcp: warning: ", "")
    ),
    [
      "TLS CERTIFICATE VERIFICATION IS OFF for argocd.invalid (ARGOCD_INSECURE=1): anyone on the way can read the token and change the answers",
      "MCP_DISABLE_DESTRUCTIVE has no effect: MCP_READ_ONLY is on, which refuses every write",
      "SECRETS ARE NOT MASKED (MCP_MASK_SECRETS): answers may hold credentials",
    ],
  );
});

/** One variable after the other holds a secret, all others are as they should be. */
const GOOD = {
  ARGOCD_SERVER: "127.0.0.1:9",
  ARGOCD_TOKEN: "good-token",
  ARGOCD_TIMEOUT: "5",
};
for (const [, { variables, value }] of optionEntries()) {
  for (const name of variables) {
    // A file name, an address, a user and a host list are no secrets, and a message has to say which one it is about.
    if (
      ["FILE", "ADDRESS", "NAME", "HOSTS"].includes(value.placeholder ?? "")
    ) continue;
    Deno.test(`a secret in ${name} comes out nowhere`, async () => {
      const canary = "cAnArY7-secret-value";
      const env = { ...GOOD, ARGOCD_MCP_LOG_LEVEL: "debug", [name]: canary };
      for (const command of ["serve", "check"]) {
        await using program = new Program({ args: [command], env });
        if (command === "serve") await program.send(INITIALIZE).catch(() => {});
        await program.endInput();
        const { stdout, stderr } = await program.ended();
        assert(!`${stdout}${stderr}`.includes("cAnArY7"), stderr);
      }
    });
  }
}
