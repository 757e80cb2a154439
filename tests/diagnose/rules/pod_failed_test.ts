import assert from "node:assert/strict";
import { diagnose, type Diagnosis } from "../../../lib/diagnose/diagnose.ts";
import type { Manifest } from "../../../lib/views/manifest_yaml.ts";
import { caseFacts, WEB, webPod } from "../case_facts.ts";

function failed(pod: Manifest, { replaced = false } = {}): Diagnosis {
  return diagnose(caseFacts({
    objects: [
      ...WEB,
      webPod({ phase: "Failed", pod }),
      ...(replaced ? [webPod({ name: "web-1-b", ready: true })] : []),
    ],
  }));
}

const DRAINED = {
  reason: "Evicted",
  message: "Pod was rejected: Node had condition: [MemoryPressure].",
};

Deno.test("an eviction says for want of what", () => {
  const { verdict, findings } = failed({
    reason: "Evicted",
    message:
      "The node was low on resource: memory. Threshold quantity: 100Mi, available: 80Mi. Container app was using 900Mi, request is 64Mi, has larger consumption of memory.",
  });
  assert.equal(verdict, "broken");
  assert.equal(findings[0]?.rule, "pod-evicted");
  assert.match(findings[0]?.summary ?? "", /its node is low on memory$/);
});

Deno.test("storage over the pod's own limit", () => {
  for (
    const message of [
      'Usage of EmptyDir volume "tmp" exceeds the limit "1Gi".',
      "Pod ephemeral local storage usage exceeds the total limit of containers 2Gi. ",
      'Container app exceeded its local ephemeral storage limit "1Gi". ',
    ]
  ) {
    const { verdict, findings } = failed({ reason: "Evicted", message }, {
      replaced: true,
    });
    assert.equal(verdict, "broken");
    assert.match(findings[0]?.summary ?? "", /more storage than its limit/);
    assert.match(findings[0]?.summary ?? "", /may go the same way/);
  }
});

Deno.test("other ends of a whole pod", () => {
  for (
    const [rule, pod] of [
      ["node-shutdown", {
        reason: "Terminated",
        message: "Pod was terminated in response to imminent node shutdown.",
      }],
      ["pod-not-admitted", {
        reason: "OutOfcpu",
        message: "Node didn't have enough resource: cpu",
      }],
      ["pod-not-admitted", {
        reason: "UnexpectedAdmissionError",
        message: "Allocate failed due to no healthy devices present",
      }],
      ["pod-preempted", {
        message: "Preempted in order to admit critical pod",
        reason: "Preempting",
      }],
    ] as const
  ) {
    assert.equal(failed(pod).findings[0]?.rule, rule);
  }
});

Deno.test("a pod that another one replaces is a note, unless it will happen again", () => {
  const { verdict, findings } = failed(DRAINED, { replaced: true });
  assert.equal(verdict, "healthy");
  assert.deepEqual(findings.map(({ severity }) => severity), ["note"]);
  assert.equal(failed(DRAINED).verdict, "broken");
});

Deno.test("a pod whose container failed is not said to have been pushed out", () => {
  const { findings } = failed({
    containerStatuses: [{
      name: "app",
      state: { terminated: { exitCode: 1, reason: "Error" } },
    }],
  });
  assert(!findings.some(({ rule }) => rule === "pod-evicted"));
});
