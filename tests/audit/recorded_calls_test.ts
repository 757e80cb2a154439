import assert from "node:assert/strict";
import fc from "fast-check";
import { AuditTrail } from "../../lib/audit/audit_trail.ts";
import type { AuditCall, AuditRecord } from "../../lib/audit/record.ts";
import { readSealed } from "../../lib/audit/seal.ts";
import { recordLine } from "../../lib/audit/show.ts";
import { verifyAudit } from "../../lib/audit/verify.ts";
import { getApplication } from "../../lib/tools/applications/get_application.ts";
import { listRepositories } from "../../lib/tools/platform/list_repositories.ts";
import { getServerInfo } from "../../lib/tools/platform/get_server_info.ts";
import { CANARIES, MARK } from "../helpers/canaries.ts";
import { harness, type HarnessOptions } from "../helpers/tool_harness.ts";
import { auditFolder } from "./audit_folder.ts";

async function audited(options: HarnessOptions = {}) {
  const made = await auditFolder();
  const audit = new AuditTrail({ path: made.path, maxBytes: 0 });
  const tools = harness({ ...options, audit });
  return {
    ...made,
    ...tools,
    /** The records of calls, without what differs each time. */
    async calls(): Promise<Partial<AuditCall>[]> {
      return (await made.records()).filter(({ kind }) => kind === "call")
        .map((record) => {
          const {
            id: _id,
            ms: _ms,
            seq: _seq,
            time: _time,
            prev: _prev,
            ...rest
          } = record as AuditRecord & AuditCall;
          const { hash: _hash, ...call } = rest;
          return call;
        });
    },
    async [Symbol.asyncDispose]() {
      await tools[Symbol.asyncDispose]();
      await made[Symbol.asyncDispose]();
    },
  };
}

Deno.test("calls that succeed, are refused, fail or have no tool are recorded", async () => {
  await using it = await audited();
  await it.call(getApplication, { application: "payments" });
  await it.call(getApplication, { application: "../x" });
  await it.call(getApplication, { application: "shop", aplication: 1 });
  await it.call(listRepositories, { cursor: "none of ours" });
  await it.call(getApplication, { application: "no-such-application" });
  await it.call({ ...getApplication, name: "delete_everything" }, {
    application: "payments",
  });
  const common = { kind: "call", instance: "test" };
  const read = { ...common, tool: "get_application", tier: "read" };
  assert.deepEqual(await it.calls(), [
    {
      ...read,
      args: { application: "payments" },
      target: { application: "payments" },
      decision: "allowed",
      upstream: { calls: 1, status: 200 },
    },
    {
      ...read,
      args: { application: "../x" },
      target: { application: "../x" },
      decision: "refused",
      code: "INVALID_ARGUMENT",
      upstream: { calls: 0 },
    },
    {
      ...read,
      args: { application: "shop", aplication: 1 },
      target: { application: "shop" },
      decision: "refused",
      code: "INVALID_ARGUMENT",
      upstream: { calls: 0 },
    },
    {
      ...common,
      tool: "list_repositories",
      tier: "read",
      args: { cursor: "none of ours" },
      decision: "refused",
      code: "INVALID_CURSOR",
      upstream: { calls: 0 },
    },
    {
      ...read,
      args: { application: "no-such-application" },
      target: { application: "no-such-application" },
      decision: "failed",
      code: "NOT_FOUND_OR_FORBIDDEN",
      upstream: { calls: 2, status: 200 },
    },
    {
      ...common,
      tool: "delete_everything",
      args: { application: "payments" },
      target: { application: "payments" },
      decision: "refused",
      code: "UNKNOWN_TOOL",
      upstream: { calls: 0 },
    },
  ]);
  assert.equal((await verifyAudit([it.path])).problem, undefined);
});

Deno.test("the status of the Argo CD's refusal is recorded", async () => {
  await using it = await audited({ token: "not-a-token-of-this-argo-cd" });
  await it.call(getApplication, { application: "payments" });
  const [call] = await it.calls();
  assert.deepEqual([call?.decision, call?.code, call?.upstream], [
    "failed",
    "UNAUTHENTICATED",
    { calls: 1, status: 401 },
  ]);
});

for (const maskSecrets of [true, false]) {
  Deno.test(`no planted secret reaches the log with masking ${maskSecrets ? "on" : "off"}`, async () => {
    await using it = await audited({ policy: { maskSecrets } });
    const own = it.simulator.credentials.admin.token;
    for (const canary of [...CANARIES, `x${own}`, btoa(own)]) {
      await it.call(listRepositories, { search: canary });
      await it.call(listRepositories, { search: { deep: [canary] } });
      await it.call(getApplication, { application: canary, password: MARK });
      await it.call({ ...getApplication, name: canary });
    }
    const text = await Deno.readTextFile(it.path);
    assert(!text.includes(MARK), "a canary");
    assert(!text.includes(own), "our own token");
    assert.equal(
      text.match(/"kind":"call"/g)?.length,
      4 * (CANARIES.length + 2),
    );
  });
}

Deno.test("no argument, tool or client forges a record or steers a terminal", async () => {
  const fake =
    '{"seq":3,"time":"2026-01-01T00:00:00.000Z","kind":"close","prev":"","hash":""}';
  const parts = [
    "\n",
    "\r",
    "\u2028",
    "\u2029",
    "\u0085",
    "\u001b[2J",
    "\u001b]8;;https://evil.example\u0007",
    "\u009b31m",
    "\u202e",
    "\u200b",
    "\u{e0041}",
    '"}',
    "\\",
    '","hash":"',
    "\n" + fake + "\n",
    "\ud800",
    "ä",
    "a",
  ];
  await using it = await audited();
  let calls = 0;
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.constantFrom(...parts), { minLength: 1, maxLength: 6 }),
      async (chosen) => {
        const text = chosen.join("x");
        calls += 2;
        await it.call(getApplication, { application: text, [text]: text });
        await it.call({ ...getApplication, name: text }, text);
      },
    ),
    { numRuns: 60 },
  );
  const text = await Deno.readTextFile(it.path);
  assert.match(text, /^[ -~\n]*$/);
  const lines = text.trimEnd().split("\n");
  assert.equal(lines.length, calls + 1);
  for (const line of lines) {
    const record = readSealed(line)?.record;
    assert(record, line);
    assert.match(recordLine(record), /^[^\p{Cc}\p{Cf}\u2028\u2029]*$/u);
  }
  const { problem, records } = await verifyAudit([it.path]);
  assert.deepEqual([problem, records], [undefined, calls + 1]);
});

Deno.test("a record stays small, however large the arguments are", async () => {
  await using it = await audited();
  const many = Object.fromEntries(
    Array.from({ length: 2_000 }, (_, i) => [`key-${i}`, "v".repeat(50)]),
  );
  let deep: unknown = "x".repeat(20_000);
  for (let level = 0; level < 100; level++) deep = [deep];
  const calls = [
    { search: "y".repeat(1_000_000) },
    { search: many },
    { search: deep },
    { ["k".repeat(100_000)]: 1 },
  ];
  for (const args of calls) await it.call(listRepositories, args);
  await it.call({ ...getApplication, name: "n".repeat(100_000) });
  const lines = await it.lines();
  assert.equal(lines.length, calls.length + 2);
  assert.deepEqual(lines.filter((line) => line.length > 6_000), []);
  const [, long] = await it.records();
  assert.match(JSON.stringify(long), /yyy… \(999500 more characters\)/);
});

Deno.test("an answer is the same with a log, with one that fails, and without one", async () => {
  await using folder = await auditFolder();
  // Three simulators that begin in three different seconds would tell other times.
  const start = new Date();
  const now = () => start;
  await using without = harness({ now });
  await using it = await audited({ now });
  await using failing = harness({
    now,
    audit: new AuditTrail({ path: `${folder.folder}/no/log`, maxBytes: 0 }),
  });
  const calls = [
    [getApplication, { application: "payments" }],
    [getApplication, { application: "../x" }],
    [listRepositories, {}],
  ] as const;
  for (const [tool, args] of calls) {
    const answer = await without.call(tool, args);
    assert.deepEqual(await it.call(tool, args), answer);
    assert.deepEqual(await failing.call(tool, args), answer);
  }
});

Deno.test("get_server_info says how the log is doing", async () => {
  await using folder = await auditFolder();
  await using without = harness();
  await using it = await audited();
  await using failing = harness({
    audit: new AuditTrail({ path: `${folder.folder}/no/log`, maxBytes: 0 }),
  });
  async function ask(tools: Pick<typeof without, "call">) {
    const { structured } = await tools.call(getServerInfo);
    const { audit_log, calls_not_recorded } = structured
      ?.["guardrails"] as Record<string, unknown>;
    return [audit_log, calls_not_recorded];
  }
  assert.deepEqual(await ask(without), ["off", undefined]);
  assert.deepEqual(await ask(it), ["on", undefined]);
  await ask(failing);
  await ask(failing);
  assert.deepEqual(await ask(failing), ["cannot be written", 2]);
});
