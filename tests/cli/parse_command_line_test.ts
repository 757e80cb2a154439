import assert from "node:assert/strict";
import { optionEntries } from "../../lib/cli/options.ts";
import { parseCommandLine } from "../../lib/cli/parse_command_line.ts";

function refusalOf(...args: string[]): string {
  try {
    parseCommandLine(args);
  } catch (error) {
    assert.equal((error as { code: string }).code, "CONFIGURATION");
    return (error as Error).message;
  }
  assert.fail(`accepted: ${args.join(" ")}`);
}

Deno.test("parseCommandLine() serves when no command is given", () => {
  assert.deepEqual(parseCommandLine([]), {
    command: "serve",
    operands: [],
    flags: new Map(),
  });
});

Deno.test("parseCommandLine() takes a value after a blank or an equals sign, and switches with and without one", () => {
  const { command, flags } = parseCommandLine([
    "serve",
    "--server",
    "a.example",
    "--timeout=5",
    "--insecure",
    "--no-mask-secrets",
    "--plaintext=off",
  ]);
  assert.equal(command, "serve");
  assert.deepEqual(Object.fromEntries(flags), {
    server: "a.example",
    timeout: "5",
    insecure: "true",
    maskSecrets: "false",
    plaintext: "off",
  });
});

Deno.test("parseCommandLine() takes the command at any place", () => {
  assert.equal(parseCommandLine(["--json", "check"]).command, "check");
});

for (
  const [word, command] of [
    ["--help", "help"],
    ["-h", "help"],
    ["help", "help"],
    ["--version", "version"],
    ["-v", "version"],
    ["version", "version"],
  ] as const
) {
  Deno.test(`parseCommandLine() understands '${word}'`, () => {
    assert.equal(parseCommandLine([word]).command, command);
  });
}

Deno.test("parseCommandLine() shows the help even beside what it does not know", () => {
  assert.equal(parseCommandLine(["--sever", "x", "--help"]).command, "help");
});

const REFUSALS: readonly (readonly [readonly string[], string])[] = [
  [["--sever", "x"], "unknown flag '--sever'; did you mean '--server'?"],
  [["--sever=x"], "unknown flag '--sever'; did you mean '--server'?"],
  [
    ["--no-insecur"],
    "unknown flag '--no-insecur'; did you mean '--no-insecure'?",
  ],
  [["--no-server"], "unknown flag '--no-server'; did you mean '--server'?"],
  [["--zzzzzzzzzz"], "unknown flag '--zzzzzzzzzz'"],
  [["-x"], "unknown flag '-x'"],
  [["chek"], "unknown command 'chek'; did you mean 'check'?"],
  [["xyzzy"], "unknown command 'xyzzy'"],
  [["check", "prod", "twice"], "unexpected argument 'twice' after 'check'"],
  [["serve", "twice"], "unexpected argument 'twice' after 'serve'"],
  [["--server"], "flag '--server' needs a value, ADDRESS"],
  [["--server", "--insecure"], "flag '--server' needs a value, ADDRESS"],
  [["--server="], "flag '--server' needs a value, ADDRESS"],
  [["--no-insecure=1"], "flag '--no-insecure' takes no value"],
  [
    ["--timeout=1", "--timeout=2"],
    "flag '--timeout' is given twice with different values",
  ],
  [
    ["--insecure", "--no-insecure"],
    "flag '--insecure' is given twice with different values",
  ],
  [
    ["--listen", "127.0.0.1:1"],
    "flag '--listen' is for 'demo', not for 'serve'",
  ],
  [
    ["demo", "--server=x"],
    "flag '--server' is for 'serve', 'check', 'login', 'logout' and 'whoami', not for 'demo'",
  ],
  [
    ["check", "--listen", "127.0.0.1:8090"],
    "flag '--listen' is for 'demo', not for 'check'",
  ],
  [
    ["--token", "x"],
    "there is no flag '--token', because others can read a command line; set ARGOCD_AUTH_TOKEN in the environment",
  ],
  [
    ["--password=x"],
    "there is no flag '--password', because others can read a command line; set ARGOCD_PASSWORD in the environment",
  ],
];

for (const [args, state] of REFUSALS) {
  Deno.test(`parseCommandLine() refuses '${args.join(" ")}'`, () => {
    assert.equal(refusalOf(...args), `Cannot start: ${state}`);
  });
}

Deno.test("parseCommandLine() repeats nothing that could be a secret in the wrong place", () => {
  const canary = "eyJhbGciOiJIUzI1NiJ9.Y2FuYXJ5.c2lnbmF0dXJl";
  for (
    const args of [[canary], [`--${canary}`], ["serve", canary], [
      `--token=${canary}`,
    ], [`--sever=${canary}`]]
  ) {
    assert(!refusalOf(...args).includes(canary.slice(0, 12)));
  }
});

Deno.test("no secret setting has a flag", () => {
  const secrets = optionEntries().filter(([, { secret }]) => secret);
  assert.deepEqual(secrets.map(([key]) => key), [
    "token",
    "password",
    "headers",
    "proxy",
    "httpProxy",
    "planKey",
  ]);
  assert.deepEqual(secrets.filter(([, { flag }]) => flag !== undefined), []);
});

Deno.test("parseCommandLine() takes words after 'audit', with flags between them", () => {
  const { command, operands, flags } = parseCommandLine(
    ["audit", "show", "--tool", "get_application", "a.log", "--json", "b.log"],
  );
  assert.deepEqual([command, operands], ["audit", ["show", "a.log", "b.log"]]);
  assert.deepEqual([...flags], [["tool", "get_application"], ["json", "true"]]);
});
