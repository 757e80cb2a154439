import assert from "node:assert/strict";
import { diagnose } from "../../../lib/diagnose/diagnose.ts";
import { dryRunStopsSync } from "../../../lib/diagnose/rules/dry_run_stops_sync.ts";
import {
  application,
  facts,
  found,
  minutesAgo,
  OLDER,
  PRESENT,
} from "../sync_facts.ts";

const AUTOMATED = { automated: {} };

function dryRun(revision: string, policy = AUTOMATED, dry = true) {
  return application({
    policy,
    state: {
      phase: "Succeeded",
      message: "successfully synced (no more tasks)",
      finishedAt: minutesAgo(20),
      operation: { sync: { revision, dryRun: dry } },
      syncResult: {
        revision,
        resources: [{
          kind: "ConfigMap",
          name: "menu",
          namespace: "shop",
          status: "Synced",
          message: "configmap/menu configured (dry run)",
        }],
      },
    },
    resources: [{
      kind: "ConfigMap",
      namespace: "shop",
      name: "menu",
      status: "OutOfSync",
    }],
  });
}

Deno.test("dryRunStopsSync says why automated sync leaves the revision alone", () => {
  const { verdict, findings } = diagnose(facts(dryRun(PRESENT)));
  assert.equal(verdict, "broken");
  assert.equal(findings[0]?.rule, "dry-run-stops-sync");
  assert.deepEqual(findings[0]?.evidence.map(({ text }) => text), [
    '"dryRun":true, phase Succeeded: successfully synced (no more tasks)',
    "configmap/menu configured (dry run)",
  ]);
});

Deno.test("dryRunStopsSync leaves other revisions, real syncs and people's applications alone", () => {
  assert.deepEqual(found(dryRunStopsSync, facts(dryRun(OLDER))), []);
  const real = facts(dryRun(PRESENT, AUTOMATED, false));
  assert.deepEqual(found(dryRunStopsSync, real), []);
  const about = dryRun(PRESENT);
  const { syncPolicy: _policy, ...spec } = about.spec ?? {};
  assert.deepEqual(found(dryRunStopsSync, facts({ ...about, spec })), []);
});
