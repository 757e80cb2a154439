import assert from "node:assert/strict";
import { clusterForbids } from "../../../lib/diagnose/rules/cluster_forbids.ts";
import { application, facts, failedState, found } from "../sync_facts.ts";

function forbidden(plural: string, kind: string, name: string) {
  return {
    group: "apps",
    version: "v1",
    kind,
    namespace: "shop",
    name,
    status: "SyncFailed",
    message:
      `${plural}.apps "${name}" is forbidden: User "deployer" cannot patch resource "${plural}" in API group "apps" in the namespace "shop"`,
  };
}

Deno.test("clusterForbids says once what one account lacks", () => {
  const results = [
    forbidden("deployments", "Deployment", "web"),
    forbidden("statefulsets", "StatefulSet", "db"),
  ];
  const about = facts(application({ state: failedState(results) }));
  assert.deepEqual(found(clusterForbids, about), [
    "cluster-forbids: The account that Argo CD uses in the cluster, 'deployer', may not patch deployments.apps in namespace 'shop' (and 1 more resource)",
  ]);
});

Deno.test("clusterForbids leaves an admission's refusal alone", () => {
  const [result] = [forbidden("deployments", "Deployment", "web")];
  const message = 'deployments.apps "web" is forbidden: denied by policy';
  const state = failedState([{ ...result, message }]);
  assert.deepEqual(found(clusterForbids, facts(application({ state }))), []);
});
