import assert from "node:assert/strict";
import { INITIALIZE, INITIALIZED, toolCall } from "./messages.ts";
import { Program, runToEnd } from "./program.ts";

const ADDRESS_REGEXP = /at (http:\/\/127\.0\.0\.1:\d+)/;

for (
  const [version, text] of [["2.14", "v2.14."], ["3.2", "v3.2."], [
    "3.5",
    "v3.5.",
  ]] as const
) {
  Deno.test(`demo --listen serves the REST API of Argo CD ${version} until a signal`, async () => {
    await using program = new Program({
      args: ["demo", "--listen", "127.0.0.1:0", "--argocd-version", version],
    });
    const said = await program.stderrWith("Try:");
    const url = ADDRESS_REGEXP.exec(said)?.[1];
    const token = /ARGOCD_AUTH_TOKEN=(\S+)/.exec(said)?.[1];
    const answer = await fetch(`${url}/api/version`);
    assert.match(
      (await answer.json() as { Version: string }).Version,
      new RegExp(`^${RegExp.escape(text)}`),
    );
    const list = await fetch(`${url}/api/v1/applications`, {
      headers: { authorization: `Bearer ${token}` },
    });
    assert.equal((await list.json() as { items: unknown[] }).items.length, 24);
    program.kill(Deno.build.os === "windows" ? "SIGINT" : "SIGTERM");
    const { code, stdout } = await program.ended();
    assert.deepEqual({ code, stdout }, { code: 0, stdout: "" });
  });
}

Deno.test("demo serves MCP on a simulator of its own", async () => {
  // Settings of a real Argo CD do not matter here, not even wrong ones.
  await using program = new Program({
    args: ["demo"],
    env: { ARGOCD_SERVER: "argocd.invalid", ARGOCD_INSECURE: "perhaps" },
  });
  await program.send(INITIALIZE);
  await program.send(INITIALIZED);
  await program.send(toolCall(2));
  const stdout = await program.stdoutWith('"id":2');
  const answer = JSON.parse(stdout.trimEnd().split("\n").at(-1) ?? "") as {
    result: { isError?: boolean; content: { text: string }[] };
  };
  assert.equal(answer.result.isError, undefined);
  assert.match(answer.result.content[0]?.text ?? "", /v3\.5/);
  await program.endInput();
  const { code, stderr } = await program.ended();
  assert.deepEqual({ code, stderr }, { code: 0, stderr: "" });
});

const REFUSALS: readonly (readonly [readonly string[], string])[] = [
  [
    ["--listen", "8090"],
    "--listen must be HOST:PORT, for example 127.0.0.1:8090",
  ],
  [
    ["--listen", "127.0.0.1:99999"],
    "--listen must be HOST:PORT, for example 127.0.0.1:8090",
  ],
  [
    ["--listen", "192.0.2.1:8090"],
    "'192.0.2.1:8090' is not an address that we may listen on",
  ],
  [
    ["--argocd-version", "3.4"],
    "--argocd-version must be 2.14, 3.2 or 3.5; did you mean '3.2'?",
  ],
];
for (const [args, state] of REFUSALS) {
  Deno.test(`demo refuses ${args.join(" ")}`, async () => {
    assert.deepEqual(await runToEnd({ args: ["demo", ...args] }), {
      code: 2,
      stdout: "",
      stderr: `argocd-mcp: Cannot start: ${state}\n`,
    });
  });
}

Deno.test("demo --listen says when the port is taken", async () => {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const address = `127.0.0.1:${listener.addr.port}`;
  assert.deepEqual(await runToEnd({ args: ["demo", "--listen", address] }), {
    code: 2,
    stdout: "",
    stderr:
      `argocd-mcp: Cannot start: '${address}' is taken by another program\n`,
  });
});
