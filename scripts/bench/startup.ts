/**
 * From spawn to the answered `tools/list`: our bundle beside `argocd-mcp` 0.9.0 from npm, taking turns in one run.
 *
 * Both are started as their users start them and asked by the same code. `--check` exits 1 when a ratio is missed.
 *
 * @module
 */
import { conclude, median, printTable, residentMemory } from "./measure.ts";
import { ourServer } from "./our_server.ts";
import { installPeer } from "./peer_package.ts";
import { type ServerCommand, StdioPeer } from "./stdio_peer.ts";

const RUNS = 10;
/** Nobody listens there, and nobody is asked: both only list their tools. */
const ADDRESS = "http://127.0.0.1:8080";
const MAX_TIME_RATIO = 1 / 6;
const MAX_MEMORY_RATIO = 3 / 4;

interface Start {
  readonly ms: number;
  readonly mb: number;
  readonly peakMb: number;
  readonly tools: number;
}

async function start(command: ServerCommand): Promise<Start> {
  const begin = performance.now();
  await using peer = new StdioPeer(command);
  await peer.initialize();
  const { tools } = await peer.request("tools/list");
  const ms = performance.now() - begin;
  const memory = await residentMemory(peer.pid);
  return {
    ms,
    mb: memory?.now ?? NaN,
    peakMb: memory?.peak ?? NaN,
    tools: (tools as unknown[]).length,
  };
}

async function main(): Promise<number> {
  const { PATH = "", HOME = "" } = Deno.env.toObject();
  const peerScript = await installPeer();
  const commands = {
    "this program (bundle)": await ourServer({ url: ADDRESS, token: "bench" }),
    "argocd-mcp 0.9.0 (node)": {
      command: "node",
      args: [peerScript, "stdio"],
      env: {
        PATH,
        HOME,
        ARGOCD_BASE_URL: ADDRESS,
        ARGOCD_API_TOKEN: "bench",
      },
    },
  } as const;
  const starts = new Map<string, Start[]>();
  // The first turn fills disk caches and V8's code cache and is not counted.
  for (let run = 0; run <= RUNS; run++) {
    for (const [name, command] of Object.entries(commands)) {
      const result = await start(command);
      if (run > 0) starts.set(name, [...starts.get(name) ?? [], result]);
    }
  }
  const summary = [...starts].map(([name, results]) => ({
    name,
    ms: median(results.map(({ ms }) => ms)),
    least: Math.min(...results.map(({ ms }) => ms)),
    mb: median(results.map(({ mb }) => mb)),
    peakMb: median(results.map(({ peakMb }) => peakMb)),
    tools: results[0]?.tools ?? 0,
  }));
  printTable([
    [`median of ${RUNS}`, "ms", "least ms", "RSS MB", "peak MB", "tools"],
    ...summary.map(({ name, ms, least, mb, peakMb, tools }) => [
      name,
      ...[ms, least, mb, peakMb].map((value) => value.toFixed(1)),
      String(tools),
    ]),
  ]);
  const [ours, other] = summary;
  if (!ours || !other) throw new Error("Cannot compare: nothing was measured");
  return conclude([
    {
      what: "time, as a part of the other's",
      measured: ours.ms / other.ms,
      limit: MAX_TIME_RATIO,
    },
    {
      what: "resident memory, as a part of the other's",
      measured: ours.mb / other.mb,
      limit: MAX_MEMORY_RATIO,
    },
  ]);
}

if (import.meta.main) Deno.exit(await main());
