import assert from "node:assert/strict";
import { pickApplications, readTree } from "../../scripts/smoke/survey.ts";

Deno.test("readTree() takes what is in the cluster, with group and namespace", () => {
  const tree = [
    "Rollout.example.io shop · Healthy",
    "  Pod other/shop-1 · Degraded · CrashLoopBackOff",
    "Service gone · Missing · OutOfSync",
    "ConfigMap plain",
  ].join("\n");
  assert.deepEqual(readTree(tree), [
    { kind: "Rollout", group: "example.io", name: "shop" },
    { kind: "Pod", name: "shop-1", namespace: "other" },
    { kind: "ConfigMap", name: "plain" },
  ]);
  assert.deepEqual(readTree(""), []);
});

Deno.test("pickApplications() takes one of each state and namespace", () => {
  const columns = ["name", "project", "sync", "health"];
  const rows = [
    ["a", "p", "Synced", "Healthy"],
    ["b", "q", "Synced", "Healthy"],
    ["c", "p", "OutOfSync", "Healthy"],
    ["team/d", "p", "Synced", "Healthy"],
    ["e", "p", "Unknown", "Healthy"],
  ];
  const list = { columns, rows };
  assert.deepEqual(pickApplications(list, 9), ["a", "c", "team/d", "e"]);
  assert.deepEqual(pickApplications(list, 2), ["a", "c"]);
});
