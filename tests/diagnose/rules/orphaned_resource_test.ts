import assert from "node:assert/strict";
import { diagnose } from "../../../lib/diagnose/diagnose.ts";
import { applicationOf, factsOf } from "../../helpers/diagnosis_facts.ts";

const WARNED = applicationOf({
  status: {
    conditions: [{
      type: "OrphanedResourceWarning",
      message: "Application has 2 orphaned resources",
    }],
  },
});

Deno.test("orphans that a project warns of wait for somebody, by name", () => {
  const { verdict, findings } = diagnose(factsOf({
    application: WARNED,
    orphans: [
      { kind: "Deployment", namespace: "web", name: "old" },
      {
        kind: "Pod",
        namespace: "web",
        name: "old-1",
        parentRefs: [{ kind: "Deployment", namespace: "web", name: "old" }],
      },
      { kind: "ConfigMap", namespace: "web", name: "left" },
    ],
  }));
  assert.equal(verdict, "waiting");
  assert.deepEqual(
    findings.map(({ evidence }) => evidence.map(({ text }) => text)),
    [
      [
        "Application has 2 orphaned resources",
        "Deployment/web/old, ConfigMap/web/left",
      ],
    ],
  );
});

Deno.test("orphans that nobody warns of are nothing to speak of", () => {
  const { verdict } = diagnose(factsOf({
    orphans: [{ kind: "ConfigMap", namespace: "web", name: "left" }],
  }));
  assert.equal(verdict, "healthy");
});
