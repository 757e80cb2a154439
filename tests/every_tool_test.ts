import assert from "node:assert/strict";
import * as z from "zod";
import { NAME_CHECKS } from "../lib/guards/require_valid_names.ts";
import type { Policy } from "../lib/guards/guard.ts";
import { listTools } from "../lib/server/introduce.ts";
import { TOOL_LIST } from "../lib/server/tool_list.ts";
import type { Tool } from "../lib/tool.ts";
import { TOOLS } from "../lib/tools/registry.ts";
import { onlyInstance } from "./helpers/only_instance.ts";

/** String arguments that never reach a path: compared here, or sent as the value of a query key. */
const FREE_TEXT = new Set([
  "action",
  "chart",
  "cluster",
  "cursor",
  "confirm_name",
  "plan",
  "sync_options",
  "filter",
  "fleet_group",
  "patch",
  "path",
  "repo",
  "search",
  "selector",
  "since",
  "value_files",
  "values",
]);

const POLICY: Policy = {
  tier: "read",
  maskSecrets: true,
  maxResultChars: 24_000,
  humanApproval: "auto",
};

function shape(tool: Tool): Readonly<Record<string, z.ZodType>> {
  return (tool.input as z.ZodObject).shape as Record<string, z.ZodType>;
}

function accepts(schema: z.ZodType, value: unknown): boolean {
  return schema.safeParse(value).success;
}

Deno.test("tool names are unique, sorted, verb_noun, and short enough for every client", () => {
  const names = TOOLS.map(({ name }) => name);
  assert.deepEqual(names, [...new Set(names)].sort());
  for (const name of names) assert.match(name, /^[a-z]+(_[a-z]+)+$/);
  for (const name of names) assert(name.length <= 40, name);
});

for (const tool of TOOLS) {
  Deno.test(`${tool.name} refuses unknown arguments`, () => {
    const result = tool.input.safeParse({
      application: "x",
      no_such_argument: 1,
    });
    assert(!result.success);
    assert(
      result.error.issues.some(({ code }) => code === "unrecognized_keys"),
    );
  });

  Deno.test(`${tool.name} has a check for every text that can reach a path`, () => {
    for (const [name, schema] of Object.entries(shape(tool))) {
      const anyText = accepts(schema, "../x") || accepts(schema, ["../x"]);
      if (anyText) {
        assert(
          name in NAME_CHECKS || FREE_TEXT.has(name),
          `'${name}' has no check`,
        );
      }
    }
  });

  Deno.test(`${tool.name} has paging arguments that fit its paging`, () => {
    const args = Object.keys(shape(tool));
    assert.equal(args.includes("cursor"), tool.paging !== undefined);
    if (args.includes("limit")) {
      assert(tool.paging?.limit, "a limit needs a usual one");
    }
  });

  Deno.test(`${tool.name} describes itself in one short sentence first`, () => {
    assert.match(tool.description, /^[A-Z][^.]{10,200}\./);
    assert(tool.description.length <= 400, `${tool.description.length}`);
    assert(tool.title.length <= 40, tool.title);
  });
}

function bytes(value: unknown): number {
  return new TextEncoder().encode(JSON.stringify(value)).length;
}

function average(sizes: readonly number[]): number {
  return sizes.reduce((a, b) => a + b, 0) / sizes.length;
}

Deno.test("the list of tools that read stays within what a model can afford", () => {
  const tools = listTools(onlyInstance({ ...POLICY, tier: "read" }));
  const read = tools.map(({ name, title, description, inputSchema }) =>
    bytes({ name, title, description, inputSchema })
  );
  const whole = tools.map(bytes);
  assert(tools.length > 0 && tools.length <= 20, `${tools.length} tools`);
  assert(average(read) <= 600, `${average(read)} bytes a tool are read`);
  assert(average(whole) <= 1_000, `${average(whole)} bytes a tool in all`);
});

Deno.test("the list of all tools has at most 32 kB", () => {
  const all = listTools(onlyInstance({ ...POLICY, tier: "destructive" }));
  assert.equal(
    all.length,
    TOOLS.filter(({ across }) => across !== "always").length,
  );
  assert(bytes({ tools: all }) <= 32_000, `${bytes({ tools: all })} bytes`);
});

for (
  const {
    tier: _tier,
    reach: _reach,
    across: _across,
    other: _other,
    ...description
  } of TOOL_LIST
) {
  Deno.test(`the definition of ${description.name} changes only on purpose`, async (t) => {
    await t.assertSnapshot(description);
  });
}
