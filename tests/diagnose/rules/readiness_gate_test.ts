import assert from "node:assert/strict";
import { ago, webPod } from "../case_facts.ts";
import { diagnoseWeb, RUNNING } from "../diagnose_web.ts";

function gated(since: number) {
  return diagnoseWeb(webPod({
    status: RUNNING,
    spec: {
      readinessGates: [{ conditionType: "target-health.elbv2.k8s.aws/web" }],
    },
    pod: {
      conditions: [
        {
          type: "Ready",
          status: "False",
          reason: "ReadinessGatesNotReady",
          message:
            'corresponding condition of pod readiness gate "target-health.elbv2.k8s.aws/web" does not exist.',
        },
        {
          type: "ContainersReady",
          status: "True",
          lastTransitionTime: ago(since),
        },
      ],
    },
  }));
}

Deno.test("a readiness gate that nobody fulfils, and one that is still fresh", () => {
  const late = gated(900);
  assert.equal(late.verdict, "broken");
  assert.equal(late.findings[0]?.rule, "readiness-gate");
  assert.match(late.findings[0]?.summary ?? "", /target-health/);
  assert.equal(gated(20).verdict, "waiting");
});
