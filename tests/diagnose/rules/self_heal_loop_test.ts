import assert from "node:assert/strict";
import { selfHealLoop } from "../../../lib/diagnose/rules/self_heal_loop.ts";
import {
  application,
  facts,
  found,
  managed,
  minutesAgo,
  PRESENT,
} from "../sync_facts.ts";

const REF = { kind: "ConfigMap", namespace: "shop", name: "limits" };

function healing(heals: number, options: { sync: string; minutes: number }) {
  return application({
    sync: options.sync,
    policy: { automated: { selfHeal: true } },
    state: {
      phase: "Succeeded",
      finishedAt: minutesAgo(options.minutes),
      operation: {
        sync: {
          revision: PRESENT,
          autoHealAttemptsCount: heals,
          resources: [{ kind: "ConfigMap", name: "limits" }],
        },
        initiatedBy: { automated: true },
      },
    },
    resources: [{ ...REF, status: options.sync }],
  });
}

Deno.test("selfHealLoop shows what the source wants and what comes back", () => {
  const about = facts(healing(7, { sync: "OutOfSync", minutes: 1 }), {
    managed: [managed(REF, { data: { max: "1" } }, { data: { max: "5" } })],
  });
  const [finding] = selfHealLoop.look(about);
  assert.equal(finding?.where, "ConfigMap/shop/limits@data.max");
  assert.deepEqual(finding?.evidence.map(({ text }) => text), [
    'in the cluster "max":"1", in the source "max":"5"',
    '"autoHealAttemptsCount":7',
  ]);
});

Deno.test("selfHealLoop names the resource also in the moment in which it is Synced", () => {
  const about = facts(healing(4, { sync: "Synced", minutes: 2 }));
  assert.match(
    found(selfHealLoop, about)[0] ?? "",
    /4 times in a row and ConfigMap 'limits'/,
  );
});

Deno.test("selfHealLoop leaves alone what was healed once, or long ago", () => {
  const once = facts(healing(1, { sync: "OutOfSync", minutes: 1 }));
  assert.deepEqual(found(selfHealLoop, once), []);
  const over = facts(healing(9, { sync: "Synced", minutes: 120 }));
  assert.deepEqual(found(selfHealLoop, over), []);
});

Deno.test("selfHealLoop names the autoscaler that sets what the source sets, too", () => {
  const ref = { group: "apps", kind: "Deployment", namespace: "shop" };
  const about = facts(healing(40, { sync: "OutOfSync", minutes: 1 }), {
    managed: [
      managed(
        { ...ref, name: "web" },
        { spec: { replicas: 5 } },
        { spec: { replicas: 2 } },
      ),
    ],
    nodes: [{
      group: "autoscaling",
      kind: "HorizontalPodAutoscaler",
      namespace: "shop",
      name: "web",
    }],
  });
  const [finding] = selfHealLoop.look(about);
  assert.match(
    finding?.summary ?? "",
    /HorizontalPodAutoscaler 'web' sets it, and so does the source/,
  );
  assert.match(finding?.next.then ?? "", /take replicas out of the source/);
});
