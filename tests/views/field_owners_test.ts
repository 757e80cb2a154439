import assert from "node:assert/strict";
import { fieldDifferences } from "../../lib/views/field_owners.ts";

/** The paths that differ, each with who owns it. */
function owned(
  live: unknown,
  desired: unknown,
  managers: Readonly<Record<string, unknown>> = {},
): Readonly<Record<string, string>> {
  const managedFields = Object.entries(managers).map(([manager, fieldsV1]) => ({
    manager,
    fieldsV1,
  }));
  const fields = fieldDifferences({
    live: live as Record<string, unknown>,
    desired: desired as Record<string, unknown>,
    applied: undefined,
  }, { metadata: { managedFields } });
  return Object.fromEntries(
    fields.map(({ path, owners }) => [
      path,
      owners.map(({ manager }) => manager).join(","),
    ]),
  );
}

Deno.test("an entry of a list is found by the keys that the cluster tells entries apart by, whatever its place", () => {
  const ports = (port: number) => [
    { containerPort: 80, protocol: "TCP", hostPort: port },
    { containerPort: 80, protocol: "UDP", hostPort: 9 },
  ];
  const node = (protocol: string) => ({
    [`k:{"containerPort":80,"protocol":"${protocol}"}`]: {
      ".": {},
      "f:hostPort": {},
    },
  });
  assert.deepEqual(
    owned({ ports: ports(1) }, { ports: ports(2).toReversed() }, {
      hand: { "f:ports": node("TCP") },
      other: { "f:ports": node("UDP") },
    }),
    { "ports[80,TCP].hostPort": "hand" },
  );
});

Deno.test("entries come and go by themselves, and a list without keys differs as a whole", () => {
  assert.deepEqual(
    owned({ env: [{ name: "A" }, { name: "B" }], args: ["1", "2"] }, {
      env: [{ name: "A" }],
      args: ["1", "3"],
    }, {
      hand: { "f:env": { 'k:{"name":"B"}': {} }, "f:args": {} },
    }),
    { "env[B]": "hand", args: "hand" },
  );
});

Deno.test("another order of entries is a difference of the list, not of an entry", () => {
  assert.deepEqual(
    owned({ env: [{ name: "A" }, { name: "B" }] }, {
      env: [{ name: "B" }, { name: "A" }],
    }),
    { env: "" },
  );
});

Deno.test("who owns a map without a record of its keys owns all that is in it", () => {
  assert.deepEqual(
    owned({ selector: { app: "a" }, data: { x: "1", "y.z/w": "1" } }, {
      selector: { app: "b" },
      data: { x: "2", "y.z/w": "2" },
    }, {
      one: { "f:selector": {}, "f:data": { ".": {}, "f:x": {} } },
      two: { "f:data": { "f:y.z/w": {} } },
    }),
    { "selector.app": "one", "data.x": "one", 'data["y.z/w"]': "two" },
  );
});

Deno.test("who wrote an empty map does not own what others put into it", () => {
  assert.deepEqual(
    owned({ resources: { limits: "1", filled: "1" } }, {
      resources: { limits: "2", filled: "2" },
    }, {
      one: { "f:resources": {} },
      two: { "f:resources": { "f:limits": {} } },
    }),
    { "resources.limits": "two", "resources.filled": "one" },
  );
});

Deno.test("what is in the source only has no owner, and two who wrote the same own it both", () => {
  assert.deepEqual(
    owned({ spec: { a: 1 } }, { spec: { a: 2, b: { c: 1 } } }, {
      one: { "f:spec": { "f:a": {} } },
      two: { "f:spec": { "f:a": {} } },
    }),
    { "spec.a": "one,two", "spec.b": "" },
  );
});

Deno.test("a record that nobody can read is none", () => {
  const states = { live: { a: 1 }, desired: { a: 2 }, applied: undefined };
  for (const managedFields of ["x", [1, null, { fieldsV1: "x" }], undefined]) {
    const [field] = fieldDifferences(states, { metadata: { managedFields } });
    assert.deepEqual(field?.owners, []);
  }
  const keyed = { "f:a": { "k:{broken": {} } };
  assert.deepEqual(owned({ a: [{ b: 1 }] }, { a: [{ b: 2 }] }, { x: keyed }), {
    a: "x",
  });
});
