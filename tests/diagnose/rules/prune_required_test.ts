import assert from "node:assert/strict";
import { pruneRequired } from "../../../lib/diagnose/rules/prune_required.ts";
import type { SyncPolicy } from "../../../lib/argocd/wire/application.ts";
import {
  application,
  facts,
  found,
  minutesAgo,
  OLDER,
  PRESENT,
} from "../sync_facts.ts";

const REF = { group: "", kind: "ConfigMap", namespace: "shop", name: "old" };

function left(policy: SyncPolicy, revision = PRESENT) {
  return application({
    policy,
    state: {
      phase: "Succeeded",
      finishedAt: minutesAgo(5),
      operation: { sync: { revision } },
      syncResult: {
        revision,
        resources: [{
          ...REF,
          status: "PruneSkipped",
          message: "ignored (requires pruning)",
        }],
      },
    },
    resources: [{ ...REF, status: "OutOfSync", requiresPruning: true }],
  });
}

Deno.test("pruneRequired says that no sync prunes", () => {
  const [finding] = pruneRequired.look(facts(left({ automated: {} })));
  assert.equal(
    finding?.summary,
    "ConfigMap 'old' is no longer in the source and stays in the cluster: automated sync does not prune here",
  );
  assert.deepEqual(finding?.evidence.map(({ text }) => text), [
    'OutOfSync, "requiresPruning":true',
    "PruneSkipped: ignored (requires pruning)",
  ]);
  assert.match(
    found(pruneRequired, facts(left({})))[0] ?? "",
    /last sync did not prune/,
  );
});

Deno.test("pruneRequired says that the object itself does not want to go", () => {
  const live = JSON.stringify({
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: {
      name: "old",
      namespace: "shop",
      annotations: { "argocd.argoproj.io/sync-options": "Prune=false" },
    },
  });
  const states = { normalizedLiveState: live, predictedLiveState: "null" };
  const about = facts(left({ automated: { prune: true } }), {
    managed: [{ ...REF, ...states }],
  });
  assert.match(
    found(pruneRequired, about)[0] ?? "",
    /its option Prune=false keeps it$/,
  );
});

Deno.test("pruneRequired is silent where a sync that prunes is to come", () => {
  const pruning = facts(left({ automated: { prune: true } }));
  assert.deepEqual(found(pruneRequired, pruning), []);
  assert.deepEqual(found(pruneRequired, facts(left({}, OLDER))), []);
  const dry = left({});
  const state = dry.status?.operationState;
  const operation = { sync: { revision: PRESENT, dryRun: true } };
  const status = { ...dry.status, operationState: { ...state, operation } };
  assert.deepEqual(found(pruneRequired, facts({ ...dry, status })), []);
});
