import assert from "node:assert/strict";
import { diagnose } from "../../../lib/diagnose/diagnose.ts";
import { notSynced } from "../../../lib/diagnose/rules/not_synced.ts";
import { REF, RESOURCES, SIDES, synced } from "../deployed_web.ts";
import {
  application,
  facts,
  failedState,
  found,
  minutesAgo,
  OLDER,
} from "../sync_facts.ts";

Deno.test("notSynced: the source is ahead, and nobody has synced", () => {
  const about = application({ state: synced(OLDER), resources: RESOURCES });
  const { verdict, findings } = diagnose(facts(about, { managed: [SIDES] }));
  assert.equal(verdict, "waiting");
  assert.deepEqual(findings.map(({ rule }) => rule), ["manual-sync"]);
  assert.deepEqual(findings[0]?.evidence[0], {
    where: "Deployment/shop/web@spec.replicas",
    text: 'in the cluster "replicas":5, in the source "replicas":2',
  });
});

Deno.test("notSynced: it was never synced", () => {
  const about = application({
    resources: [{ ...REF, status: "OutOfSync", health: { status: "Missing" } }],
    policy: { automated: { enabled: false } },
  });
  assert.deepEqual(found(notSynced, facts(about)), [
    "manual-sync: It was never synced: 1 resource missing, and automated sync is switched off",
  ]);
});

Deno.test("notSynced: automated sync is about to do it", () => {
  const about = application({
    state: synced(OLDER),
    resources: RESOURCES,
    policy: { automated: {} },
  });
  assert.match(found(notSynced, facts(about))[0] ?? "", /^sync-to-come: /);
});

Deno.test("notSynced does not advise a sync that another application undoes", () => {
  const conditions = [{
    type: "SharedResourceWarning",
    message: "Deployment/web is part of applications argocd/shop and other",
  }];
  const more = { ...REF, name: "api", status: "OutOfSync" };
  function rules(resources: typeof RESOURCES) {
    const about = application({ state: synced(OLDER), resources, conditions });
    return diagnose(facts(about)).findings.map(({ rule }) => rule);
  }
  assert.deepEqual(rules(RESOURCES), ["shared-resource"]);
  assert.deepEqual(rules([...RESOURCES, more]), [
    "shared-resource",
    "manual-sync",
  ]);
});

Deno.test("notSynced is silent where a failure, a running sync or a deletion is the reason", () => {
  const failure = { ...REF, status: "SyncFailed", message: "refused" };
  for (
    const about of [
      application({ state: failedState([failure]), resources: RESOURCES }),
      application({
        state: { phase: "Running", startedAt: minutesAgo(1) },
        resources: RESOURCES,
      }),
      application({
        resources: RESOURCES,
        metadata: { deletionTimestamp: minutesAgo(1) },
      }),
      application({ sync: "Synced" }),
    ]
  ) assert.deepEqual(found(notSynced, facts(about)), []);
});
