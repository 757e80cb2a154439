import assert from "node:assert/strict";
import {
  findApplications,
  getApplication,
  listApplications,
  refreshApplication,
} from "../../lib/argocd/endpoints.ts";
import { createMasker } from "../../lib/guards/mask_secrets.ts";
import { maskedClient } from "../../lib/pipeline/masked_client.ts";
import { simulatedClient } from "../helpers/simulated_client.ts";

/** A Helm parameter of the application `chart`. */
const SECRET = "hazel-Kettle-31";
const CHART = { path: { name: "chart" } };

function open(enabled = true) {
  const simulated = simulatedClient();
  const mask = createMasker({ enabled, known: () => [] });
  return { ...simulated, ...maskedClient(simulated.client, mask) };
}

function has(value: unknown): boolean {
  return JSON.stringify(value).includes(SECRET);
}

Deno.test("an answer is masked, and exact() gives what Argo CD really said", async () => {
  await using it = open();
  const masked = await it.client.call(getApplication, CHART);
  const exact = it.exact(masked);
  assert.deepEqual([has(masked), has(exact)], [false, true]);
  assert.equal(exact.metadata?.uid, masked.metadata?.uid);
  // Asking for it does not change what is shown.
  assert.equal(has(masked), false);
  assert.equal(it.exact(masked), exact);
});

Deno.test("exact() gives an item of a list, each its own", async () => {
  await using it = open();
  const { items } = await it.client.call(findApplications);
  assert((items?.length ?? 0) > 10);
  for (const item of items ?? []) {
    const exact = it.exact(item);
    assert.equal(exact.metadata?.name, item.metadata?.name);
    assert.equal(has(item), false);
    assert.equal(has(exact), item.metadata?.name === "chart");
  }
});

Deno.test("exact() refuses what no answer of this client was", async () => {
  await using it = open();
  await using other = open();
  const masked = await it.client.call(getApplication, CHART);
  const foreign: readonly object[] = [
    {},
    [],
    masked.spec ?? {},
    masked.metadata ?? {},
    { ...masked },
    structuredClone(masked),
    it.exact(masked),
    await other.client.call(getApplication, CHART),
  ];
  for (const value of foreign) {
    assert.throws(() => it.exact(value), {
      name: "TypeError",
      message: "Cannot undo the masking of a value that is no answer",
    });
  }
});

Deno.test("items of a long list, which is masked on its way out, are no answers either", async () => {
  await using it = open();
  const { items } = await it.client.call(listApplications);
  const [first] = items ?? [];
  assert(first);
  assert.throws(() => it.exact(first), TypeError);
});

Deno.test("where masking is off, exact() still gives the answer itself", async () => {
  await using it = open(false);
  const shown = await it.client.call(getApplication, CHART);
  assert.deepEqual([has(shown), has(it.exact(shown))], [true, true]);
});

Deno.test("the tier of the client behind it stays", async () => {
  await using it = open();
  assert.equal(it.client.tier, "read");
  await assert.rejects(
    it.client.call(refreshApplication, {
      ...CHART,
      query: { refresh: "hard" },
    }),
    { code: "TIER_REFUSED" },
  );
});
