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

const ROUNDS = 300;
const WARM_UP = 50;
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
  for (let round = -WARM_UP; round < ROUNDS; round++) {
    const bareMs = await time(() => readBare(simulator, paths));
    const toolMs = await time(() => peer.callTool(tool, args));
    if (round < 0) continue;
    bare.push(bareMs);
    through.push(toolMs);
  }
  await simulator.requests();
  const added = through.map((ms, round) => ms - (bare[round] ?? NaN));
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
    [`median of ${ROUNDS}`, "API calls", "bare ms", "tool ms", "added ms"],
    ...overheads.map(({ tool, requests, bareMs, toolMs, addedMs }) => [
      tool,
      String(requests),
      ...[bareMs, toolMs, addedMs].map((ms) => ms.toFixed(2)),
    ]),
  ]);
  return conclude(overheads.map(({ tool, addedMs }) => ({
    what: `ms added by ${tool}`,
    measured: addedMs,
    limit: MAX_ADDED_MS,
  })));
}

if (import.meta.main) Deno.exit(await main());
