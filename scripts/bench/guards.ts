/**
 * What all guards together add to a call: a tool that does nothing, run through the pipeline with everything on.
 *
 * `--check` exits 1 when a call takes longer than its limit.
 *
 * @module
 */
import { soleInstance } from "../../lib/instances/sole_instance.ts";
import * as z from "zod";
import type { ArgocdClient, Connection } from "../../lib/argocd/client.ts";
import type { Policy } from "../../lib/guards/guard.ts";
import {
  createRunner,
  defineTool,
  defineWriteTool,
  type Run,
  type Tool,
} from "../../lib/tool.ts";
import { conclude, median, printTable, time } from "./measure.ts";

const CALLS = 5_000;
/** The first calls are compiled while they run. */
const WARM_UP = 2_000;
const MAX_MS = 0.2;

const POLICY: Policy = {
  tier: "destructive",
  maskSecrets: true,
  maxResultChars: 24_000,
  humanApproval: "auto",
  rateLimit: { calls: 100_000, windowSeconds: 60 },
};

/** A connection to nothing: no tool here asks for anything. */
const CONNECTION: Connection = {
  instance: "bench",
  origin: "https://argocd.example.com",
  secrets: () => ["a-token-of-the-bench"],
  signIn: undefined,
  forTier: (tier) => ({ tier } as ArgocdClient),
  asStranger: () => ({ tier: "read" } as ArgocdClient),
  [Symbol.dispose]: () => {},
};

const ARGS = { application: "team-a/payments" };
const input = z.strictObject({ application: z.string() });

const look = defineTool({
  name: "look_around",
  title: "Look",
  tier: "read",
  description: "Looks.",
  input,
  output: z.looseObject({}),
  handler: () => Promise.resolve({ said: "nothing" }),
  text: ({ said }: { readonly said: string }) => said,
});

const change = defineWriteTool({
  name: "change_nothing",
  title: "Change",
  tier: "destructive",
  description: "Changes nothing.",
  input,
  prepare: () =>
    Promise.resolve({
      purpose: "change nothing",
      name: "payments",
      effect: { tier: "destructive" as const, reasons: ["it could"] },
      facts: { application: { uid: "b5a5e6a4" }, spec: { a: "#1", b: "#2" } },
      windows: [{ subject: "application 'payments'", open: true, reason: "" }],
      preview: { summary: "nothing" },
      send: undefined,
    }),
  apply: () => Promise.resolve({ summary: "nothing", undo: { how: "none" } }),
});

async function once(
  run: Run,
  tool: Tool,
  args: Readonly<Record<string, unknown>>,
): Promise<Readonly<Record<string, unknown>>> {
  const { signal } = new AbortController();
  const result = await run(tool, { args, signal });
  if (result.isError) throw new Error(result.text);
  return result.structured ?? {};
}

/** A preview and its application: two calls. */
async function previewAndApply(run: Run): Promise<void> {
  const { plan } = await once(run, change, ARGS);
  await once(run, change, {
    ...ARGS,
    dry_run: false,
    plan,
    confirm: true,
    confirm_name: "payments",
  });
}

async function measure(
  action: () => Promise<unknown>,
  calls: number,
): Promise<number> {
  const times: number[] = [];
  for (let call = 0; call < WARM_UP + CALLS; call++) {
    const ms = await time(action);
    if (call >= WARM_UP) times.push(ms / calls);
  }
  return median(times);
}

async function main(): Promise<number> {
  const run = createRunner({
    instances: soleInstance(CONNECTION, {
      policy: POLICY,
      freeze: () => Promise.resolve(undefined),
    }),
    policy: POLICY,
    version: "0",
  });
  const bare = await measure(() => Promise.resolve(), 1);
  const read = await measure(() => once(run, look, ARGS), 1);
  const write = await measure(() => previewAndApply(run), 2);
  printTable([
    [`median of ${CALLS}`, "ms a call"],
    ["nothing", bare.toFixed(4)],
    ["a read", read.toFixed(4)],
    ["a write, previewed and applied", write.toFixed(4)],
  ]);
  return conclude([
    { what: "ms of all guards for a read", measured: read, limit: MAX_MS },
    { what: "ms of all guards for a write", measured: write, limit: MAX_MS },
  ]);
}

if (import.meta.main) Deno.exit(await main());
