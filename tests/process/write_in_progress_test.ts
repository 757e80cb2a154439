import assert from "node:assert/strict";
import { serveSimulator } from "../../lib/demo/serve_simulator.ts";
import { createSimulator } from "../../lib/demo/simulator.ts";
import { auditFolder } from "../audit/audit_folder.ts";
import { INITIALIZE, INITIALIZED } from "./messages.ts";
import { Program, runToEnd } from "./program.ts";

const REFRESH = {
  jsonrpc: "2.0",
  id: 2,
  method: "tools/call",
  params: {
    name: "refresh_application",
    arguments: { application: "guestbook", dry_run: false },
  },
};
const CANCEL = {
  jsonrpc: "2.0",
  method: "notifications/cancelled",
  params: { requestId: 2 },
};

/** An Argo CD that holds every refresh until it is let go, and how many came. */
function holdingArgocd() {
  const simulator = createSimulator();
  const arrived = Promise.withResolvers<void>();
  const held = Promise.withResolvers<void>();
  const refreshes: string[] = [];
  const served = serveSimulator({
    ...simulator,
    async fetch(request) {
      const { pathname, searchParams } = new URL(request.url);
      if (searchParams.has("refresh")) {
        refreshes.push(pathname);
        arrived.resolve();
        await held.promise;
      }
      return await simulator.fetch(request);
    },
  });
  return {
    refreshes,
    arrived: arrived.promise,
    letGo: () => held.resolve(),
    env: {
      ARGOCD_SERVER: served.url,
      ARGOCD_TOKEN: simulator.credentials.admin.token,
      MCP_READ_ONLY: "false",
    },
    async [Symbol.asyncDispose]() {
      held.resolve();
      await served[Symbol.asyncDispose]();
    },
  };
}

const ENDS:
  readonly (readonly [string, (program: Program) => Promise<void>])[] = [
    ["it is cancelled", (program) => program.send(CANCEL)],
    ["the input ends", (program) => program.endInput()],
    ["SIGINT comes", (program) => Promise.resolve(program.kill("SIGINT"))],
    ...(Deno.build.os === "windows" ? [] : [
      [
        "SIGTERM comes",
        (program: Program) => Promise.resolve(program.kill("SIGTERM")),
      ] as const,
    ]),
  ];

for (const [what, end] of ENDS) {
  Deno.test(`when ${what} in the middle of a write, it is finished once, and its outcome is recorded`, async () => {
    await using made = await auditFolder();
    await using argocd = holdingArgocd();
    await using program = new Program({
      env: { ...argocd.env, MCP_AUDIT_LOG: made.path },
    });
    for (const message of [INITIALIZE, INITIALIZED, REFRESH]) {
      await program.send(message);
    }
    await argocd.arrived;
    await end(program);
    await new Promise((resolve) => setTimeout(resolve, 200));
    argocd.letGo();
    await program.endInput();
    const { code } = await program.ended();
    assert.equal(code, 0);
    assert.equal(argocd.refreshes.length, 1);
    const records = await made.records();
    assert.deepEqual(
      records.map((record) => [
        record.kind,
        "decision" in record ? record.decision : undefined,
      ]),
      [["open", undefined], ["intent", "allowed"], ["outcome", "allowed"]],
    );
  });
}

Deno.test(
  "when the program is killed in the middle of a write, the log shows a write without an outcome",
  {
    ignore: Deno.build.os === "windows",
  },
  async () => {
    await using made = await auditFolder();
    await using argocd = holdingArgocd();
    {
      await using program = new Program({
        env: { ...argocd.env, MCP_AUDIT_LOG: made.path },
      });
      for (const message of [INITIALIZE, INITIALIZED, REFRESH]) {
        await program.send(message);
      }
      await argocd.arrived;
      program.kill("SIGKILL");
      await program.ended();
    }
    const show = await runToEnd({ args: ["audit", "show", made.path] });
    assert.match(
      show.stdout,
      /^2 {2}\S+ {2}intent {2}NO OUTCOME {2}allowed {2}refresh_application {2}application=guestbook {2}for real {2}/m,
    );
    assert.match(show.stderr, /1 write has an intent and no outcome/);
    const verify = await runToEnd({ args: ["audit", "verify", made.path] });
    assert.equal(verify.stdout, "intact: 2 records, 1 to 2, in 1 file\n");
  },
);
