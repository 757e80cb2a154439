/**
 * What the preview of an application with 500 resources costs: time, size and requests, the simulator's time included.
 *
 * `--check` exits 1 when a preview takes longer or is larger than its limit.
 *
 * @module
 */
import { soleInstance } from "../../lib/instances/sole_instance.ts";
import { connect } from "../../lib/argocd/connect.ts";
import { bearerToken } from "../../lib/auth/bearer_token.ts";
import { serveSimulator } from "../../lib/demo/serve_simulator.ts";
import { createSimulator } from "../../lib/demo/simulator.ts";
import type { Policy } from "../../lib/guards/guard.ts";
import { createRunner, type Run, type Tool } from "../../lib/tool.ts";
import { rollbackApplication } from "../../lib/tools/changes/rollback_application.ts";
import { syncApplication } from "../../lib/tools/changes/sync_application.ts";
import { conclude, median, printTable, time } from "./measure.ts";
import { addWideApplication } from "./wide_world.ts";

const RESOURCES = 500;
const CALLS = 9;
const MAX_MS = 3_000;
/** Text and structured answer together. */
const MAX_CHARS = 24_000;
const MAX_REQUESTS = 20;

const POLICY: Policy = {
  tier: "destructive",
  maskSecrets: true,
  maxResultChars: 24_000,
  humanApproval: "auto",
};

const PREVIEWS: readonly (readonly [string, Tool, object])[] = [
  ["sync with prune", syncApplication, { prune: true }],
  ["sync to another revision", syncApplication, { revision: "v1" }],
  ["rollback", rollbackApplication, { id: 0 }],
];

interface Measured {
  readonly what: string;
  readonly firstMs: number;
  readonly ms: number;
  readonly chars: number;
  readonly requests: number;
}

async function measure(
  [what, tool, args]: typeof PREVIEWS[number],
  { run, asked }: { readonly run: Run; readonly asked: () => number },
): Promise<Measured> {
  const times: number[] = [];
  let chars = 0;
  const before = asked();
  for (let call = 0; call < CALLS; call++) {
    times.push(
      await time(async () => {
        const { signal } = new AbortController();
        const { isError, text, structured } = await run(tool, {
          args: { application: "wide", ...args },
          signal,
        });
        if (isError) throw new Error(text);
        chars = text.length + JSON.stringify(structured).length;
      }),
    );
  }
  return {
    what,
    firstMs: times[0] ?? NaN,
    ms: median(times),
    chars,
    requests: (asked() - before) / CALLS,
  };
}

async function main(): Promise<number> {
  const simulator = createSimulator({
    customize: (world) => addWideApplication(world, RESOURCES),
  });
  let requests = 0;
  await using served = serveSimulator({
    ...simulator,
    fetch(request) {
      requests++;
      return simulator.fetch(request);
    },
  });
  using connection = connect({
    instance: "bench",
    baseUrl: new URL(`${served.url.replace(/\/+$/, "")}/`),
    credential: bearerToken(simulator.credentials.admin.token, "bench"),
  });
  const run = createRunner({
    instances: soleInstance(connection, { policy: POLICY }),
    policy: POLICY,
    version: "0",
  });
  const all: Measured[] = [];
  for (const preview of PREVIEWS) {
    all.push(await measure(preview, { run, asked: () => requests }));
  }
  printTable([
    [`${RESOURCES} resources`, "first ms", "median ms", "chars", "requests"],
    ...all.map(({ what, firstMs, ms, chars, requests }) => [
      what,
      firstMs.toFixed(0),
      ms.toFixed(0),
      String(chars),
      requests.toFixed(1),
    ]),
  ]);
  return conclude(all.flatMap(({ what, firstMs, chars, requests }) => [
    { what: `ms of a first ${what}`, measured: firstMs, limit: MAX_MS },
    { what: `characters of a ${what}`, measured: chars, limit: MAX_CHARS },
    { what: `requests of a ${what}`, measured: requests, limit: MAX_REQUESTS },
  ]));
}

if (import.meta.main) Deno.exit(await main());
