import assert from "node:assert/strict";
import { hookRunning } from "../../../lib/diagnose/rules/hook_running.ts";
import {
  application,
  facts,
  failedState,
  found,
  MIGRATE,
  minutesAgo,
  node,
} from "../sync_facts.ts";

function running(minutes: number, hookPhase = "Running") {
  return application({
    state: {
      phase: "Running",
      message: "waiting for completion of hook batch/Job/migrate",
      startedAt: minutesAgo(minutes),
      syncResult: {
        resources: [{
          ...MIGRATE,
          status: "Synced",
          hookType: "PostSync",
          hookPhase,
          message: "job.batch/migrate created",
        }],
      },
    },
  });
}

Deno.test("hookRunning is patient at first", () => {
  const [early] = hookRunning.look(facts(running(4)));
  assert.equal(early?.severity, "waiting");
  assert.match(
    early?.summary ?? "",
    /has waited 4m for PostSync hook Job 'migrate'/,
  );
  const [late] = hookRunning.look(facts(running(90)));
  assert.equal(late?.severity, "broken");
});

Deno.test("hookRunning quotes the last line of the hook, and counts its repetitions", () => {
  const pod = { group: "", kind: "Pod", namespace: "shop", name: "migrate-x" };
  const about = facts(running(20), {
    nodes: [node({ kind: "Pod", name: "migrate-x", parentRefs: [MIGRATE] })],
    live: [{
      apiVersion: "v1",
      kind: "Pod",
      metadata: { name: "migrate-x", namespace: "shop" },
      spec: { containers: [{ name: "job" }] },
      status: { phase: "Running" },
    }],
    logs: [{
      pod,
      container: "job",
      previous: false,
      lines: ["start", "waiting for lock", "waiting for lock", ""],
    }],
  });
  assert.match(
    found(hookRunning, about)[0] ?? "",
    /it last says "waiting for lock" \(2 times in a row\)$/,
  );
});

Deno.test("hookRunning leaves hooks alone that ended, or whose sync waits for its next try", () => {
  assert.deepEqual(found(hookRunning, facts(running(20, "Succeeded"))), []);
  const state = failedState([{
    ...MIGRATE,
    hookType: "Sync",
    hookPhase: "Running",
  }], {
    phase: "Running",
  });
  assert.deepEqual(found(hookRunning, facts(application({ state }))), []);
});
