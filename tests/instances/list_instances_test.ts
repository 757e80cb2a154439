import assert from "node:assert/strict";
import type { ToolResult } from "../../lib/pipeline/present.ts";
import { isChange } from "../helpers/tool_harness.ts";
import { entryOf, fleet, site } from "./fleet.ts";

/** The rows by instance, each with the names of its columns. */
function table(
  { isError, text, structured }: ToolResult,
): Readonly<Record<string, Readonly<Record<string, string>>>> {
  assert(!isError, text);
  const { columns, items } = structured as unknown as {
    readonly columns: readonly string[];
    readonly items: readonly (readonly string[])[];
  };
  return Object.fromEntries(
    items.map((cells) => [
      cells[0],
      Object.fromEntries(
        columns.map((column, at) => [column, cells[at] ?? ""]),
      ),
    ]),
  );
}

Deno.test("list_instances says of each instance what it is, who we are there, and what may be done", async () => {
  await using a = site({ version: "2.14" });
  await using b = site();
  await using c = site();
  const { username, password } = b.simulator.credentials.readonly;
  await using it = await fleet([
    entryOf("a", a, {
      labels: { env: "prod", region: "eu" },
      max_tier: "write",
    }),
    { name: "b", baseUrl: b.url, username, password, max_tier: "read" },
    { name: "c", baseUrl: c.url, token: "head.claims.signature" },
    { name: "d", baseUrl: "https://d.invalid", token: "head.claims.other" },
  ]);
  const result = await it.call("list_instances");
  const { a: first, b: second, c: third, d: fourth } = table(result);
  assert.match(first?.["version"] ?? "", /^v2\.14\./);
  assert.deepEqual({ ...first, version: "" }, {
    instance: "a",
    address: a.url,
    labels: "env=prod,region=eu",
    version: "",
    account: "admin",
    sign_in: "token",
    expires: "",
    tier: "write",
    problem: "",
  });
  assert.equal(second?.["account"], "readonly");
  assert.equal(second?.["sign_in"], "session");
  assert.match(second?.["expires"] ?? "", /^\d{4}-\d\d-\d\dT/);
  assert.equal(second?.["tier"], "read");
  assert.equal(third?.["account"], "not logged in");
  assert.match(third?.["problem"] ?? "", /does not accept the credential/);
  assert.equal(fourth?.["version"], "not known");
  assert.match(fourth?.["problem"] ?? "", /^DNS_FAILURE: /);
  assert.match(result.text, /^instances a, b, c, d\n4 instances\n/);
  for (const { requests } of [a, b, c]) {
    const changes = requests.filter(({ method, path }) =>
      !path.endsWith("/session") &&
      isChange({ method, path, query: new URLSearchParams() })
    );
    assert.deepEqual(changes, []);
  }
});

Deno.test("list_instances of labels, of one, and a page of many", async () => {
  await using a = site();
  await using b = site();
  await using it = await fleet([
    entryOf("a", a, { labels: { env: "prod" } }),
    entryOf("b", b),
  ], { usual: "b" });
  const chosen = [
    await it.call("list_instances", { instances: "env=prod" }),
    await it.call("list_instances", { instance: "a" }),
  ];
  for (const result of chosen) {
    assert.deepEqual(Object.keys(table(result)), ["a"]);
  }
  // The usual instance is for reads of what is on one; this is about all.
  const all = await it.call("list_instances", { limit: 1 });
  assert.deepEqual(Object.keys(table(all)), ["a"]);
  assert.match(all.text, /\[shown 1-1 of 2; more: cursor="/);
});

Deno.test("an instance that cannot even be opened is said to be one", async () => {
  await using a = site();
  await using it = await fleet([
    entryOf("a", a),
    { name: "b", baseUrl: "https://b.invalid", sso: { ca_file: "gone.pem" } },
  ]);
  const result = await it.call("list_instances");
  assert.deepEqual(Object.keys(table(result)), ["a"]);
  assert.match(
    result.text,
    /NOT ANSWERED by instance b: CONFIGURATION: [^\n]*gone\.pem/,
  );
});
