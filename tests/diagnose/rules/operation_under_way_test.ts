import assert from "node:assert/strict";
import { diagnose } from "../../../lib/diagnose/diagnose.ts";
import { operationUnderWay } from "../../../lib/diagnose/rules/operation_under_way.ts";
import { application, facts, found, minutesAgo } from "../sync_facts.ts";

function under(phase: string, message: string, minutes = 1) {
  const startedAt = minutesAgo(minutes);
  return facts(application({ state: { phase, message, startedAt } }));
}

Deno.test("operationUnderWay says that a sync runs, or has not ended yet", () => {
  const running = diagnose(under("Running", "one or more tasks are running"));
  assert.equal(running.verdict, "waiting");
  assert.deepEqual(running.findings.map(({ rule }) => rule), ["sync-running"]);
  const ending = diagnose(under("Terminating", ""));
  assert.deepEqual(ending.findings.map(({ rule }) => rule), [
    "operation-terminating",
  ]);
  assert.equal(diagnose(under("Running", "", 120)).verdict, "broken");
});

Deno.test("operationUnderWay is silent where it is known what is waited for, or that it is over", () => {
  const hook = under("Running", "waiting for completion of hook batch/Job/x");
  assert.deepEqual(found(operationUnderWay, hook), []);
  assert.deepEqual(found(operationUnderWay, under("Succeeded", "")), []);
});
