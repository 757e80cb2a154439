import assert from "node:assert/strict";
import { webPod } from "../case_facts.ts";
import { diagnoseWeb, RUNNING } from "../diagnose_web.ts";

Deno.test("a node that does not answer: nobody hears of the pod", () => {
  const pod = webPod({
    status: RUNNING,
    pod: {
      conditions: [{
        type: "Ready",
        status: "Unknown",
        reason: "NodeStatusUnknown",
        message: "Kubelet stopped posting node status.",
      }],
    },
  });
  const { verdict, findings } = diagnoseWeb(pod, [{
    about: "Pod/web-1-a",
    reason: "NodeNotReady",
    message: "Node is not ready",
  }]);
  assert.equal(verdict, "broken");
  assert.equal(findings[0]?.rule, "node-not-ready");
  assert.match(findings[0]?.summary ?? "", /its node node-1 does not answer/);
});

Deno.test("the node controller marks a pod not ready while its containers look well", () => {
  const { findings } = diagnoseWeb(webPod({ status: RUNNING }), [{
    about: "Pod/web-1-a",
    reason: "NodeNotReady",
    message: "Node is not ready",
  }]);
  assert.equal(findings[0]?.rule, "node-not-ready");
});

Deno.test("a node that was away and is back again is history", () => {
  const { verdict, findings } = diagnoseWeb(
    webPod({ status: RUNNING, ready: true }),
    [{
      about: "Pod/web-1-a",
      reason: "NodeNotReady",
      message: "Node is not ready",
    }],
  );
  assert.deepEqual({ verdict, findings }, { verdict: "healthy", findings: [] });
});

Deno.test("a pod that became unready long after its node was back is ill for another reason", () => {
  const { findings } = diagnoseWeb(webPod({ status: RUNNING }), [{
    about: "Pod/web-1-a",
    reason: "NodeNotReady",
    message: "Node is not ready",
    age: 5000,
  }]);
  assert(!findings.some(({ rule }) => rule === "node-not-ready"));
});
