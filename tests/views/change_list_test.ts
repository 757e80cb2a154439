import assert from "node:assert/strict";
import * as fc from "fast-check";
import { changeList } from "../../lib/views/change_list.ts";
import {
  type ComparedResource,
  RESOURCE_STATES,
} from "../../lib/views/resource_states.ts";

function changed(name: string, lines = 1): ComparedResource {
  const data = (value: string) =>
    Object.fromEntries(
      Array.from({ length: lines }, (_, index) => [`key-${index}`, value]),
    );
  return {
    ref: { kind: "ConfigMap", namespace: "shop", name },
    state: "changed",
    live: { kind: "ConfigMap", data: data("before") },
    desired: { kind: "ConfigMap", data: data("after") },
  };
}

const PRUNED: ComparedResource = {
  ref: { kind: "PersistentVolumeClaim", namespace: "shop", name: "data" },
  state: "prune",
  live: { kind: "PersistentVolumeClaim" },
  note: "pruned only after a confirmation",
};

Deno.test("differences come first, what is pruned before all; what changes nothing is only counted", () => {
  const { counts, diff, unnamed } = changeList([
    changed("config"),
    PRUNED,
    { ref: { kind: "Job", name: "migrate" }, state: "hook" },
    {
      ref: { kind: "Secret", name: "s" },
      state: "unknown",
      note: "masked",
    },
    { ref: { kind: "Service", name: "web" }, state: "synced" },
  ], { home: "shop" });
  assert.deepEqual(counts, {
    changed: 1,
    hook: 1,
    prune: 1,
    synced: 1,
    unknown: 1,
  });
  assert.equal(unnamed, 0);
  assert.equal(
    diff,
    [
      "--- live PersistentVolumeClaim data",
      "+++ (not in the source)",
      "-kind: PersistentVolumeClaim",
      "(pruned only after a confirmation)",
      "--- live ConfigMap config",
      "+++ desired",
      "@@ -1,3 +1,3 @@",
      " data:",
      "-  key-0: before",
      "+  key-0: after",
      " kind: ConfigMap",
      "unknown: Secret s (masked)",
      "run as hook: Job migrate",
    ].join("\n"),
  );
});

Deno.test("a long difference is cut at a line, so that the next one has its place", () => {
  const { diff } = changeList([changed("long", 500), changed("short")], {
    home: "shop",
  });
  assert(diff.length <= 7_000);
  assert.match(diff, /^\(\d+ more lines: get_application_diff shows them\)$/m);
  assert.match(diff, /^--- live ConfigMap short$/m);
});

Deno.test("of five thousand resources some are shown, some named, and the rest counted", () => {
  const many = Array.from({ length: 5_000 }, (_, n) => changed(`config-${n}`));
  const { counts, diff, unnamed } = changeList(many, { home: "shop" });
  assert.deepEqual(counts, { changed: 5_000 });
  assert(diff.length <= 7_000 && diff.length > 6_000, `${diff.length}`);
  const shown = diff.match(/^--- live /gm)?.length ?? 0;
  const names = diff.match(/^changed: (.*)$/m)?.[1]?.split(", ").length ?? 0;
  assert(shown > 10 && names > 50, `${shown} ${names}`);
  assert.equal(unnamed, 5_000 - shown - names);
  assert.match(
    diff,
    new RegExp(`\\n${unnamed} more: get_application_diff shows them$`),
  );
});

Deno.test("an object of half a megabyte is named instead of written down", () => {
  const big = { kind: "ConfigMap", data: { big: "x".repeat(500_000) } };
  const { diff } = changeList([{ ...changed("big"), desired: big }]);
  assert.equal(
    diff,
    "changed: ConfigMap shop/big (large: ask get_application_diff for it)",
  );
});

Deno.test("the budget is kept whatever the resources look like", () => {
  const text = fc.oneof(
    fc.string(),
    fc.string({ unit: "grapheme" }),
    fc.nat(4_000).map((length) => "x".repeat(length)),
    fc.nat(400).map((count) => "line\n".repeat(count)),
  );
  const manifest = fc.option(
    fc.dictionary(fc.string(), fc.oneof(text, fc.array(text)), { maxKeys: 4 }),
    { nil: undefined },
  );
  const resource = fc.record({
    ref: fc.record({ kind: text, namespace: text, name: text }),
    state: fc.constantFrom(...RESOURCE_STATES),
    live: manifest,
    desired: manifest,
    note: fc.option(text, { nil: undefined }),
  }).map((one) => one as ComparedResource);
  fc.assert(
    fc.property(
      fc.array(resource, { maxLength: 60 }),
      fc.integer({ min: 200, max: 9_000 }),
      (resources, budget) => {
        const { diff, counts } = changeList(resources, { budget });
        assert(diff.length <= budget, `${diff.length} > ${budget}`);
        const sum = Object.values(counts).reduce((a, b) => a + b, 0);
        assert.equal(sum, resources.length);
      },
    ),
    { numRuns: 200 },
  );
});
