import assert from "node:assert/strict";
import type { Application } from "../../lib/argocd/wire/application.ts";
import type { ApplicationTree } from "../../lib/argocd/wire/resources.ts";
import { treeText, treeView } from "../../lib/views/tree_view.ts";

const APPLICATION: Application = {
  spec: { destination: { namespace: "worker" } },
  status: {
    sync: { status: "OutOfSync" },
    health: { status: "Degraded" },
    resources: [
      {
        group: "apps",
        version: "v1",
        kind: "Deployment",
        namespace: "worker",
        name: "worker",
        status: "Synced",
      },
      {
        version: "v1",
        kind: "ConfigMap",
        namespace: "worker",
        name: "old",
        status: "OutOfSync",
        requiresPruning: true,
      },
      {
        version: "v1",
        kind: "ConfigMap",
        namespace: "worker",
        name: "new",
        status: "OutOfSync",
        health: { status: "Missing" },
      },
      {
        group: "batch",
        version: "v1",
        kind: "Job",
        namespace: "worker",
        name: "migrate",
        hook: true,
        requiresPruning: true,
      },
    ],
  },
};

const REPLICA_SET = {
  group: "apps",
  version: "v1",
  kind: "ReplicaSet",
  namespace: "worker",
  name: "worker-59",
  uid: "r",
};
const TREE: ApplicationTree = {
  nodes: [
    {
      version: "v1",
      kind: "Pod",
      namespace: "worker",
      name: "worker-59-qsb",
      uid: "p",
      parentRefs: [REPLICA_SET],
      info: [
        { name: "Status Reason", value: "CrashLoopBackOff" },
        { name: "Node", value: "node-1" },
        { name: "Containers", value: "0/1" },
        { name: "Restart Count", value: "7" },
        { name: "cpu", value: "0" },
      ],
      health: {
        status: "Degraded",
        message: "back-off 5m0s restarting failed container=worker",
      },
    },
    {
      ...REPLICA_SET,
      parentRefs: [{
        group: "apps",
        kind: "Deployment",
        namespace: "worker",
        name: "worker",
      }],
      health: { status: "Progressing" },
    },
    {
      group: "apps",
      version: "v1",
      kind: "Deployment",
      namespace: "worker",
      name: "worker",
      uid: "d",
      health: { status: "Degraded" },
    },
    {
      version: "v1",
      kind: "ConfigMap",
      namespace: "worker",
      name: "old",
      uid: "c",
    },
    {
      group: "argoproj.io",
      version: "v1alpha1",
      kind: "Application",
      namespace: "argocd",
      name: "child",
    },
  ],
  orphanedNodes: [{
    version: "v1",
    kind: "ConfigMap",
    namespace: "worker",
    name: "stray",
  }],
};

Deno.test("treeView() tells counts, what is unhealthy and why, and the tree, each resource once", () => {
  assert.equal(
    treeText(treeView("worker", { application: APPLICATION, tree: TREE })),
    `worker: sync OutOfSync, health Degraded; 7 resources, 1 orphaned
kinds: Application 1; ConfigMap 1, 1 Missing; Deployment 1 Degraded; Job 1; Pod 1 Degraded; ReplicaSet 1 Progressing
unhealthy:
- Pod worker-59-qsb: Degraded · CrashLoopBackOff, 0/1 ready, 7 restarts · back-off 5m0s restarting failed container=worker
- ConfigMap new: Missing
tree:
Deployment worker · Degraded
  ReplicaSet worker-59 · Progressing
    Pod worker-59-qsb · Degraded · CrashLoopBackOff, 0/1 ready, 7 restarts
Application argocd/child · health: see get_application
Job migrate · hook
ConfigMap new · Missing · OutOfSync
ConfigMap old · OutOfSync · to prune
orphaned, in the namespace but not of this application:
  ConfigMap stray`,
  );
});

Deno.test("treeView() filters by kind in any case and keeps the owners", () => {
  const view = treeView("worker", { application: APPLICATION, tree: TREE }, {
    kind: ["pod"],
  });
  assert.equal(view.total, 1);
  assert.deepEqual(view.kinds, ["Pod 1 Degraded"]);
  assert.deepEqual(
    view.tree.split("\n").map((line) => line.trim().split(" ")[0]),
    ["Deployment", "ReplicaSet", "Pod"],
  );
});

Deno.test("treeView() filters by health and part of a name together", () => {
  const view = treeView("worker", { application: APPLICATION, tree: TREE }, {
    health: ["Missing"],
    name: "NE",
  });
  assert.equal(view.tree, "ConfigMap new · Missing · OutOfSync");
});

Deno.test("while the comparison fails nothing is said to be missing or to need pruning", () => {
  const application: Application = {
    ...APPLICATION,
    status: {
      sync: { status: "Unknown" },
      health: { status: "Healthy" },
      conditions: [{
        type: "ComparisonError",
        message: "Failed to load target state: shop: app path does not exist",
      }],
      resources: [
        {
          version: "v1",
          kind: "ConfigMap",
          namespace: "worker",
          name: "old",
          status: "Unknown",
          requiresPruning: true,
        },
        {
          version: "v1",
          kind: "ConfigMap",
          namespace: "worker",
          name: "else",
          status: "Unknown",
          requiresPruning: true,
        },
      ],
    },
  };
  const text = treeText(treeView("worker", { application, tree: TREE }));
  assert.match(
    text,
    /^Argo CD cannot compare, so sync states and missing resources mean nothing: .*app path does not exist$/m,
  );
  assert.doesNotMatch(text, /prune|Missing/);
});

Deno.test("an empty tree beside a failed comparison, as 2.14 answers, is not shown as nothing deployed", () => {
  const application: Application = {
    status: {
      sync: { status: "Unknown" },
      conditions: [{ type: "InvalidSpecError", message: "no such cluster" }],
    },
  };
  const view = treeView("billing", { application, tree: {} });
  assert.equal(view.comparison_failed, "InvalidSpecError: no such cluster");
  assert.equal(view.tree, "");
});

Deno.test("treeView() tells of three thousand nodes with at most ten unhealthy ones in its summary", () => {
  const nodes = Array.from({ length: 3_000 }, (_, index) => ({
    kind: "Pod",
    name: `p-${index}`,
    namespace: "worker",
    uid: `u${index}`,
    health: { status: index % 2 ? "Degraded" : "Healthy" },
  }));
  const view = treeView("big", {
    application: { status: { sync: { status: "Synced" } } },
    tree: { nodes },
  });
  assert.equal(view.unhealthy?.length, 10);
  assert.equal(view.unhealthy_total, 1_500);
  assert.equal(view.tree.split("\n").length, 3_000);
  assert.match(treeText(view), /^- and 1490 more$/m);
});
