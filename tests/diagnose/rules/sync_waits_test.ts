import assert from "node:assert/strict";
import { diagnose } from "../../../lib/diagnose/diagnose.ts";
import { syncWaits } from "../../../lib/diagnose/rules/sync_waits.ts";
import {
  application,
  facts,
  failedState,
  found,
  minutesAgo,
  node,
} from "../sync_facts.ts";

function waiting(message: string, minutes = 3) {
  return application({
    state: { phase: "Running", message, startedAt: minutesAgo(minutes) },
    resources: [{
      kind: "Service",
      namespace: "shop",
      name: "front",
      status: "OutOfSync",
      health: { status: "Missing" },
      syncWave: 1,
    }],
  });
}

Deno.test("syncWaits names the resource of a custom kind that a wave waits for, and what is not started", () => {
  const about = waiting(
    "waiting for healthy state of cert-manager.io/Certificate/web and 1 more resources",
    40,
  );
  const [finding] = syncWaits.look(facts(about, {
    nodes: [node({
      group: "cert-manager.io",
      kind: "Certificate",
      name: "web",
      health: { status: "Progressing", message: "Issuing certificate" },
    })],
  }));
  assert.equal(
    finding?.summary,
    "The sync has waited 40m for Certificate 'web' and 1 more to become healthy; 1 resource of later waves (Service 'front') not started",
  );
  assert.equal(finding?.where, "Certificate/shop/web");
  assert.equal(finding?.severity, "broken");
});

Deno.test("syncWaits names the finalizer that holds what must be gone first", () => {
  const about = waiting("waiting for deletion of /ConfigMap/old");
  const [finding] = syncWaits.look(facts(about, {
    nodes: [node({ kind: "ConfigMap", name: "old" })],
    live: [{
      apiVersion: "v1",
      kind: "ConfigMap",
      metadata: {
        name: "old",
        namespace: "shop",
        deletionTimestamp: minutesAgo(3),
        finalizers: ["example.com/hold"],
      },
    }],
  }));
  assert.equal(finding?.rule, "sync-waits-for-deletion");
  assert.match(
    finding?.summary ?? "",
    /its finalizer 'example.com\/hold' holds$/,
  );
});

Deno.test("syncWaits says that a person must confirm", () => {
  const about = waiting(
    "Waiting for pruning confirmation of v1/Namespace/shop",
    600,
  );
  const { verdict, findings } = diagnose(facts(about));
  assert.equal(verdict, "waiting");
  assert.equal(findings[0]?.rule, "sync-waits-for-confirmation");
});

Deno.test("syncWaits leaves hooks and syncs that are over alone", () => {
  const hook = waiting("waiting for completion of hook batch/Job/migrate");
  assert.deepEqual(found(syncWaits, facts(hook)), []);
  const state = failedState([], {
    message: "waiting for healthy state of apps/Deployment/web",
  });
  assert.deepEqual(found(syncWaits, facts(application({ state }))), []);
});

Deno.test("whatever explains why a resource is not healthy says that the sync waits for it", () => {
  const about = waiting("waiting for healthy state of apps/Deployment/web", 40);
  const { findings } = diagnose(facts(about, {
    nodes: [node({
      group: "apps",
      kind: "Deployment",
      name: "web",
      health: { status: "Progressing" },
    })],
    live: [{
      apiVersion: "apps/v1",
      kind: "Deployment",
      metadata: { name: "web", namespace: "shop" },
      spec: { replicas: 1, paused: true },
      status: { observedGeneration: 2, replicas: 1 },
    }],
  }));
  const [{ rule, summary, evidence } = assert.fail()] = findings;
  assert.equal(rule, "rollout-paused");
  assert.match(
    summary,
    /the sync has waited 40m for it; 1 resource of later waves \(Service 'front'\) not started$/,
  );
  assert.equal(
    evidence.at(-1)?.text,
    "waiting for healthy state of apps/Deployment/web",
  );
});
