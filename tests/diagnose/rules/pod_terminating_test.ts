import assert from "node:assert/strict";
import { diagnose } from "../../../lib/diagnose/diagnose.ts";
import {
  ago,
  type CaseEvent,
  caseFacts,
  type CaseObject,
  WEB,
  webPod,
} from "../case_facts.ts";

function look(pod: CaseObject, events: readonly CaseEvent[] = []) {
  return diagnose(caseFacts({ objects: [...WEB, pod], events }));
}

const RUNNING = { ready: true, state: { running: { startedAt: ago(9000) } } };

Deno.test("a pod that should be gone: its finalizer holds it, or its node does not answer", () => {
  const held = look(webPod({
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
  const lost = look(webPod({
    metadata: { deletionTimestamp: ago(700) },
    status: RUNNING,
  }));
  assert.match(
    lost.findings.find(({ rule }) => rule === "pod-terminating")?.summary ?? "",
    /node node-1 has not confirmed/,
  );
});

Deno.test("a pod within its grace period ends as it should", () => {
  const { findings } = look(webPod({
    metadata: { deletionTimestamp: ago(-20) },
    status: RUNNING,
  }));
  assert(!findings.some(({ rule }) => rule === "pod-terminating"));
});
