import assert from "node:assert/strict";
import { instanceSecrets } from "../../lib/instances/instance.ts";
import { refusal } from "../helpers/change_harness.ts";
import { failureOf } from "../helpers/open_client.ts";
import { type Entry, entryOf, fleet, site } from "./fleet.ts";

function entry(name: string, baseUrl: string, more: Entry = {}): Entry {
  return { name, baseUrl, token: `token-of-${name}`, ...more };
}

Deno.test("what stays as it was keeps its connection and its session, wherever it stands in the file", async () => {
  await using a = site();
  await using b = site();
  const { username, password } = a.simulator.credentials.admin;
  const first = { name: "a", baseUrl: a.url, username, password };
  await using it = await fleet([first, entryOf("b", b)]);
  const ask = () => it.call("list_projects", { instance: "a" });
  assert(!(await ask()).isError);
  const connection = await it.instances.all[0]?.connection();
  const change = await it.reload([
    entry("new", "https://new.invalid"),
    entryOf("b", b, { timeout: 5 }),
    first,
  ]);
  assert.deepEqual(change, { added: ["new"], changed: ["b"], removed: [] });
  assert(!(await ask()).isError);
  assert.equal(await it.instances.all[0]?.connection(), connection);
  const logins = a.requests.filter(({ path }) => path.endsWith("/session"));
  assert.equal(logins.length, 1);
});

Deno.test("another password is another session, and the old one goes on with calls that have begun", async () => {
  const held = Promise.withResolvers<void>();
  const asked = Promise.withResolvers<void>();
  let holds = true;
  await using a = site({
    intercept: async ({ url }) => {
      if (!url.includes("/projects") || !holds) return undefined;
      asked.resolve();
      await held.promise;
      return undefined;
    },
  });
  await using b = site();
  const { admin, readonly } = a.simulator.credentials;
  await using it = await fleet([entryOf("a", a), entryOf("b", b)]);
  const running = it.call("list_projects", { instance: "a" });
  await asked.promise;
  holds = false;
  await it.reload([
    entryOf("a", a, { token: readonly.token }),
    entryOf("b", b),
  ]);
  const next = await it.call("list_projects", { instance: "a" });
  assert(!next.isError, next.text);
  held.resolve();
  const result = await running;
  assert(!result.isError, result.text);
  const used = a.requests.filter(({ path }) => path.endsWith("/projects"))
    .map(({ headers }) => headers.get("authorization"));
  assert.deepEqual(used, [`Bearer ${admin.token}`, `Bearer ${readonly.token}`]);
});

Deno.test("what is removed is gone by its name and its address, and nothing is sent to it", async () => {
  await using a = site();
  await using b = site();
  await using c = site();
  await using it = await fleet([
    entryOf("a", a),
    entryOf("b", b),
    entryOf("c", c),
  ]);
  const change = await it.reload([entryOf("a", a), entryOf("c", c)]);
  assert.deepEqual(change.removed, ["b"]);
  b.requests.length = 0;
  for (const instance of ["b", b.url]) {
    const { message, hint } = refusal(
      await it.call("list_projects", { instance }),
    );
    assert.match(message, /no instance '.*' is registered/);
    assert.equal(hint, "Registered instances: a, c");
  }
  const all = await it.call("list_clusters", { instances: "all" });
  assert(!all.isError);
  assert.deepEqual(b.requests, []);
});

Deno.test("what was a credential stays masked after it was replaced", async () => {
  await using a = site();
  await using b = site();
  await using it = await fleet([entryOf("a", a), entryOf("b", b)]);
  const former = b.simulator.credentials.admin.token;
  await it.call("list_projects", { instance: "b" });
  await it.reload([
    entryOf("a", a),
    entryOf("b", b, { token: b.simulator.credentials.readonly.token }),
  ]);
  await it.reload([entryOf("a", a)]);
  const secrets = instanceSecrets(it.instances);
  assert(secrets.includes(former));
  assert(secrets.includes(b.simulator.credentials.readonly.token));
});

Deno.test("whoever listens hears of a change, and of nothing else", async () => {
  await using it = await fleet([
    entry("a", "https://a.invalid"),
    entry("b", "https://b.invalid"),
  ]);
  let heard = 0;
  const forget = it.instances.onChange(() => void heard++);
  const same = [
    entry("b", "https://b.invalid"),
    entry("a", "https://a.invalid"),
  ];
  await it.reload(same);
  assert.equal(heard, 0);
  await it.reload(same, "a");
  assert.equal(heard, 1);
  await it.reload([...same, entry("c", "https://c.invalid")], "a");
  assert.equal(heard, 2);
  await it.reload(same, "a");
  assert.equal(heard, 3);
  forget();
  await it.reload([entry("a", "https://a.invalid")]);
  assert.equal(heard, 3);
});

Deno.test("a set that cannot stand is not taken, and what was there goes on", async () => {
  await using a = site();
  await using b = site();
  await using it = await fleet([entryOf("a", a), entryOf("b", b)]);
  const [spec, other] = it.instances.all.map(({ spec }) => spec);
  assert(spec && other);
  const wrong = [
    [[spec, { ...other, name: "a" }], /have the same name/],
    [[spec, { ...other, baseUrl: spec.baseUrl }], /have the same address/],
    [
      [spec, { ...other, baseUrl: new URL(`${spec.baseUrl.href}?x`) }],
      /have the same address/,
    ],
    [
      [spec, { ...other, name: spec.baseUrl.href }],
      /the name 'http.*' is the address of 'a'/,
    ],
  ] as const;
  for (const [specs, message] of wrong) {
    const error = await failureOf(
      (async () => it.instances.replace(await specs, undefined))(),
    );
    assert.equal(error.code, "CONFIGURATION");
    assert.match(error.message, message);
  }
  assert.deepEqual(it.instances.all.map(({ name }) => name), ["a", "b"]);
  assert(!(await it.call("list_projects", { instance: "b" })).isError);
});
