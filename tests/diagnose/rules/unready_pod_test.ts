import assert from "node:assert/strict";
import { ago, webPod } from "../case_facts.ts";
import { diagnoseWeb } from "../diagnose_web.ts";

Deno.test("a pod that is ill for a reason that nobody knows shows what is known", () => {
  const { verdict, findings } = diagnoseWeb(webPod({ status: { state: {} } }), [
    {
      about: "Pod/web-1-a",
      reason: "Haunted",
      message: "the container moves by itself",
    },
  ]);
  assert.equal(verdict, "broken");
  assert.deepEqual(findings.map(({ rule, symptom }) => [rule, symptom]), [[
    "pod-not-ready",
    true,
  ]]);
  assert.equal(findings[0]?.evidence[0]?.text, "the container moves by itself");
});

Deno.test("a fresh pod without a warning is on its way, and one that works to an end need not be ready", () => {
  const fresh = diagnoseWeb(
    webPod({ metadata: { creationTimestamp: ago(20) } }),
  );
  assert.deepEqual(fresh, { verdict: "healthy", findings: [] });
  const atWork = diagnoseWeb(webPod({
    spec: { restartPolicy: "Never" },
    status: { state: { running: { startedAt: ago(800) } } },
  }));
  assert.deepEqual(atWork, { verdict: "healthy", findings: [] });
});
