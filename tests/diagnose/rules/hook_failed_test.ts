import assert from "node:assert/strict";
import { diagnose } from "../../../lib/diagnose/diagnose.ts";
import { hookFailed } from "../../../lib/diagnose/rules/hook_failed.ts";
import {
  application,
  facts,
  failedState,
  found,
  MIGRATE,
  minutesAgo,
  node,
} from "../sync_facts.ts";

const RESULT = {
  ...MIGRATE,
  status: "Synced",
  hookType: "PreSync",
  hookPhase: "Failed",
  message: "Job was active longer than specified deadline",
};
const NODES = [
  node({ group: "batch", kind: "Job", name: "migrate" }),
  node({ kind: "Pod", name: "migrate-abc", parentRefs: [MIGRATE] }),
];

function pod(status: Record<string, unknown>, phase: string) {
  return {
    apiVersion: "v1",
    kind: "Pod",
    metadata: {
      name: "migrate-abc",
      namespace: "shop",
      creationTimestamp: minutesAgo(10),
      ownerReferences: [{
        apiVersion: "batch/v1",
        kind: "Job",
        name: "migrate",
      }],
    },
    spec: {
      restartPolicy: "Never",
      containers: [{ name: "job", image: "registry.example.com/migrate:1" }],
    },
    status: { phase, containerStatuses: [{ name: "job", ...status }] },
  };
}

const ENDED = pod({
  state: { terminated: { exitCode: 1, reason: "Error" } },
}, "Failed");

/** The Job of the hook, past its deadline. */
function late(message: string) {
  return {
    apiVersion: "batch/v1",
    kind: "Job",
    metadata: { name: "migrate", namespace: "shop" },
    status: {
      conditions: [{
        type: "Failed",
        status: "True",
        reason: "DeadlineExceeded",
        message,
      }],
    },
  };
}

Deno.test("hookFailed says what the log of the hook says, and nothing else of its pods", () => {
  const about = facts(application({ state: failedState([RESULT]) }), {
    nodes: NODES,
    live: [late(RESULT.message), ENDED],
    logs: [{
      pod: { group: "", kind: "Pod", namespace: "shop", name: "migrate-abc" },
      container: "job",
      previous: false,
      lines: ["migrating", 'ERROR relation "orders" does not exist'],
    }],
  });
  const { findings } = diagnose(about);
  assert.deepEqual(findings.map(({ rule }) => rule), ["hook-failed"]);
  const [{ summary, evidence, next } = assert.fail()] = findings;
  assert.equal(
    summary,
    "PreSync hook Job 'migrate' fails, so nothing of the sync is applied: \"ERROR relation 'orders' does not exist\"",
  );
  assert.deepEqual(evidence.map(({ where }) => where), [
    "Pod/shop/migrate-abc@log[job]",
    "Job/shop/migrate@status.conditions[Failed]",
    "Application/shop@status.operationState.syncResult[Job/shop/migrate]",
  ]);
  assert.equal(next.arguments["pod"], "migrate-abc");
});

Deno.test("hookFailed says how the container ended where there is no log", () => {
  const about = facts(application({ state: failedState([RESULT]) }), {
    nodes: NODES,
    live: [ENDED],
  });
  const [finding] = hookFailed.look(about);
  assert.equal(finding?.evidence[0]?.text, "exit code 1 Error");
  assert.equal(finding?.confidence, 0.9);
});

Deno.test("hookFailed says that the pods are gone, by their delete policy for example", () => {
  const about = facts(application({ state: failedState([RESULT]) }));
  const [finding] = hookFailed.look(about);
  assert.match(finding?.next.then ?? "", /its pods are gone/);
  assert.equal(finding?.evidence[0]?.text, RESULT.message);
});

Deno.test("hookFailed leaves a pod that never ran to the rules that know why", () => {
  const waiting = pod({
    state: {
      waiting: {
        reason: "ImagePullBackOff",
        message:
          'Back-off pulling image "registry.example.com/migrate:1": ErrImagePull: registry.example.com/migrate:1: not found',
      },
    },
  }, "Pending");
  const about = facts(application({ state: failedState([RESULT]) }), {
    nodes: NODES,
    live: [waiting],
  });
  const { findings } = diagnose(about);
  assert.equal(findings.at(-1)?.rule, "hook-failed");
  assert.equal(findings.length, 2);
  assert.match(findings[0]?.summary ?? "", /image/i);
});

Deno.test("hookFailed leaves hooks that were refused, that worked, or that run alone", () => {
  const refused = { ...RESULT, status: "SyncFailed" };
  const worked = { ...RESULT, hookPhase: "Succeeded" };
  const running = { ...RESULT, hookPhase: "Running" };
  const state = failedState([refused, worked, running]);
  assert.deepEqual(found(hookFailed, facts(application({ state }))), []);
  const ended = failedState([RESULT], { message: "Operation terminated" });
  assert.deepEqual(found(hookFailed, facts(application({ state: ended }))), []);
  const done = { ...failedState([RESULT]), phase: "Succeeded" };
  assert.deepEqual(found(hookFailed, facts(application({ state: done }))), []);
});

Deno.test("hookFailed knows that a Job past its deadline has no pods any more", () => {
  const about = facts(application({ state: failedState([RESULT]) }), {
    nodes: NODES.filter(({ kind }) => kind === "Job"),
    live: [late("Job was active longer than specified deadline")],
  });
  const [finding] = hookFailed.look(about);
  assert.match(finding?.next.then ?? "", /activeDeadlineSeconds/);
  assert.doesNotMatch(finding?.next.then ?? "", /delete policy/);
});
