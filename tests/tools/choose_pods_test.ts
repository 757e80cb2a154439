import assert from "node:assert/strict";
import { choosePods } from "../../lib/tools/choose_pods.ts";
import type { InventoryItem } from "../../lib/views/resource_inventory.ts";

const OPTIONS = { purpose: "read logs of application 'shop'" };

function owner(kind: string, name: string): InventoryItem {
  return { group: "apps", kind, namespace: "shop", name, live: true };
}

function pod(
  name: string,
  health: string,
  of = owner("ReplicaSet", "shop-1"),
): InventoryItem {
  return {
    kind: "Pod",
    namespace: "shop",
    name,
    health: { status: health },
    parentRefs: [of],
    live: true,
  };
}

const REPLICA_SET: InventoryItem = {
  ...owner("ReplicaSet", "shop-1"),
  parentRefs: [owner("Deployment", "shop")],
};
const BASE = [owner("Deployment", "shop"), REPLICA_SET, {
  kind: "Service",
  namespace: "shop",
  name: "shop",
  live: true,
}];

function names(items: readonly InventoryItem[]): readonly string[] {
  return items.map(({ name = "" }) => name);
}

Deno.test("choosePods() takes the unhealthy pods when nothing is named, the worst first", () => {
  const { pods, selected } = choosePods(
    [
      ...BASE,
      pod("a", "Healthy"),
      pod("b", "Progressing"),
      pod("c", "Degraded"),
    ],
    {},
    OPTIONS,
  );
  assert.deepEqual(names(pods), ["c", "b"]);
  assert.equal(selected, "the unhealthy pods");
});

Deno.test("choosePods() takes three of the replicas that fail alike and counts the others", () => {
  const replicas = Array.from(
    { length: 40 },
    (_, index) => pod(`p${index}`, "Degraded"),
  );
  const { pods, leftOut } = choosePods(
    [...BASE, ...replicas, pod("job", "Degraded", owner("Job", "job"))],
    {},
    OPTIONS,
  );
  assert.equal(pods.length, 4);
  assert.equal(leftOut, 37);
});

Deno.test("choosePods() takes all pods when none is unhealthy and they are few", () => {
  const { pods, selected } = choosePods(
    [...BASE, pod("a", "Healthy"), pod("b", "Healthy")],
    {},
    OPTIONS,
  );
  assert.deepEqual(names(pods), ["a", "b"]);
  assert.equal(selected, "all pods; none is unhealthy");
});

Deno.test("choosePods() wants a name when there are many pods and none is unhealthy, and says which there are", () => {
  const healthy = Array.from(
    { length: 11 },
    (_, index) => pod(`p${index}`, "Healthy"),
  );
  assert.throws(() => choosePods([...BASE, ...healthy], {}, OPTIONS), {
    code: "INVALID_ARGUMENT",
    message:
      "Cannot read logs of application 'shop': it has 11 pods, none of them unhealthy, and nothing is named",
    hint: "Name a 'pod' or a 'workload': Deployment shop",
  });
});

Deno.test("choosePods() takes a workload's pods through what stands between, and is not confused by a Service of that name", () => {
  const { pods, selected } = choosePods([
    ...BASE,
    pod("a", "Healthy"),
    pod("x", "Degraded", owner("Job", "x")),
  ], {
    workload: "shop",
  }, OPTIONS);
  assert.deepEqual(names(pods), ["a"]);
  assert.equal(selected, "Deployment shop");
});

Deno.test("choosePods() names the pods that there are when the named one is not among them", () => {
  assert.throws(
    () => choosePods([...BASE, pod("a", "Healthy")], { pod: "b" }, OPTIONS),
    {
      code: "NOT_FOUND",
      message:
        "Cannot read logs of application 'shop': the application has no such resource; it has Pod shop/a",
    },
  );
});

Deno.test("choosePods() refuses a pod and a workload together, and a kind alone", () => {
  assert.throws(() => choosePods(BASE, { pod: "a", workload: "b" }, OPTIONS), {
    code: "INVALID_ARGUMENT",
  });
  assert.throws(() => choosePods(BASE, { kind: "Deployment" }, OPTIONS), {
    code: "INVALID_ARGUMENT",
  });
});

Deno.test("choosePods() of an application without pods chooses none", () => {
  assert.deepEqual(
    choosePods([{ kind: "ConfigMap", name: "a", live: true }], {}, OPTIONS)
      .pods,
    [],
  );
});
