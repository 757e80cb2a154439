import assert from "node:assert/strict";
import * as fc from "fast-check";
import { programCommand } from "../helpers/program_command.ts";
import { RawClient } from "../helpers/raw_client.ts";

const METHODS = [
  "ping",
  "tools/list",
  "tools/call",
  "initialize",
  "server/discover",
  "resources/list",
  "prompts/get",
  "logging/setLevel",
  "completion/complete",
  "subscriptions/listen",
  "no/such",
  "",
  "__proto__",
];
const TOOLS = [
  "list_applications",
  "get_application",
  "get_application_logs",
  "get_resource",
  "list_projects",
  "constructor",
];

const name = fc.oneof(
  fc.constantFrom(
    "payments",
    "apps-b/remote",
    "..",
    "../clusters",
    "a%2Fb",
    "a?x",
    "a#b",
    "",
    "\u0000",
  ),
  fc.string({ unit: "binary", maxLength: 300 }),
);

const argumentsOfTools = fc.dictionary(
  fc.constantFrom(
    "application",
    "kind",
    "name",
    "namespace",
    "project",
    "limit",
    "cursor",
    "tail",
    "__proto__",
    "x",
  ),
  fc.oneof(name, fc.jsonValue({ maxDepth: 3 })),
  { maxKeys: 5 },
);

const params = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      name: fc.constantFrom(...TOOLS),
      arguments: argumentsOfTools,
    }),
  },
  { weight: 1, arbitrary: fc.jsonValue({ maxDepth: 4 }) },
);

/** A request as far as its id goes; the rest may be anything. */
const request = fc.record({
  method: fc.oneof(
    { weight: 4, arbitrary: fc.constant("tools/call") },
    { weight: 2, arbitrary: fc.constantFrom(...METHODS) },
  ),
  params,
});

Deno.test("every request gets one answer with its id, whatever is in it", async () => {
  await using client = new RawClient(programCommand({ args: ["demo"] }));
  await client.initialize();
  let id = 0;
  await fc.assert(
    fc.asyncProperty(request, async (message) => {
      id++;
      await client.send({ jsonrpc: "2.0", id, ...message });
      const answer = await client.next();
      assert.equal(answer.id, id);
      assert.notEqual(answer.result === undefined, answer.error === undefined);
      const text = JSON.stringify(answer);
      assert(!text.includes('"INTERNAL:'), text);
      assert(text.length <= 60_000, `${text.length} characters`);
    }),
    { numRuns: 500, seed: 20261121, endOnFailure: true },
  );
  assert.deepEqual((await client.ask("last", "ping")).result, {});
  assert.equal(await client.end(), 0);
  assert.deepEqual(client.noise, []);
});
