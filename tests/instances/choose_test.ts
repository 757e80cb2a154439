import assert from "node:assert/strict";
import { listTools } from "../../lib/server/introduce.ts";
import { instructions } from "../../lib/server/instructions.ts";
import type { Instances } from "../../lib/instances/instance.ts";
import type { Policy } from "../../lib/guards/guard.ts";
import { TOOL_LIST } from "../../lib/server/tool_list.ts";
import { TOOLS } from "../../lib/tools/registry.ts";
import { SAMPLE_CALLS } from "../helpers/sample_calls.ts";
import { unreachable } from "../helpers/only_instance.ts";
import { refusal } from "../helpers/change_harness.ts";
import { entryOf, fleet, site } from "./fleet.ts";

const READ: Policy = {
  tier: "read",
  maskSecrets: true,
  maxResultChars: 24_000,
  humanApproval: "auto",
};
const ALL: Policy = { ...READ, tier: "destructive" };

function registered(names: readonly string[], usual?: string): Instances {
  const all = names.map((name) => unreachable(name, ALL));
  return { all, usual: all.find(({ name }) => name === usual) };
}

interface Schema {
  readonly properties: Readonly<Record<string, unknown>>;
  readonly required?: readonly string[];
}

function bytes(value: unknown): number {
  return new TextEncoder().encode(JSON.stringify(value)).length;
}

/** These ask all instances unless they are told otherwise. */
const ASKS_ALL = ["get_fleet_summary", "list_instances"];

/** The words that choose, and whether a call needs one, by tool. */
function choosing(instances: Instances): Record<string, string> {
  return Object.fromEntries(
    listTools(instances).map(({ name, inputSchema }) => {
      const { properties, required = [] } = inputSchema as unknown as Schema;
      const words = ["instance", "instances"].filter((word) =>
        word in properties
      );
      const asked = required.includes("instance") ? " required" : "";
      return [name, `${words.join(" or ")}${asked}`];
    }),
  );
}

const LISTS = [
  "get_fleet_summary",
  "list_applications",
  "list_clusters",
  "list_instances",
  "list_projects",
  "list_repositories",
];

Deno.test("with one instance the list of tools is what it was, and nothing chooses", () => {
  const only = registered(["prod"], "prod");
  assert.deepEqual(
    listTools(only),
    TOOL_LIST.filter(({ across }) => across !== "always").map((
      { tier: _tier, reach: _reach, across: _across, other: _other, ...tool },
    ) => tool),
  );
  for (const [name, words] of Object.entries(choosing(only))) {
    assert.equal(words, "", name);
  }
  assert.doesNotMatch(instructions(only, "read"), /instance/);
});

Deno.test("with two instances every call names one, lists may name several", () => {
  const words = choosing(registered(["a", "b"]));
  assert.deepEqual(Object.keys(words), TOOLS.map(({ name }) => name));
  for (const [name, word] of Object.entries(words)) {
    assert.equal(
      word,
      LISTS.includes(name) ? "instance or instances" : "instance required",
      name,
    );
  }
});

Deno.test("a usual instance frees reads of saying which one, and no write", () => {
  const words = choosing(registered(["a", "b"], "b"));
  for (const { name, tier } of TOOLS) {
    const expected = LISTS.includes(name)
      ? "instance or instances"
      : tier === "read"
      ? "instance"
      : "instance required";
    assert.equal(words[name], expected, name);
  }
  assert.match(instructions(registered(["a", "b"], "b"), "read"), /reads: b/);
});

Deno.test("'instance' is an enumeration of the names, and of many only a word", () => {
  const few = registered(["a", "b"]);
  const many = registered(Array.from({ length: 21 }, (_, n) => `site-${n}`));
  for (const { name, inputSchema } of listTools(few)) {
    const { properties } = inputSchema as unknown as Schema;
    assert.deepEqual(properties["instance"], {
      type: "string",
      enum: ["a", "b"],
    }, name);
  }
  for (const { inputSchema } of listTools(many)) {
    const { properties } = inputSchema as unknown as Schema;
    assert.deepEqual(properties["instance"], {
      type: "string",
      description: "name from list_instances",
    });
  }
});

Deno.test("the list of tools stays within its budgets with several instances", () => {
  const names = ["production-eu", "production-us", "staging"];
  const all = names.map((name) => unreachable(name, READ));
  const read = listTools({ all, usual: undefined });
  assert(read.length <= 20, `${read.length} tools`);
  // 600 with one instance; each further byte is for naming one of several.
  const readByModel = read.map(({ name, title, description, inputSchema }) =>
    bytes({ name, title, description, inputSchema })
  );
  const average = readByModel.reduce((a, b) => a + b) / read.length;
  assert(average <= 720, `${average} bytes a tool are read`);
  // The most names that are listed.
  const many = Array.from({ length: 20 }, (_, n) => `production-${n + 10}`);
  for (const [list, most] of [[names, 1_300], [many, 1_600]] as const) {
    const tools = listTools(registered(list));
    const size = bytes({ tools }) / tools.length;
    assert(size <= most, `${size} bytes a tool, ${list.length} instances`);
    assert(bytes({ tools }) <= 60_000);
  }
  for (const list of [names, many]) {
    const said = instructions(registered(list, list[0]), "destructive");
    assert(said.length <= 2_000, `${said.length} characters`);
  }
});

Deno.test("with one instance 'instance' and 'instances' are unknown arguments of every tool", async () => {
  await using a = site();
  await using it = await fleet([entryOf("a", a)]);
  for (const { name } of TOOLS) {
    for (
      const word of [{ instance: "a" }, { instance: a.url }, {
        instances: "all",
      }]
    ) {
      const { code, message } = refusal(
        await it.call(name, { ...SAMPLE_CALLS[name], ...word }),
      );
      assert.equal(code, "INVALID_ARGUMENT", message);
      assert.match(message, new RegExp(`'${Object.keys(word)[0]}'`));
    }
  }
  assert.deepEqual(a.requests, []);
});

Deno.test("with two instances a call that needs one and names none is refused with the names", async () => {
  await using a = site();
  await using b = site();
  await using it = await fleet([entryOf("a", a), entryOf("b", b)]);
  for (const { name } of TOOLS) {
    if (ASKS_ALL.includes(name)) continue;
    const { code, message, hint } = refusal(
      await it.call(name, SAMPLE_CALLS[name]),
    );
    assert.equal(code, "INVALID_ARGUMENT", message);
    assert.match(message, /'instance' is missing, and 2 are registered/);
    assert.match(hint ?? "", /^Registered instances: a, b/);
    assert.equal(
      /'all'/.test(hint ?? ""),
      LISTS.includes(name),
      `what ${name} can also be told`,
    );
  }
  assert.deepEqual([...a.requests, ...b.requests], []);
});

Deno.test("a usual instance is what reads are for, and never what is changed", async () => {
  await using a = site();
  await using b = site();
  await using it = await fleet([entryOf("a", a), entryOf("b", b)], {
    usual: "b",
  });
  for (const { name, tier } of TOOLS) {
    if (ASKS_ALL.includes(name)) continue;
    b.requests.length = 0;
    const result = await it.call(name, SAMPLE_CALLS[name]);
    if (tier === "read") {
      assert(!result.isError, result.text);
      assert.match(result.text, /^instance b\n/);
      assert.equal(result.structured?.["instance"], "b", name);
      assert(b.requests.length > 0, name);
    } else {
      assert.match(refusal(result).message, /'instance' is missing/);
      assert.deepEqual(b.requests, []);
    }
  }
  assert.deepEqual(a.requests, []);
});

Deno.test("what chooses is refused where it cannot be meant", async () => {
  await using a = site();
  await using b = site();
  await using it = await fleet([
    entryOf("a", a, { labels: { env: "prod" } }),
    entryOf("b", b),
  ], { usual: "a" });
  const wrong: readonly (readonly [
    string,
    Record<string, unknown>,
    RegExp,
  ])[] = [
    [
      "list_applications",
      { instance: "a", instances: "all" },
      /are given together/,
    ],
    ["list_applications", { instances: "env=none" }, /no instance has labels/],
    [
      "list_applications",
      { instances: "env=" },
      /no instance has labels|label/,
    ],
    ["list_applications", { instances: ["a"] }, /'instances' says nothing/],
    ["list_applications", { instances: " " }, /'instances' says nothing/],
    ["list_applications", { instance: 7 }, /no instance that is registered/],
    ["list_applications", { instance: null }, /no instance/],
    ["list_applications", { instance: "" }, /no instance ''/],
    ["get_application", {
      application: "guestbook",
      instances: "all",
    }, /'instances'/],
    ["sync_application", {
      application: "guestbook",
      instances: "all",
    }, /'instance' is missing|'instances'/],
    [
      "get_application",
      { application: "guestbook", instance: "A" },
      /did you mean 'a'/,
    ],
  ];
  for (const [name, args, state] of wrong) {
    const { code, message } = refusal(await it.call(name, args));
    assert.equal(code, "INVALID_ARGUMENT", message);
    assert.match(message, state);
  }
  assert.deepEqual([...a.requests, ...b.requests], []);
});

Deno.test("arguments that are no object are refused", async () => {
  await using a = site();
  await using it = await fleet([
    entryOf("a", a),
    { name: "b", baseUrl: "https://b.invalid", token: "x.y.z" },
  ], { usual: "a" });
  for (const args of ["a", 7, true]) {
    const result = await it.call("get_server_info", args as never);
    assert.equal(refusal(result).code, "INVALID_ARGUMENT");
  }
  assert.deepEqual(a.requests, []);
});
