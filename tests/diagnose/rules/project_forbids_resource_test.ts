import assert from "node:assert/strict";
import { projectForbidsResource } from "../../../lib/diagnose/rules/project_forbids_resource.ts";
import { application, facts, failedState } from "../sync_facts.ts";

const PROJECT = {
  metadata: { name: "team-a" },
  spec: {
    destinations: [{ server: "*", namespace: "shop" }],
    clusterResourceWhitelist: [{ group: "", kind: "Namespace" }],
    namespaceResourceBlacklist: [{ group: "", kind: "ResourceQuota" }],
  },
};

function look(kind: string, group: string, message: string) {
  const result = {
    group,
    version: "v1",
    kind,
    // Argo CD gives every result a namespace.
    namespace: "shop",
    name: "x",
    status: "SyncFailed",
    message,
  };
  const about = application({ state: failedState([result]) });
  return projectForbidsResource.look(facts(about, { project: PROJECT }));
}

Deno.test("projectForbidsResource quotes the list that decides", () => {
  const [cluster] = look(
    "ClusterRole",
    "rbac.authorization.k8s.io",
    "resource rbac.authorization.k8s.io:ClusterRole is not permitted in project team-a",
  );
  assert.equal(cluster?.where, "ClusterRole/x");
  assert.deepEqual(cluster?.evidence[1], {
    where: "AppProject/team-a@spec.clusterResourceWhitelist",
    text: '[{"group":"","kind":"Namespace"}]',
  });
  const [own] = look(
    "ResourceQuota",
    "",
    "resource :ResourceQuota is not permitted in project team-a",
  );
  assert.equal(own?.where, "ResourceQuota/shop/x");
  assert.equal(
    own?.evidence[1]?.where,
    "AppProject/team-a@spec.namespaceResourceBlacklist",
  );
  const [elsewhere] = look(
    "ConfigMap",
    "",
    "namespace kube-system is not permitted in project 'team-a'",
  );
  assert.equal(
    elsewhere?.evidence[1]?.where,
    "AppProject/team-a@spec.destinations",
  );
});

Deno.test("projectForbidsResource leaves a refusal by the cluster alone", () => {
  assert.deepEqual(
    look("ConfigMap", "", 'configmaps "x" is forbidden: not permitted'),
    [],
  );
});
