import assert from "node:assert/strict";
import { syncHooks } from "../../lib/views/sync_hooks.ts";

function hook(name: string, annotations: Readonly<Record<string, string>>) {
  return {
    apiVersion: "batch/v1",
    kind: "Job",
    metadata: { name, namespace: "shop", annotations },
  };
}

for (
  const [annotations, phases] of [
    [{ "argocd.argoproj.io/hook": "PreSync" }, ["PreSync"]],
    [{ "argocd.argoproj.io/hook": "SyncFail, PostSync" }, [
      "PostSync",
      "SyncFail",
    ]],
    [{ "argocd.argoproj.io/hook": "Sync" }, ["Sync"]],
    [{ "helm.sh/hook": "pre-install,pre-upgrade" }, ["PreSync"]],
    [{ "helm.sh/hook": "post-upgrade" }, ["PostSync"]],
    // Argo CD's own annotation counts where both are there.
    [{ "argocd.argoproj.io/hook": "Skip", "helm.sh/hook": "pre-install" }, []],
    [{ "argocd.argoproj.io/hook": "PostDelete" }, []],
    [{ "helm.sh/hook": "test" }, []],
    [{ "helm.sh/hook": "crd-install" }, []],
    [{}, []],
  ] as const
) {
  Deno.test(`a sync runs ${JSON.stringify(annotations)} in [${phases}]`, () => {
    const ref = { group: "batch", kind: "Job", namespace: "shop", name: "x" };
    assert.deepEqual(
      syncHooks([hook("x", annotations)]),
      phases.length > 0 ? [{ ref, phases }] : [],
    );
  });
}
