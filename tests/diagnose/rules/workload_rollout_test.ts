import assert from "node:assert/strict";
import { diagnose, type Diagnosis } from "../../../lib/diagnose/diagnose.ts";
import type { Manifest } from "../../../lib/views/manifest_yaml.ts";
import { caseFacts, type CaseObject, webPod } from "../case_facts.ts";

const LATE = {
  type: "Progressing",
  status: "False",
  reason: "ProgressDeadlineExceeded",
  message: 'ReplicaSet "web-1" has timed out progressing.',
};

function workload(
  kind: string,
  { spec = {}, status = {}, health = "Progressing", more = [] }: {
    readonly spec?: Manifest;
    readonly status?: Manifest;
    readonly health?: string;
    readonly more?: readonly CaseObject[];
  },
): Diagnosis {
  return diagnose(caseFacts({
    objects: [{
      kind,
      name: "web",
      health: { status: health },
      object: { spec, status },
    }, {
      kind: "ReplicaSet",
      name: "web-1",
      owner: "Deployment/web",
    }, ...more],
    application: {
      metadata: { name: "shop" },
      spec: { destination: { namespace: "shop" } },
      status: {
        resources: [{
          group: "apps",
          kind,
          namespace: "shop",
          name: "web",
          status: "Synced",
          health: { status: health },
        }],
      },
    },
  }));
}

Deno.test("a late rollout without a known cause says how far it is", () => {
  const { verdict, findings } = workload("Deployment", {
    spec: { replicas: 3 },
    status: { availableReplicas: 2, updatedReplicas: 1, conditions: [LATE] },
    health: "Degraded",
  });
  assert.equal(verdict, "broken");
  assert.deepEqual(findings.map(({ rule }) => rule), ["rollout-late"]);
  assert.match(
    findings[0]?.summary ?? "",
    /1 of 3 pods is of the new version$/,
  );
});

Deno.test("the cause stands instead of the late rollout", () => {
  const message = "web:9: not found";
  const { findings } = workload("Deployment", {
    status: { conditions: [LATE] },
    health: "Degraded",
    more: [webPod({
      status: { state: { waiting: { reason: "ErrImagePull", message } } },
    })],
  });
  assert.deepEqual(findings.map(({ rule }) => rule), ["image-not-found"]);
});

Deno.test("a rollout under way is waited for", () => {
  for (
    const [kind, spec, status] of [
      ["Deployment", { replicas: 2 }, { availableReplicas: 1 }],
      ["StatefulSet", { replicas: 2 }, {
        readyReplicas: 1,
        updatedReplicas: 1,
      }],
      ["DaemonSet", {}, {
        desiredNumberScheduled: 3,
        numberAvailable: 2,
        updatedNumberScheduled: 2,
      }],
    ] as const
  ) {
    const { verdict, findings } = workload(kind, { spec, status });
    assert.equal(verdict, "waiting");
    assert.deepEqual(findings.map(({ rule }) => rule), ["rollout-in-progress"]);
  }
});

Deno.test("paused, and replaced only by hand", () => {
  const paused = workload("Deployment", {
    spec: { paused: true, replicas: 2 },
    health: "Suspended",
  });
  assert.equal(paused.verdict, "waiting");
  assert.deepEqual(paused.findings.map(({ rule }) => rule), ["rollout-paused"]);
  const byHand = workload("StatefulSet", {
    spec: { replicas: 2, updateStrategy: { type: "OnDelete" } },
    status: { readyReplicas: 2, updatedReplicas: 0 },
  });
  assert.equal(byHand.findings[0]?.rule, "rollout-on-delete");
});

Deno.test("a rollout that is done is nothing to speak of", () => {
  const { verdict, findings } = workload("Deployment", {
    spec: { replicas: 2 },
    status: { availableReplicas: 2, updatedReplicas: 2 },
    health: "Healthy",
  });
  assert.deepEqual({ verdict, findings }, { verdict: "healthy", findings: [] });
});
