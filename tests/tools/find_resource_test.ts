import assert from "node:assert/strict";
import { findResource, requireLive } from "../../lib/tools/find_resource.ts";
import type { InventoryItem } from "../../lib/views/resource_inventory.ts";

const ITEMS: readonly InventoryItem[] = [
  { kind: "Service", namespace: "shop", name: "shop", live: true },
  {
    group: "serving.knative.dev",
    kind: "Service",
    namespace: "shop",
    name: "shop",
    live: true,
  },
  {
    group: "apps",
    kind: "Deployment",
    namespace: "shop",
    name: "web",
    live: true,
  },
  { kind: "ConfigMap", namespace: "shop", name: "missing", live: false },
  {
    group: "batch",
    kind: "Job",
    namespace: "shop",
    name: "migrate",
    hook: true,
    live: false,
  },
];
const OPTIONS = { purpose: "read Service 'shop'" };

Deno.test("findResource() names the candidates when several match", () => {
  assert.throws(
    () => findResource(ITEMS, { kind: "Service", name: "shop" }, OPTIONS),
    {
      code: "INVALID_ARGUMENT",
      message:
        "Cannot read Service 'shop': 2 resources match: Service shop/shop, " +
        "Service.serving.knative.dev shop/shop (group serving.knative.dev)",
    },
  );
});

Deno.test("findResource() lets an empty group mean the core group", () => {
  assert.equal(
    findResource(ITEMS, { kind: "Service", name: "shop", group: "" }, OPTIONS),
    ITEMS[0],
  );
});

Deno.test("findResource() says what of that name or kind there is", () => {
  assert.throws(
    () => findResource(ITEMS, { kind: "StatefulSet", name: "web" }, OPTIONS),
    {
      code: "NOT_FOUND",
      message: /it has Deployment shop\/web \(group apps\)$/,
    },
  );
});

Deno.test("requireLive() tells a missing object and a hook that is gone apart", () => {
  const [, , web, missing, hook] = ITEMS;
  assert(web && missing && hook);
  assert.doesNotThrow(() => requireLive(web, "read it"));
  assert.throws(() => requireLive(missing, "read it"), {
    code: "NOT_FOUND",
    message: "Cannot read it: it is in the source but not in the cluster",
  });
  assert.throws(() => requireLive(hook, "read it"), {
    message: /it is a hook that is not in the cluster/,
  });
});
