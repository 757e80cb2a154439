import assert from "node:assert/strict";
import {
  manifestItems,
  manifestsText,
} from "../../lib/views/rendered_manifests.ts";

Deno.test("manifests are YAML documents; hooks of Argo CD and of Helm are marked", () => {
  const manifests = manifestItems([
    {
      apiVersion: "v1",
      kind: "ConfigMap",
      metadata: { name: "config" },
      data: { ANSWER: "yes" },
    },
    {
      apiVersion: "batch/v1",
      kind: "Job",
      metadata: {
        generateName: "migrate-",
        annotations: { "argocd.argoproj.io/hook": "PreSync" },
      },
    },
    {
      apiVersion: "v1",
      kind: "Pod",
      metadata: {
        name: "test",
        namespace: "other",
        annotations: { "helm.sh/hook": "test" },
      },
    },
  ], "shop");
  assert.deepEqual(manifests.map(({ resource, hook }) => [resource, hook]), [
    ["ConfigMap config", undefined],
    ["Job migrate-*", "PreSync"],
    ["Pod other/test", "test"],
  ]);
  assert.equal(
    manifestsText({
      application: "shop",
      sources: ["main of file:///git/shop.git (app)"],
      total: 2,
      manifests: manifests.slice(0, 2),
    }),
    `shop: 2 manifests, rendered from main of file:///git/shop.git (app)
---
apiVersion: v1
data:
  ANSWER: "yes"
kind: ConfigMap
metadata:
  name: config
---
# hook: PreSync
apiVersion: batch/v1
kind: Job
metadata:
  annotations:
    argocd.argoproj.io/hook: PreSync
  generateName: migrate-`,
  );
});
