/**
 * What a tool call over stdio adds to the API calls that it makes: each in turn, on the same simulator.
 *
 * The simulator tells which calls the tool made, and those are repeated with a bare `fetch`. `--check` exits 1 when
 * a call adds more than its limit.
 *
 * @module
 */
import { conclude, median, printTable, time } from "./measure.ts";
import { ourServer } from "./our_server.ts";
import { type SimulatorProcess, startSimulator } from "./simulator_process.ts";
import { StdioPeer } from "./stdio_peer.ts";

/** In turns, so that both meet the same noise; in blocks, because two processes that wake each other up cost both. */
const BLOCKS = 12;
const CALLS_IN_BLOCK = 40;
/** The first calls are compiled while they run. */
const WARM_UP_BLOCKS = 8;
/** For each API call that a tool makes. */
const MAX_ADDED_MS = 1;

const CALLS: readonly (readonly [string, object])[] = [
  ["list_repositories", {}],
  ["get_application", { application: "payments" }],
  ["get_application_resource_tree", { application: "payments" }],
];

interface Overhead {
  readonly tool: string;
  readonly requests: number;
  readonly bareMs: number;
  readonly toolMs: number;
  readonly addedMs: number;
}

async function readBare(
  { url, token }: SimulatorProcess,
  paths: readonly string[],
): Promise<void> {
  for (const path of paths) {
    const answer = await fetch(url + path, {
      headers: { authorization: `Bearer ${token}` },
    });
    await answer.text();
  }
}

async function measureBlock(action: () => Promise<unknown>): Promise<number[]> {
  const times: number[] = [];
  for (let call = 0; call < CALLS_IN_BLOCK; call++) {
    times.push(await time(action));
  }
  return times;
}

async function compare(
  [tool, args]: readonly [string, object],
  { peer, simulator }: { peer: StdioPeer; simulator: SimulatorProcess },
): Promise<Overhead> {
  // The first call of all also asks what lasts for the connection; the second shows what each call needs.
  await peer.callTool(tool, args);
  await simulator.requests();
  await peer.callTool(tool, args);
  const paths = await simulator.requests();
  const bare: number[] = [];
  const through: number[] = [];
  for (let block = 0; block < WARM_UP_BLOCKS + BLOCKS; block++) {
    const bareMs = await measureBlock(() => readBare(simulator, paths));
    const toolMs = await measureBlock(() => peer.callTool(tool, args));
    if (block < WARM_UP_BLOCKS) continue;
    bare.push(median(bareMs));
    through.push(median(toolMs));
  }
  await simulator.requests();
  const added = through.map((ms, block) => ms - (bare[block] ?? NaN));
  return {
    tool,
    requests: paths.length,
    bareMs: median(bare),
    toolMs: median(through),
    addedMs: median(added),
  };
}

async function main(): Promise<number> {
  await using simulator = await startSimulator();
  await using peer = new StdioPeer(await ourServer(simulator));
  await peer.initialize();
  const overheads: Overhead[] = [];
  for (const call of CALLS) {
    overheads.push(await compare(call, { peer, simulator }));
  }
  printTable([
    [
      `median of ${BLOCKS * CALLS_IN_BLOCK}`,
      "API calls",
      "bare ms",
      "tool ms",
      "added ms",
    ],
    ...overheads.map(({ tool, requests, bareMs, toolMs, addedMs }) => [
      tool,
      String(requests),
      ...[bareMs, toolMs, addedMs].map((ms) => ms.toFixed(2)),
    ]),
  ]);
  return conclude(overheads.map(({ tool, requests, addedMs }) => ({
    what: `ms added by ${tool} to an API call`,
    measured: addedMs / requests,
    limit: MAX_ADDED_MS,
  })));
}

if (import.meta.main) Deno.exit(await main());
