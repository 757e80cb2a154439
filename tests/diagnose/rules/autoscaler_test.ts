import assert from "node:assert/strict";
import { diagnose, type Diagnosis } from "../../../lib/diagnose/diagnose.ts";
import type { Manifest } from "../../../lib/views/manifest_yaml.ts";
import { ago, caseFacts, type CaseObject, WEB, webPod } from "../case_facts.ts";

function scaling(
  conditions: readonly Manifest[],
  more: readonly CaseObject[] = [],
): Diagnosis {
  return diagnose(caseFacts({
    objects: [...WEB, {
      kind: "HorizontalPodAutoscaler",
      name: "web",
      object: {
        spec: {
          maxReplicas: 5,
          scaleTargetRef: { kind: "Deployment", name: "web" },
        },
        status: { conditions },
      },
    }, ...more],
  }));
}

function inactive(message: string, reason = "FailedGetResourceMetric") {
  return [{ type: "ScalingActive", status: "False", reason, message }];
}

const NO_PODS =
  "the HPA was unable to compute the replica count: failed to get cpu utilization: did not receive metrics for any ready pods";

Deno.test("no metrics, no requests, no target", () => {
  for (
    const [rule, message] of [
      [
        "autoscaler-metrics-missing",
        "the HPA was unable to compute the replica count: failed to get cpu utilization: unable to get metrics for resource cpu: unable to fetch metrics from resource metrics API: the server could not find the requested resource (get pods.metrics.k8s.io)",
      ],
      [
        "autoscaler-without-requests",
        "the HPA was unable to compute the replica count: failed to get cpu utilization: missing request for cpu in container app of Pod web-1-a",
      ],
      ["autoscaler", "the HPA is on strike"],
    ] as const
  ) {
    const { verdict, findings } = scaling(inactive(message));
    assert.equal(verdict, "broken");
    assert.equal(findings[0]?.rule, rule);
    assert(findings[0]?.evidence[0]?.text.endsWith(message));
  }
  const target = scaling([{
    type: "AbleToScale",
    status: "False",
    reason: "FailedGetScale",
    message:
      `the HPA controller was unable to get the target's current scale: deployments.apps "wen" not found`,
  }]);
  assert.equal(target.findings[0]?.rule, "autoscaler-target-missing");
  assert.match(target.findings[0]?.summary ?? "", /target wen cannot be read/);
});

Deno.test("pods that do not run are the cause, not their missing metrics", () => {
  const message = "web:9: not found";
  const { findings } = scaling(inactive(NO_PODS), [webPod({
    status: { state: { waiting: { reason: "ErrImagePull", message } } },
  })]);
  assert.deepEqual(findings.map(({ rule }) => rule), ["image-not-found"]);
});

Deno.test("an autoscaler that works, or rests on purpose, is well", () => {
  assert.deepEqual(
    scaling([{
      type: "ScalingActive",
      status: "True",
      reason: "ValidMetricFound",
    }])
      .findings,
    [],
  );
  assert.deepEqual(
    scaling(
      inactive(
        "scaling is disabled since the replica count of the target is zero",
        "ScalingDisabled",
      ),
    )
      .findings,
    [],
  );
});

Deno.test("one that wants more than it may have is a note", () => {
  const { verdict, findings } = scaling([{
    type: "ScalingLimited",
    status: "True",
    reason: "TooManyReplicas",
    message: "the desired replica count is more than the maximum replica count",
  }]);
  assert.equal(verdict, "healthy");
  assert.match(findings[0]?.summary ?? "", /its maximum of 5/);
});

Deno.test("metrics of fresh pods take a while", () => {
  const [condition] = inactive(NO_PODS);
  const { verdict } = scaling([{ ...condition, lastTransitionTime: ago(30) }]);
  assert.equal(verdict, "waiting");
});
