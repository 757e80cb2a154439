import assert from "node:assert/strict";
import { ago, webPod } from "../case_facts.ts";
import { diagnoseWeb, RUNNING } from "../diagnose_web.ts";

Deno.test("a pod that should be gone: its finalizer holds it, or its node does not answer", () => {
  const held = diagnoseWeb(webPod({
    metadata: {
      deletionTimestamp: ago(700),
      finalizers: ["example.com/drain"],
    },
    status: { state: { terminated: { exitCode: 0, reason: "Completed" } } },
  }));
  assert.equal(held.findings[0]?.rule, "pod-terminating");
  assert.match(
    held.findings[0]?.summary ?? "",
    /finalizer example\.com\/drain/,
  );
  const lost = diagnoseWeb(webPod({
    metadata: { deletionTimestamp: ago(700) },
    status: RUNNING,
  }));
  assert.match(
    lost.findings.find(({ rule }) => rule === "pod-terminating")?.summary ?? "",
    /node node-1 has not confirmed/,
  );
});

Deno.test("a pod within its grace period ends as it should", () => {
  const { findings } = diagnoseWeb(webPod({
    metadata: { deletionTimestamp: ago(-20) },
    status: RUNNING,
  }));
  assert(!findings.some(({ rule }) => rule === "pod-terminating"));
});
