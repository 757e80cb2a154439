import assert from "node:assert/strict";
import { drift } from "../../../lib/diagnose/rules/drift.ts";
import { RESOURCES, SIDES, synced } from "../deployed_web.ts";
import {
  application,
  facts,
  found,
  managed,
  node,
  OLDER,
  PRESENT,
} from "../sync_facts.ts";

Deno.test("drift: changed in the cluster after the sync of the same revision", () => {
  const about = application({
    state: synced(PRESENT),
    resources: RESOURCES,
    policy: { automated: { prune: true } },
  });
  const [said = ""] = found(
    drift,
    facts(about, {
      managed: [SIDES],
      nodes: [node({
        group: "autoscaling",
        kind: "HorizontalPodAutoscaler",
        name: "web",
      })],
    }),
  );
  assert.match(
    said,
    /^drift: Deployment 'web' differs from the source again \(spec.replicas\)/,
  );
  assert.match(
    said,
    /HorizontalPodAutoscaler 'web' in the same namespace may scale it/,
  );
  assert.match(said, /self-heal is off/);
});

Deno.test("drift says who changed it, where the cluster keeps record of it", () => {
  const ref = { kind: "ConfigMap", namespace: "shop", name: "limits" };
  const about = application({
    state: synced(PRESENT),
    resources: [{ ...ref, status: "OutOfSync" }],
  });
  const time = "2026-11-21T05:00:00Z";
  const live = {
    metadata: {
      name: "limits",
      managedFields: [{
        manager: "kubectl-edit",
        operation: "Update",
        time,
        fieldsV1: { "f:data": { "f:max": {} } },
      }],
    },
    data: { max: "9" },
  };
  const [finding] = drift.look(facts(about, {
    managed: [
      managed(ref, live, { metadata: { name: "limits" }, data: { max: "5" } }),
    ],
  }));
  assert.match(
    finding?.summary ?? "",
    /it was changed by kubectl-edit at 2026-11-21T05:00:00Z;/,
  );
  assert.deepEqual(finding?.evidence.at(-1), {
    where: "ConfigMap/shop/limits@metadata.managedFields",
    text: `kubectl-edit at ${time} set data.max`,
  });
});

Deno.test("drift never shows the values of Secrets", () => {
  const secret = { kind: "Secret", namespace: "shop", name: "token" };
  const about = application({
    state: synced(PRESENT),
    resources: [{ ...secret, status: "OutOfSync" }],
  });
  const [finding] = drift.look(facts(about, {
    managed: [
      managed(secret, { data: { a: "b2xk" } }, { data: { a: "bmV3" } }),
    ],
  }));
  assert(finding);
  assert(!JSON.stringify(finding).includes("bmV3"));
  assert.match(finding.evidence[0]?.text ?? "", /not shown/);
});

Deno.test("drift: deleted in the cluster after the sync", () => {
  const about = application({ state: synced(PRESENT), resources: RESOURCES });
  const [finding] = drift.look(facts(about, {
    managed: [{ ...SIDES, normalizedLiveState: "null" }],
  }));
  assert.match(
    finding?.summary ?? "",
    /^Deployment 'web' is gone from the cluster/,
  );
});

Deno.test("drift is silent before the sync, after a partial one, and where self-heal undoes it", () => {
  const selfHeal = { automated: { selfHeal: true } };
  for (
    const about of [
      application({ state: synced(OLDER), resources: RESOURCES }),
      application({
        state: synced(PRESENT, { resources: [{ kind: "Service", name: "x" }] }),
        resources: RESOURCES,
      }),
      application({
        state: synced(PRESENT),
        resources: RESOURCES,
        policy: selfHeal,
      }),
      application({
        state: synced(PRESENT, { dryRun: true }),
        resources: RESOURCES,
      }),
    ]
  ) {
    assert.deepEqual(found(drift, facts(about, { managed: [SIDES] })), []);
  }
});
