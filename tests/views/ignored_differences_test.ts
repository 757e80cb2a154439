import assert from "node:assert/strict";
import { ignoredDifferences } from "../../lib/views/ignored_differences.ts";

const DEPLOYMENT = {
  group: "apps",
  kind: "Deployment",
  namespace: "shop",
  name: "web",
};

Deno.test("rules about the kind, the name and the namespace are told as they are written", () => {
  const spec = {
    ignoreDifferences: [
      { group: "apps", kind: "Deployment", jsonPointers: ["/spec/replicas"] },
      {
        group: "*",
        kind: "*",
        managedFieldsManagers: ["kube-controller-manager"],
      },
      {
        group: "apps",
        kind: "Deployment",
        name: "web",
        jqPathExpressions: [".spec.paused"],
      },
      {
        group: "apps",
        kind: "Deployment",
        name: "api",
        jsonPointers: ["/other/name"],
      },
      {
        group: "apps",
        kind: "Deployment",
        namespace: "x",
        jsonPointers: ["/other/namespace"],
      },
      { group: "", kind: "Deployment", jsonPointers: ["/other/group"] },
      { kind: "Service", jsonPointers: ["/other/kind"] },
    ],
  };
  assert.deepEqual(ignoredDifferences(spec, DEPLOYMENT), [
    "/spec/replicas",
    "fields of kube-controller-manager",
    ".spec.paused",
  ]);
});

Deno.test("without rules nothing is ignored; many or long ones are cut short", () => {
  assert.deepEqual(ignoredDifferences({}, DEPLOYMENT), []);
  const jsonPointers = Array.from(
    { length: 9 },
    (_, n) => `/${n}${"x".repeat(200)}`,
  );
  const spec = {
    ignoreDifferences: [{ group: "apps", kind: "Deployment", jsonPointers }],
  };
  const shown = ignoredDifferences(spec, DEPLOYMENT);
  assert.equal(shown.length, 5);
  assert.equal(shown.at(-1), "5 more");
  assert(shown.join().length < 400);
});

Deno.test("what is no rule is passed over", () => {
  const spec = {
    ignoreDifferences: [{ kind: 1 }, {
      group: "apps",
      kind: "Deployment",
      jsonPointers: "x",
    }],
  };
  assert.deepEqual(ignoredDifferences(spec as never, DEPLOYMENT), []);
});
