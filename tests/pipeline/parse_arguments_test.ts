import assert from "node:assert/strict";
import * as z from "zod";
import { parseArguments } from "../../lib/pipeline/parse_arguments.ts";

const TOOL = {
  name: "sync",
  input: z.strictObject({
    application: z.string(),
    health: z.array(z.string()).optional(),
    dry_run: z.boolean().default(true),
    limit: z.int().optional(),
  }),
};

Deno.test("parseArguments() fills defaults", () => {
  assert.deepEqual(parseArguments(TOOL, { application: "shop" }), {
    application: "shop",
    dry_run: true,
  });
});

Deno.test("parseArguments() takes a lone string for a list", () => {
  assert.deepEqual(
    parseArguments(TOOL, { application: "shop", health: "Degraded" }).health,
    ["Degraded"],
  );
});

Deno.test("parseArguments() names the misspelt argument, the likely one and all valid ones", () => {
  assert.throws(
    () => parseArguments(TOOL, { application: "shop", dryrun: false }),
    {
      code: "INVALID_ARGUMENT",
      message:
        "Cannot call 'sync': unknown argument 'dryrun' (did you mean 'dry_run'?)",
      hint: "Valid arguments: application, health, dry_run, limit",
    },
  );
});

Deno.test.each([
  { args: { application: "shop", dry_run: "false" } },
  { args: { application: "shop", dry_run: 0 } },
  { args: { application: "shop", limit: "5" } },
  { args: { application: ["shop"] } },
  { args: {} },
  { args: [] },
  { args: "shop" },
  { args: null },
  { args: JSON.parse('{"application":"shop","__proto__":{"dry_run":false}}') },
  { args: { application: "shop", constructor: 1 } },
])("parseArguments() converts nothing else: $args", ({ args }) => {
  assert.throws(() => parseArguments(TOOL, args), { code: "INVALID_ARGUMENT" });
});
