import assert from "node:assert/strict";
import { applicationDeleting } from "../../../lib/diagnose/rules/application_deleting.ts";
import { application, facts, found, minutesAgo, node } from "../sync_facts.ts";

const REF = { kind: "ConfigMap", namespace: "shop", name: "old" };

function ending(minutes: number) {
  return application({
    metadata: {
      deletionTimestamp: minutesAgo(minutes),
      finalizers: ["resources-finalizer.argocd.argoproj.io"],
    },
    resources: [{ ...REF, status: "Synced" }],
  });
}

Deno.test("applicationDeleting says which resources are left", () => {
  const health = { status: "Progressing", message: "Pending deletion" };
  const about = facts(ending(30), {
    nodes: [node({ ...REF, health }), node({ kind: "Pod", name: "other" })],
  });
  const [finding] = applicationDeleting.look(about);
  assert.equal(finding?.severity, "broken");
  assert.equal(
    finding?.summary,
    "The application has been in deletion for 30m and waits for finalizer 'resources-finalizer.argocd.argoproj.io': 1 resource still there (ConfigMap 'old', pending)",
  );
  assert.equal(finding?.evidence[1]?.text, "Pending deletion");
});

Deno.test("applicationDeleting is patient, and silent for what stays", () => {
  assert.equal(
    applicationDeleting.look(facts(ending(1)))[0]?.severity,
    "waiting",
  );
  assert.deepEqual(found(applicationDeleting, facts(application())), []);
});
