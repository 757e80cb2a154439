import assert from "node:assert/strict";
import { diagnose } from "../../../lib/diagnose/diagnose.ts";
import { operationTerminated } from "../../../lib/diagnose/rules/operation_terminated.ts";
import { reconcileOff } from "../../../lib/diagnose/rules/reconcile_off.ts";
import { syncWouldWipe } from "../../../lib/diagnose/rules/sync_would_wipe.ts";
import { application, facts, failedState, found } from "../sync_facts.ts";

const SKIP = { "argocd.argoproj.io/skip-reconcile": "true" };

Deno.test("reconcileOff: switched off by annotation, a mere note while all looks well", () => {
  const about = application({ metadata: { annotations: SKIP } });
  assert.equal(reconcileOff.look(facts(about))[0]?.severity, "waiting");
  const fine = application({ metadata: { annotations: SKIP }, sync: "Synced" });
  assert.equal(reconcileOff.look(facts(fine))[0]?.severity, "note");
  const off = { "argocd.argoproj.io/skip-reconcile": "false" };
  const on = application({ metadata: { annotations: off } });
  assert.deepEqual(found(reconcileOff, facts(on)), []);
});

Deno.test("reconcileOff: a sync that nobody has begun with", () => {
  const operation = { sync: {}, initiatedBy: { username: "admin" } };
  const about = application({ operation });
  assert.match(
    found(reconcileOff, facts(about))[0] ?? "",
    /^operation-pending: /,
  );
  const state = { phase: "Running" };
  const begun = application({ operation, state });
  assert.deepEqual(found(reconcileOff, facts(begun)), []);
});

Deno.test("operationTerminated: a sync that somebody gave up, and that nobody takes up again", () => {
  const state = failedState([], { message: "Operation terminated" });
  const { verdict, findings } = diagnose(facts(application({ state })));
  assert.equal(verdict, "waiting");
  assert.equal(findings[0]?.rule, "operation-terminated");
  const automated = application({ state, policy: { automated: {} } });
  assert.equal(diagnose(facts(automated)).verdict, "broken");
  const synced = application({ state, sync: "Synced" });
  assert.deepEqual(found(operationTerminated, facts(synced)), []);
});

Deno.test("syncWouldWipe: a source that has become empty", () => {
  const message =
    "Skipping sync attempt to [aaaa]: auto-sync will wipe out all resources";
  const about = application({
    policy: { automated: { prune: true } },
    conditions: [{ type: "SyncError", message }],
  });
  const { findings } = diagnose(facts(about));
  assert.equal(findings[0]?.rule, "sync-would-wipe");
  assert(!findings.some(({ rule }) => rule === "condition"));
  const other = application({
    conditions: [{ type: "SyncError", message: "something else" }],
  });
  assert.deepEqual(found(syncWouldWipe, facts(other)), []);
});

Deno.test("an error that no rule knows stays beside what is known of another side of the application", () => {
  const about = application({
    resources: [{
      kind: "ConfigMap",
      namespace: "shop",
      name: "menu",
      status: "OutOfSync",
    }],
    conditions: [{ type: "StrangeError", message: "the moon is full" }],
  });
  const { verdict, findings } = diagnose(facts(about));
  assert.equal(verdict, "broken");
  assert.deepEqual(findings.map(({ rule }) => rule).sort(), [
    "condition",
    "manual-sync",
  ]);
});
