import assert from "node:assert/strict";
import type { Application } from "../../lib/argocd/wire/application.ts";
import { ToolError } from "../../lib/errors.ts";
import { planSyncRendering } from "../../lib/tools/plan_rendering.ts";

const ONE: Application = { spec: { source: { targetRevision: "main" } } };
const TWO: Application = {
  metadata: { name: "shop" },
  spec: { sources: [{ targetRevision: "main" }, { chart: "redis" }] },
};

Deno.test.each<
  [string, Application, readonly (string | undefined)[], unknown, string[]]
>([
  ["one source at its target", ONE, [], {}, ["main"]],
  ["one source elsewhere", ONE, ["v2"], { revision: "v2" }, ["v2"]],
  ["several at their targets", TWO, [undefined], {}, ["main", "latest"]],
  ["the second of several elsewhere", TWO, [undefined, "7.0.0"], {
    revisions: ["7.0.0"],
    sourcePositions: ["2"],
  }, ["main", "7.0.0"]],
  ["all of several elsewhere", TWO, ["v2", "7.0.0"], {
    revisions: ["v2", "7.0.0"],
    sourcePositions: ["1", "2"],
  }, ["v2", "7.0.0"]],
])("%s", (_name, application, given, query, revisions) => {
  assert.deepEqual(planSyncRendering(application, given), { query, revisions });
});

Deno.test("more revisions than sources are refused before anything is sent", () => {
  assert.throws(
    () => planSyncRendering(TWO, ["a", "b", "c"]),
    (error) =>
      error instanceof ToolError && error.code === "INVALID_ARGUMENT" &&
      error.message ===
        "Cannot render application 'shop': it has 2 source(s), and 3 revisions are given",
  );
});
