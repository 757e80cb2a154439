import assert from "node:assert/strict";
import { INITIALIZE, INITIALIZED, toolCall } from "./messages.ts";
import { Program } from "./program.ts";

/** An Argo CD that takes every request and never answers. */
function hangingArgocd(): {
  readonly url: string;
  readonly asked: Promise<void>;
} & AsyncDisposable {
  const asked = Promise.withResolvers<void>();
  const stop = new AbortController();
  const server = Deno.serve({
    hostname: "127.0.0.1",
    port: 0,
    signal: stop.signal,
    onListen: () => {},
  }, (request) => {
    asked.resolve();
    return new Promise((resolve) => {
      request.signal.addEventListener(
        "abort",
        () => resolve(new Response(null)),
      );
    });
  });
  return {
    url: `http://127.0.0.1:${server.addr.port}`,
    asked: asked.promise,
    async [Symbol.asyncDispose]() {
      stop.abort();
      await server.finished;
    },
  };
}

const TOKEN = { ARGOCD_TOKEN: "a-token" };

/** Every line of stdout is JSON-RPC. */
function assertProtocolOnly(stdout: string): void {
  for (const line of stdout.split("\n").filter(Boolean)) {
    assert.equal((JSON.parse(line) as { jsonrpc: string }).jsonrpc, "2.0");
  }
}

Deno.test("end of input before the first message ends the program", async () => {
  await using program = new Program({
    env: { ...TOKEN, ARGOCD_SERVER: "argocd.invalid" },
  });
  await program.endInput();
  assert.deepEqual(await program.ended(), { code: 0, stdout: "", stderr: "" });
});

Deno.test("what was asked before the end of input is answered in full", async () => {
  await using program = new Program({
    env: { ...TOKEN, ARGOCD_SERVER: "argocd.invalid" },
  });
  await program.send(INITIALIZE);
  await program.send(INITIALIZED);
  await program.send({ jsonrpc: "2.0", id: 2, method: "tools/list" });
  await program.endInput();
  const { code, stdout, stderr } = await program.ended();
  assert.equal(stderr, "");
  assert.equal(code, 0);
  const ids = stdout.trimEnd().split("\n").map((line) =>
    (JSON.parse(line) as { id: number }).id
  );
  assert.deepEqual(ids, [1, 2]);
});

const ENDS:
  readonly (readonly [string, (program: Program) => Promise<void>])[] = [
    ["end of input", (program) => program.endInput()],
    ["SIGINT", (program) => Promise.resolve(program.kill("SIGINT"))],
    ...(Deno.build.os === "windows" ? [] : [
      [
        "SIGTERM",
        (program: Program) => Promise.resolve(program.kill("SIGTERM")),
      ] as const,
    ]),
  ];
for (const [what, end] of ENDS) {
  Deno.test(`${what} ends the program although Argo CD hangs`, async () => {
    await using argocd = hangingArgocd();
    await using program = new Program({
      env: { ...TOKEN, ARGOCD_SERVER: argocd.url },
    });
    await program.send(INITIALIZE);
    await program.send(INITIALIZED);
    await program.send(toolCall(2));
    await Promise.race([argocd.asked, program.ended()]);
    await end(program);
    const { code, stdout, stderr } = await program.ended();
    assert.equal(code, 0);
    assert.equal(stderr, "");
    assertProtocolOnly(stdout);
  });
}

Deno.test("a client that stopped reading ends the program", async () => {
  await using program = new Program({
    env: { ...TOKEN, ARGOCD_SERVER: "argocd.invalid" },
  });
  await program.send(INITIALIZE);
  await program.stdoutWith("serverInfo");
  await program.breakOutput();
  await program.send({ jsonrpc: "2.0", id: 2, method: "tools/list" });
  const { code } = await program.ended();
  assert.equal(code, 0);
});

Deno.test("a closed stderr does not end the program", async () => {
  await using program = new Program({
    env: {
      ...TOKEN,
      ARGOCD_SERVER: "argocd.invalid",
      ARGOCD_MCP_LOG_LEVEL: "debug",
    },
  });
  await program.breakErrors();
  await program.send(INITIALIZE);
  await program.stdoutWith("serverInfo");
  await program.send(INITIALIZED);
  await program.send({ jsonrpc: "2.0", id: 2, method: "no/such/method" });
  await program.stdoutWith('"id":2');
  await program.endInput();
  assert.equal((await program.ended()).code, 0);
});

const CRASHES = ["throw", "reject"] as const;
for (const how of CRASHES) {
  Deno.test(`an error that nobody catches (${how}) is one line without secrets on stderr, exit code 1`, async () => {
    const canary = "canary-token-5f3a9c";
    await using program = new Program({
      entry: new URL("./crashing_program.ts", import.meta.url).pathname,
      env: {
        ARGOCD_SERVER: "argocd.invalid",
        ARGOCD_TOKEN: canary,
        CRASH: how,
      },
    });
    await program.send(INITIALIZE);
    const { code, stdout, stderr } = await program.ended();
    assert.equal(code, 1);
    assertProtocolOnly(stdout);
    const lines = stderr.trimEnd().split("\n");
    assert.equal(lines[0], "printed by a dependency");
    assert.equal(lines.length, 2);
    const record = JSON.parse(lines[1] ?? "") as {
      level: string;
      message: string;
      properties: { error: { message: string } };
    };
    assert.equal(record.level, "ERROR");
    assert.equal(record.message, "Ended by an error that nobody caught");
    assert.match(record.properties.error.message, /^broken with <masked/);
    assert(!stderr.includes(canary));
  });
}
