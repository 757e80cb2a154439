import assert from "node:assert/strict";
import fc from "fast-check";
import {
  canonicalJson,
  digestOf,
  leavesOf,
  movedItems,
} from "../../lib/plans/facts.ts";

Deno.test("canonicalJson() is the same for the same value, whatever the order of its keys", () => {
  assert.equal(
    canonicalJson({ b: { d: 1, c: [{ f: 1, e: 2 }] }, a: null }),
    '{"a":null,"b":{"c":[{"e":2,"f":1}],"d":1}}',
  );
  assert.equal(canonicalJson(undefined), "null");
});

function reordered(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reordered);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).reverse().map(([key, it]) => [key, reordered(it)]),
  );
}

Deno.test("canonicalJson() of any JSON is that JSON, and does not depend on the order of keys", () => {
  fc.assert(fc.property(fc.json(), (json) => {
    const value: unknown = JSON.parse(json);
    const text = canonicalJson(value);
    assert.deepEqual(JSON.parse(text), value);
    assert.equal(canonicalJson(reordered(value)), text);
  }));
});

Deno.test("leavesOf() names each leaf by its path", () => {
  assert.deepEqual(
    leavesOf({
      project: "web",
      sources: [{ path: "a" }, { path: "b" }],
      syncPolicy: {},
      tags: [],
      labels: { "example.com/team": "x", "a b": 1 },
      none: null,
    }),
    {
      "project": digestOf("web"),
      "sources[0].path": digestOf("a"),
      "sources[1].path": digestOf("b"),
      "syncPolicy": digestOf({}),
      "tags": digestOf([]),
      'labels."example.com/team"': digestOf("x"),
      'labels."a b"': digestOf(1),
      "none": digestOf(null),
    },
  );
  assert.deepEqual(leavesOf(undefined), { "": digestOf(null) });
});

for (
  const [name, one, other] of [
    ["a key with a dot", { a: { b: 1 }, "a.b": 2 }, { a: { b: 9 }, "a.b": 2 }],
    ["a list and an object", { a: ["x"] }, { a: { 0: "x" } }],
    ["a key with brackets", { a: ["x"] }, { "a[0]": "x" }],
    ["a key with quotes", { 'a"."b': 1 }, { a: { b: 1 } }],
    ["the key __proto__", JSON.parse('{"__proto__":"a"}'), {}],
    ["an empty list and an empty object", { a: [] }, { a: {} }],
    ["no value and the text of it", { a: null }, { a: "null" }],
    ["an empty key", { "": { a: 1 } }, { a: 1 }],
  ] as const
) {
  Deno.test(`leavesOf() tells ${name} apart`, () => {
    assert.notEqual(
      canonicalJson(leavesOf(one)),
      canonicalJson(leavesOf(other)),
    );
  });
}

Deno.test("leavesOf() of two values is the same only for the same value", () => {
  const [value] = [fc.jsonValue({ maxDepth: 3 })];
  fc.assert(
    fc.property(value, value, (one, other) => {
      const same = canonicalJson(one) === canonicalJson(other);
      assert.equal(
        canonicalJson(leavesOf(one)) === canonicalJson(leavesOf(other)),
        same,
      );
    }),
    { numRuns: 500 },
  );
});

Deno.test("movedItems() names what is new, gone and different, and shows states that are no digests", () => {
  assert.equal(
    movedItems("changes", {
      "Service web": "changed",
      "Secret db": "#0123",
      "Job old": "pruned",
      "Pod same": "kept",
      "Role gone": "#4567",
      "Role x": "#89",
    }, {
      "Service web": "pruned",
      "Secret db": "#9999",
      "Pod same": "kept",
      "ConfigMap fresh": "created",
      "Secret fresh": "#abcd",
      "Role x": "created",
    }),
    "changes: Service web was changed and is pruned, Secret db has changed, Job old is gone, Role gone is gone, Role x has changed, ConfigMap fresh is now created, Secret fresh is new",
  );
});

Deno.test("movedItems() names eight and counts the rest", () => {
  const many = Object.fromEntries(
    Array.from({ length: 11 }, (_, i) => [`item-${i}`, "created"]),
  );
  const text = movedItems("changes", {}, many);
  assert.equal(text.match(/is now created/g)?.length, 8);
  assert.match(text, / and 3 more$/);
  assert.doesNotMatch(movedItems("changes", { a: "x" }, {}), /more/);
});

Deno.test("movedItems() knows items that are called like members of every object", () => {
  for (const item of ["constructor", "toString", "hasOwnProperty"]) {
    const fact = { [item]: digestOf("x") };
    assert.equal(movedItems("labels", {}, fact), `labels: ${item} is new`);
    assert.equal(movedItems("labels", fact, {}), `labels: ${item} is gone`);
  }
});

Deno.test("no value and no digest of a value is in what moved", () => {
  fc.assert(fc.property(
    fc.string({ minLength: 8 }).filter((text) => /^\w{8,}$/.test(text)),
    fc.string({ minLength: 8 }).filter((text) => /^\w{8,}$/.test(text)),
    (secret, other) => {
      fc.pre(secret !== other);
      const [before, now] = [
        leavesOf({ key: secret }),
        leavesOf({ key: other }),
      ];
      const texts = [
        movedItems("spec", before, now),
        movedItems("spec", before, {}),
        movedItems("spec", {}, now),
      ];
      assert.deepEqual(texts, [
        "spec: key has changed",
        "spec: key is gone",
        "spec: key is new",
      ]);
    },
  ));
});
