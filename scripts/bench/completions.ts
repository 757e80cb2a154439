/**
 * Completions among 5,000 applications, from request to answer, while somebody types.
 *
 * `--check` exits 1 when one takes 200 ms or more: the first one of a word, which has to read the list, and those after
 * it, which take it from what the client keeps.
 *
 * @module
 */
import { conclude, median, printTable, time } from "./measure.ts";
import { ourServer } from "./our_server.ts";
import { startSimulator } from "./simulator_process.ts";
import { StdioPeer } from "./stdio_peer.ts";

const APPLICATIONS = 5_000;
const ROUNDS = 3;
/** Longer than what was read serves for the next key. */
const PAUSE_MS = 10_500;
const MAX_MS = 200;

const PROMPT = { type: "ref/prompt", name: "safe_rollback" };
const HANDOVER = { type: "ref/prompt", name: "shift_handover" };
const RESOURCE = {
  type: "ref/resource",
  uri: "argocd://{instance}/applications/{namespace}/{name}",
};
/** Found in every world. */
const context = { arguments: { application: "guestbook" } };

const QUESTIONS: readonly (readonly [string, object, string])[] = [
  ["application", { ref: PROMPT }, "application"],
  ["revision", { ref: PROMPT, context }, "revision"],
  ["project", { ref: HANDOVER }, "project"],
  ["cluster", { ref: HANDOVER }, "cluster"],
  ["namespace", { ref: RESOURCE }, "namespace"],
  ["name", { ref: RESOURCE }, "name"],
];

async function main(): Promise<number> {
  await using simulator = await startSimulator(APPLICATIONS);
  await using peer = new StdioPeer(await ourServer(simulator));
  await peer.initialize();
  await peer.callTool("get_server_info", {});

  async function complete(
    [_what, params, name]: typeof QUESTIONS[number],
    value: string,
  ): Promise<number> {
    return await time(async () => {
      await peer.request("completion/complete", {
        ...params,
        argument: { name, value },
      });
    });
  }
  const results = [];
  for (const question of QUESTIONS) {
    const [first, then]: [number[], number[]] = [[], []];
    for (let round = 0; round < ROUNDS; round++) {
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
      first.push(await complete(question, "g"));
      for (const typed of ["gu", "gue", "ues"]) {
        then.push(await complete(question, typed));
      }
    }
    results.push({
      what: question[0],
      first: median(first),
      then: median(then),
      most: Math.max(...then),
    });
  }
  printTable([
    [`${APPLICATIONS} applications`, "first ms", "then ms", "at most ms"],
    ...results.map(({ what, first, then, most }) => [
      what,
      ...[first, then, most].map((ms) => ms.toFixed(1)),
    ]),
  ]);
  return conclude([
    {
      what: "milliseconds of a completion that reads the list, median",
      measured: Math.max(...results.map(({ first }) => first)),
      limit: MAX_MS,
    },
    {
      what: "milliseconds of those after it, median",
      measured: Math.max(...results.map(({ then }) => then)),
      limit: MAX_MS,
    },
  ]);
}

if (import.meta.main) Deno.exit(await main());
