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
