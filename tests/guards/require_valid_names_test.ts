import assert from "node:assert/strict";
import {
  NAME_CHECKS,
  requireValidNames,
} from "../../lib/guards/require_valid_names.ts";

const BAD = ["..", "../clusters", "a%2fb", "a?x", "a\0", "a\nb", "ä", "a b"];
const REFUSED = { code: "INVALID_ARGUMENT" };

for (const key of Object.keys(NAME_CHECKS)) {
  Deno.test(`'${key}' is checked, alone, in a list and in an item of 'resources'`, () => {
    for (const value of BAD) {
      for (
        const args of [
          { [key]: value },
          { [key]: [value] },
          { [key]: ["main", value].slice(1) },
          { resources: [{ [key]: value }] },
          { resources: { [key]: value } },
          { resources: [{}, { [key]: [value] }] },
        ]
      ) {
        assert.throws(
          () => requireValidNames({ args }),
          REFUSED,
          JSON.stringify(args),
        );
      }
    }
  });
}

Deno.test("names pass, and so does what is no name", () => {
  const all = {
    application: "argocd/shop",
    project: "web",
    revisions: ["main", "v1.2.3", "feature/x"],
    resources: [
      { group: "apps", kind: "Deployment", namespace: "web", name: "shop" },
      { kind: "ClusterRole", name: "system:node" },
      "not an item",
      null,
      7,
    ],
    sync_options: ["..", "a b"],
    prune: true,
    source_positions: [1, 2],
  };
  requireValidNames({ args: all });
  requireValidNames({ args: {} });
});

Deno.test("one bad name among many good ones is found", () => {
  const resources = Array.from({ length: 50 }, (_, i) => ({
    kind: "Job",
    name: i === 49 ? "../x" : `job-${i}`,
  }));
  assert.throws(() => requireValidNames({ args: { resources } }), REFUSED);
  const revisions = ["main", "main", "a/../b"];
  assert.throws(() => requireValidNames({ args: { revisions } }), REFUSED);
});
