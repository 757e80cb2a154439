/**
 * Lists of 5,000 applications of 30 kB each, beside the bare projected call that they are made from.
 *
 * `--check` exits 1 when a list adds a second or more, or when the program's memory grows by 64 MB or more.
 *
 * @module
 */
import {
  conclude,
  median,
  printTable,
  residentMemory,
  time,
} from "./measure.ts";
import { ourServer } from "./our_server.ts";
import { type SimulatorProcess, startSimulator } from "./simulator_process.ts";
import { StdioPeer } from "./stdio_peer.ts";

const APPLICATIONS = 5_000;
const ROUNDS = 3;
/** Longer than the program keeps a list for the next page: each call has to read it again. */
const PAUSE_MS = 5_500;
const MAX_ADDED_MS = 1_000;
const MAX_GROWTH_MB = 64;

const CALLS: readonly (readonly [string, object])[] = [
  ["page", {}],
  ["filtered", { sync: ["OutOfSync"], search: "a", limit: 20 }],
  ["problems", { problems: true }],
];

interface Measured {
  readonly name: string;
  readonly requests: number;
  readonly bareMs: number;
  readonly bareMb: number;
  readonly toolMs: number;
  readonly chars: number;
}

/** Reads all of `paths` at once, as the program may; returns the bytes. */
async function readBare(
  { url, token }: SimulatorProcess,
  paths: readonly string[],
): Promise<number> {
  const sizes = await Promise.all(paths.map(async (path) => {
    const answer = await fetch(url + path, {
      headers: { authorization: `Bearer ${token}` },
    });
    return (await answer.arrayBuffer()).byteLength;
  }));
  return sizes.reduce((sum, size) => sum + size, 0);
}

async function measure(
  [name, args]: readonly [string, object],
  { peer, simulator }: { peer: StdioPeer; simulator: SimulatorProcess },
): Promise<Measured> {
  await simulator.requests();
  let chars = 0;
  const toolMs: number[] = [];
  const bareMs: number[] = [];
  let bytes = 0;
  let paths: readonly string[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
    toolMs.push(
      await time(async () => {
        chars = (await peer.callTool("list_applications", args)).length;
      }),
    );
    paths = await simulator.requests();
    bareMs.push(
      await time(async () => {
        bytes = await readBare(simulator, paths);
      }),
    );
    await simulator.requests();
  }
  return {
    name,
    requests: paths.length,
    bareMs: median(bareMs),
    bareMb: bytes / 1e6,
    toolMs: median(toolMs),
    chars,
  };
}

async function main(): Promise<number> {
  await using simulator = await startSimulator(APPLICATIONS);
  await using peer = new StdioPeer(await ourServer(simulator));
  await peer.initialize();
  // Everything is loaded and connected before memory is looked at.
  await peer.callTool("get_server_info", {});
  const before = await residentMemory(peer.pid);
  const results: Measured[] = [];
  for (const call of CALLS) {
    results.push(await measure(call, { peer, simulator }));
  }
  const after = await residentMemory(peer.pid);
  printTable([
    [
      `${APPLICATIONS} applications`,
      "API calls",
      "bare ms",
      "bare MB",
      "tool ms",
      "text chars",
    ],
    ...results.map((
      { name, requests, bareMs, bareMb, toolMs, chars },
    ) => [
      name,
      String(requests),
      bareMs.toFixed(0),
      bareMb.toFixed(1),
      toolMs.toFixed(0),
      String(chars),
    ]),
  ]);
  return conclude([
    ...results.map(({ name, bareMs, toolMs }) => ({
      what: `ms added by '${name}'`,
      measured: toolMs - bareMs,
      limit: MAX_ADDED_MS,
    })),
    ...(before && after
      ? [{
        what: "MB that the program grew at its peak",
        measured: after.peak - before.now,
        limit: MAX_GROWTH_MB,
      }]
      : []),
  ]);
}

if (import.meta.main) Deno.exit(await main());
