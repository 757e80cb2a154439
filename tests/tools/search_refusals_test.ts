import assert from "node:assert/strict";
import fc from "fast-check";
import type {
  ManagedResource,
  ServerSideDiff,
} from "../../lib/argocd/wire/resources.ts";
import { ToolError } from "../../lib/errors.ts";
import { searchRefusals } from "../../lib/tools/search_refusals.ts";

type Batch = readonly ManagedResource[];

function resource(
  name: string,
  more: Partial<ManagedResource> = {},
): ManagedResource {
  return {
    kind: "ConfigMap",
    namespace: "shop",
    name,
    targetState: "{}",
    liveState: "{}",
    ...more,
  };
}

function many(count: number): Batch {
  return Array.from({ length: count }, (_, index) => resource(`r${index}`));
}

/** A cluster that refuses some, and names the first of them or nobody. */
function cluster(
  refuses: (resource: ManagedResource) => boolean,
  names: boolean,
): {
  ask: (batch: Batch) => Promise<ServerSideDiff | ToolError>;
  sizes: number[];
} {
  const sizes: number[] = [];
  return {
    sizes,
    ask(batch) {
      sizes.push(batch.length);
      const bad = batch.find(refuses);
      if (bad === undefined) return Promise.resolve({ items: batch });
      return Promise.resolve(
        names
          ? {
            items: [],
            stopped: {
              kind: bad.kind ?? "",
              name: bad.name ?? "",
              refused: true,
              reason: `no ${bad.name}`,
            },
          }
          : {
            items: [],
            stopped: { refused: false, reason: "somebody is bad" },
          },
      );
    },
  };
}

Deno.test("every refused object that is named is found, and all others are checked", async () => {
  const { ask, sizes } = cluster(
    ({ name }) => name === "r2" || name === "r7",
    true,
  );
  const found = await searchRefusals(many(10), { ask, maxCalls: 12 });
  assert.deepEqual(found, {
    refused: ["r2", "r7"].map((name) => ({
      ref: { group: "", kind: "ConfigMap", namespace: "shop", name },
      reason: `no ${name}`,
    })),
    checked: 10,
    failures: [],
    left: 0,
  });
  assert.deepEqual(sizes, [10, 9, 8]);
});

Deno.test("where nobody is named the search goes by halves", async () => {
  const { ask, sizes } = cluster(({ name }) => name === "r5", false);
  const found = await searchRefusals(many(8), { ask, maxCalls: 12 });
  assert.deepEqual(found, {
    refused: [],
    checked: 7,
    failures: ["somebody is bad"],
    left: 0,
  });
  assert.deepEqual(sizes, [8, 4, 4, 2, 2, 1, 1]);
});

Deno.test("namesakes in two namespaces are told apart by asking them alone", async () => {
  const batch = ["one", "two"].map((namespace) =>
    resource("same", { namespace })
  );
  const { ask } = cluster(({ namespace }) => namespace === "two", true);
  const { refused, checked } = await searchRefusals(batch, {
    ask,
    maxCalls: 12,
  });
  assert.deepEqual(refused.map(({ ref }) => ref.namespace), ["two"]);
  assert.equal(checked, 2);
});

Deno.test("a manifest that is named by its position is the one", async () => {
  const ask = (batch: Batch): Promise<ServerSideDiff> =>
    Promise.resolve(
      batch[1]?.name === "r1"
        ? { items: [], stopped: { index: 1, refused: true, reason: "no kind" } }
        : { items: batch },
    );
  const { refused, checked } = await searchRefusals(many(3), {
    ask,
    maxCalls: 12,
  });
  assert.deepEqual(refused.map(({ ref }) => ref.name), ["r1"]);
  assert.equal(checked, 3);
});

Deno.test("an object that only could not be compared is set aside, not refused", async () => {
  const ask = (batch: Batch): Promise<ServerSideDiff> =>
    Promise.resolve(
      batch.some(({ name }) => name === "r0")
        ? {
          items: [],
          stopped: {
            group: "",
            kind: "ConfigMap",
            name: "r0",
            refused: false,
            reason: "gone",
          },
        }
        : { items: batch },
    );
  assert.deepEqual(await searchRefusals(many(3), { ask, maxCalls: 12 }), {
    refused: [],
    checked: 2,
    failures: ["gone"],
    left: 0,
  });
});

Deno.test("what is too large for Argo CD or a proxy is asked in halves", async () => {
  const sizes: number[] = [];
  const found = await searchRefusals(many(4), {
    maxCalls: 12,
    ask: (batch) => {
      sizes.push(batch.length);
      return Promise.resolve(
        batch.length > 2
          ? new ToolError("TOO_LARGE", "Cannot ask: too much")
          : { items: batch },
      );
    },
  });
  assert.deepEqual([found.checked, sizes], [4, [4, 2, 2]]);
});

Deno.test("an error that is nobody's fault ends the search", async () => {
  let calls = 0;
  const found = await searchRefusals(
    many(4).map((one) => ({ ...one, liveState: "x".repeat(200_000) })),
    {
      maxCalls: 12,
      ask: (batch) => {
        calls++;
        return Promise.resolve(
          batch[0]?.name === "r0"
            ? { items: batch }
            : new ToolError("FORBIDDEN", "Cannot ask: no"),
        );
      },
    },
  );
  assert.deepEqual(found, {
    refused: [],
    checked: 1,
    failures: [],
    left: 3,
    ended: "Cannot ask: no",
  });
  assert.equal(calls, 3);
});

Deno.test("an answer about fewer objects than asked is none", async () => {
  const ask = (batch: Batch): Promise<ServerSideDiff> =>
    Promise.resolve({ items: batch.slice(1) });
  const { checked, left, ended } = await searchRefusals(many(3), {
    ask,
    maxCalls: 12,
  });
  assert.deepEqual([checked, left, ended], [
    0,
    3,
    "Argo CD compared 2 of 3 resources",
  ]);
});

Deno.test("batches have at most 250,000 characters, unless one object alone has more", async () => {
  const { ask, sizes } = cluster(() => false, true);
  const batch = [90, 90, 90, 400, 10, 10].map((size, index) =>
    resource(`r${index}`, { targetState: "x".repeat(size * 1_000) })
  );
  const { checked } = await searchRefusals(batch, { ask, maxCalls: 12 });
  assert.equal(checked, 6);
  assert.deepEqual(sizes, [2, 1, 1, 2]);
});

Deno.test("with nothing to ask nothing is asked", async () => {
  const { ask, sizes } = cluster(() => false, true);
  await searchRefusals([], { ask, maxCalls: 12 });
  assert.deepEqual(sizes, []);
});

Deno.test("whatever is refused, the search ends in time, counts everything once and accuses nobody wrongly", async () => {
  await fc.assert(fc.asyncProperty(
    fc.integer({ min: 0, max: 40 }),
    fc.array(fc.integer({ min: 0, max: 39 })),
    fc.boolean(),
    fc.integer({ min: 0, max: 20 }),
    async (count, culprits, names, maxCalls) => {
      const bad = new Set(culprits.map((index) => `r${index}`));
      const { ask, sizes } = cluster(({ name = "" }) => bad.has(name), names);
      const found = await searchRefusals(many(count), { ask, maxCalls });
      assert(sizes.length <= maxCalls);
      assert.equal(found.checked + found.failures.length + found.left, count);
      assert(found.refused.every(({ ref }) => bad.has(ref.name ?? "")));
      if (found.left === 0) {
        const wrong = names ? found.refused : found.failures;
        const present = [...bad].filter((name) =>
          Number(name.slice(1)) < count
        );
        assert.equal(wrong.length, present.length);
        assert.equal(found.ended, undefined);
      } else {assert.equal(
          found.ended,
          `the search ended after ${maxCalls} questions`,
        );}
    },
  ));
});
