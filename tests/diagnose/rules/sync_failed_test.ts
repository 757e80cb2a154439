import assert from "node:assert/strict";
import { diagnose } from "../../../lib/diagnose/diagnose.ts";
import { syncFailed } from "../../../lib/diagnose/rules/sync_failed.ts";
import {
  application,
  facts,
  failedState,
  found,
  OLDER,
} from "../sync_facts.ts";

Deno.test("syncFailed says a failure of the whole operation", () => {
  const state = failedState([], {
    message: "the moon is full",
    phase: "Error",
  });
  const { findings } = diagnose(facts(application({ state })));
  assert.deepEqual(findings.map(({ rule }) => rule), ["sync-failed"]);
  assert.equal(
    findings[0]?.evidence[0]?.where,
    "Application/shop@status.operationState.message",
  );
});

Deno.test("syncFailed says a failure once, though Argo CD repeats it as a condition", () => {
  const message = "the moon is full (retried 2 times).";
  const about = application({
    policy: { automated: {} },
    state: failedState([], { message }),
    conditions: [{
      type: "SyncError",
      message: `Failed last sync attempt to [aaaa]: ${message}`,
    }],
  });
  const { findings } = diagnose(facts(about));
  assert.deepEqual(findings.map(({ rule }) => rule), ["sync-failed"]);
  assert(
    findings[0]?.evidence.some(({ text }) =>
      text.startsWith("Failed last sync")
    ),
  );
});

Deno.test("syncFailed leaves failed comparisons, what is over, and successes alone", () => {
  const compared = failedState([], {
    message: "ComparisonError: Failed to load target state: no such path",
  });
  assert.deepEqual(
    found(syncFailed, facts(application({ state: compared }))),
    [],
  );
  const older = failedState([], { message: "broken", revision: OLDER });
  const over = application({ state: older, sync: "Synced" });
  assert.deepEqual(found(syncFailed, facts(over)), []);
  const fine = application({
    sync: "Synced",
    state: {
      ...failedState([{
        kind: "ConfigMap",
        name: "x",
        namespace: "shop",
        status: "Synced",
        hookPhase: "Succeeded",
      }]),
      phase: "Succeeded",
      message: "successfully synced (all tasks run)",
    },
  });
  assert.deepEqual(found(syncFailed, facts(fine)), []);
});

Deno.test("a comparison that fails comes before a sync that has failed", () => {
  const about = application({
    state: failedState([{
      kind: "ConfigMap",
      name: "settings",
      namespace: "shop",
      status: "SyncFailed",
      message: "the moon is full",
    }]),
    sync: "Unknown",
    conditions: [{ type: "ComparisonError", message: "the sun is too bright" }],
  });
  const { findings } = diagnose(facts(about));
  assert.deepEqual(
    findings.map(({ rule, where }) => [rule, where.split("@")[0]]),
    [["condition", "Application/shop"], [
      "sync-failed",
      "ConfigMap/shop/settings",
    ]],
  );
});
