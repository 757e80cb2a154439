import assert from "node:assert/strict";
import type { Application } from "../../../lib/argocd/wire/application.ts";
import { comparisonState } from "../../../lib/diagnose/rules/comparison_state.ts";
import { applicationOf, factsOf } from "../../helpers/diagnosis_facts.ts";

function look(application: Application) {
  return comparisonState.look(factsOf({ application }));
}

Deno.test("a new application that nobody has compared yet is no fault", () => {
  const metadata = { name: "web", creationTimestamp: "2026-11-21T07:59:30Z" };
  const { spec } = applicationOf();
  assert.deepEqual(look({ metadata, ...(spec ? { spec } : {}) }), []);
});

Deno.test("an application that nobody has compared for minutes has no controller", () => {
  const metadata = { name: "web", creationTimestamp: "2026-11-21T07:30:00Z" };
  const [finding] = look({ metadata });
  assert.equal(finding?.rule, "not-reconciled");
  assert.match(finding?.summary ?? "", /for 30 min/);
});

Deno.test("a refresh that is not taken is no controller either", () => {
  const [finding] = look(applicationOf({
    metadata: {
      name: "web",
      annotations: { "argocd.argoproj.io/refresh": "normal" },
    },
    status: {
      sync: { status: "Synced" },
      reconciledAt: "2026-11-21T07:00:00Z",
    },
  }));
  assert.equal(finding?.rule, "not-reconciled");
});

Deno.test("sync Unknown without a condition is said as a symptom", () => {
  const [finding] = look(
    applicationOf({ status: { sync: { status: "Unknown" } } }),
  );
  assert.equal(finding?.rule, "comparison-unknown");
  assert.equal(finding?.symptom, true);
});

Deno.test("an error condition explains it better", () => {
  const conditions = [{ type: "ComparisonError", message: "no such path" }];
  assert.deepEqual(
    look(
      applicationOf({ status: { sync: { status: "Unknown" }, conditions } }),
    ),
    [],
  );
});

Deno.test("a comparison of yesterday is worth a note", () => {
  const [finding] = look(applicationOf({
    status: {
      sync: { status: "Synced" },
      reconciledAt: "2026-11-20T08:00:00Z",
    },
  }));
  assert.equal(finding?.severity, "note");
  assert.deepEqual(look(applicationOf()), []);
});
