import assert from "node:assert/strict";
import { filterForest, orderForest } from "../../lib/views/resource_forest.ts";

function shape(rows: ReturnType<typeof orderForest>): readonly string[] {
  return rows.map(({ node, depth }) =>
    `${" ".repeat(depth)}${node.kind}/${node.name}`
  );
}

const DEPLOYMENT = {
  group: "apps",
  kind: "Deployment",
  name: "shop",
  uid: "d",
};
const REPLICA_SET = {
  group: "apps",
  kind: "ReplicaSet",
  name: "shop-1",
  uid: "r",
  parentRefs: [DEPLOYMENT],
};
const POD = {
  kind: "Pod",
  name: "shop-1-a",
  uid: "p",
  parentRefs: [{ ...REPLICA_SET, parentRefs: undefined }],
};

Deno.test("orderForest() puts children below their owner, whatever the order of the answer", () => {
  const rows = orderForest(
    [
      POD,
      REPLICA_SET,
      { kind: "ConfigMap", name: "shop" },
      DEPLOYMENT,
    ] as never,
  );
  assert.deepEqual(shape(rows), [
    "Deployment/shop",
    " ReplicaSet/shop-1",
    "  Pod/shop-1-a",
    "ConfigMap/shop",
  ]);
});

Deno.test("orderForest() finds a parent by name where a reference has no uid and no version, as on 2.14", () => {
  const rows = orderForest([
    {
      kind: "Endpoints",
      namespace: "shop",
      name: "shop",
      parentRefs: [{ kind: "Service", namespace: "shop", name: "shop" }],
    },
    {
      version: "v1",
      kind: "Service",
      namespace: "shop",
      name: "shop",
      uid: "s",
    },
  ]);
  assert.deepEqual(shape(rows), ["Service/shop", " Endpoints/shop"]);
});

Deno.test("orderForest() shows a node whose parent is missing at the top", () => {
  assert.deepEqual(shape(orderForest([POD] as never)), ["Pod/shop-1-a"]);
});

Deno.test("orderForest() shows each node of a ring of parents once", () => {
  const rows = orderForest([
    { kind: "A", name: "a", uid: "a", parentRefs: [{ uid: "b" }] },
    { kind: "B", name: "b", uid: "b", parentRefs: [{ uid: "a" }] },
    { kind: "C", name: "c", uid: "c", parentRefs: [{ uid: "c" }] },
  ]);
  assert.deepEqual(shape(rows), ["C/c", "A/a", " B/b"]);
});

Deno.test("orderForest() shows a node with two parents once, below the first that exists", () => {
  const rows = orderForest([
    {
      kind: "Pod",
      name: "p",
      parentRefs: [{ kind: "Gone", name: "x" }, { kind: "Job", name: "a" }, {
        kind: "Job",
        name: "b",
      }],
    },
    { kind: "Job", name: "a" },
    { kind: "Job", name: "b" },
  ]);
  assert.deepEqual(shape(rows), ["Job/a", " Pod/p", "Job/b"]);
});

Deno.test("orderForest() orders ten thousand nodes that all own the next one", () => {
  const chain = Array.from({ length: 10_000 }, (_, index) => ({
    kind: "Link",
    name: `n${index}`,
    uid: `u${index}`,
    parentRefs: index === 0 ? [] : [{ uid: `u${index - 1}` }],
  }));
  const rows = orderForest(chain);
  assert.equal(rows.length, 10_000);
  assert.equal(rows.at(-1)?.depth, 9_999);
});

Deno.test("filterForest() keeps what matches and everything above it", () => {
  const rows = orderForest(
    [DEPLOYMENT, REPLICA_SET, POD, { kind: "Secret", name: "shop" }] as never,
  );
  assert.deepEqual(
    shape(filterForest(rows, ({ kind }) => kind === "Pod") as never),
    [
      "Deployment/shop",
      " ReplicaSet/shop-1",
      "  Pod/shop-1-a",
    ],
  );
});
