import assert from "node:assert/strict";
import { createSimulator } from "../../lib/demo/simulator.ts";
import { TOOLS } from "../../lib/tools/registry.ts";
import { questions } from "../helpers/questions.ts";
import { harness } from "../helpers/tool_harness.ts";

/** What something that is not quite an Argo CD could put in the place of any value. */
const JUNK = [
  null,
  0,
  -1,
  1e30,
  "",
  "x",
  "null",
  "{}",
  "2026-13-45T99:99:99Z",
  true,
  [],
  {},
  [null],
  ["a"],
  { a: 1 },
];
const ROUNDS = [0.01, 0.05, 0.2, 0.01, 0.05, 0.2];

/** Numbers from 0 to 1 that are the same in every run. */
function numbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1103515245 + 12345) & 0x7fffffff;
    return state / 0x7fffffff;
  };
}

/** A copy in which every value became junk with probability `share`; JSON inside of texts is entered. */
function spoil(value: unknown, share: number, random: () => number): unknown {
  if (random() < share) return JUNK[Math.floor(random() * JUNK.length)];
  if (Array.isArray(value)) {
    return value.map((item) => spoil(item, share, random));
  }
  if (typeof value === "string" && value.startsWith("{")) {
    return JSON.stringify(spoil(JSON.parse(value), share, random));
  }
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map((
      [key, member],
    ) => [key, spoil(member, share, random)]),
  );
}

for (const [round, share] of ROUNDS.entries()) {
  Deno.test(`no tool breaks on answers of which ${share * 100} % are junk (${round})`, async () => {
    const random = numbers(round + 1);
    const simulator = createSimulator();
    await using h = harness({
      token: simulator.credentials.admin.token,
      async intercept(request: Request) {
        const response = await simulator.fetch(request);
        if (/session|can-i/.test(request.url)) return response;
        const lines = (await response.text()).split("\n").map((line) =>
          line.startsWith("{")
            ? JSON.stringify(spoil(JSON.parse(line), share, random))
            : line
        );
        const { status, headers } = response;
        return new Response(lines.join("\n"), { status, headers });
      },
    });
    for (const tool of TOOLS) {
      for (const args of questions(tool)) {
        const { text } = await h.call(tool, args);
        assert.doesNotMatch(
          text,
          /^INTERNAL/,
          `${tool.name} ${JSON.stringify(args)}`,
        );
      }
    }
  });
}
