import assert from "node:assert/strict";
import { diagnose } from "../../../lib/diagnose/diagnose.ts";
import { ago, caseFacts, type CaseObject, webPod } from "../case_facts.ts";

function mails(age: number, more: readonly CaseObject[] = []) {
  return diagnose(caseFacts({
    objects: [{
      kind: "StatefulSet",
      name: "mails",
      createdAt: ago(age),
      health: { status: "Progressing" },
      object: {
        spec: { replicas: 3 },
        status: { observedGeneration: 1, replicas: more.length },
      },
    }, ...more],
  }));
}

Deno.test("a StatefulSet whose pods are not made is broken after an hour, though nobody says why any more", () => {
  const { verdict, findings } = mails(7200);
  assert.equal(verdict, "broken");
  assert.deepEqual(findings.map(({ rule }) => rule), ["pods-missing"]);
  assert.match(
    findings[0]?.summary ?? "",
    /^StatefulSet mails has 0 of 3 pods, and nothing was made for 2h/,
  );
});

Deno.test("a StatefulSet that is at work on its pods is waited for", () => {
  assert.equal(mails(600).verdict, "waiting");
  const first = {
    ...webPod({ name: "mails-0", owner: "StatefulSet/mails", ready: true }),
    createdAt: ago(60),
  };
  const { verdict, findings } = mails(7200, [first]);
  assert.equal(verdict, "waiting");
  assert.deepEqual(findings.map(({ rule }) => rule), ["rollout-in-progress"]);
});
