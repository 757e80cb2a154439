import assert from "node:assert/strict";
import type { Application } from "../../../lib/argocd/wire/application.ts";
import { writtenDifferences } from "../../../lib/tools/changes/spec/written_differences.ts";

type Spec = NonNullable<Application["spec"]>;

function differences(meant: Spec, got: Spec): readonly string[] {
  return writtenDifferences({ spec: meant }, { spec: got });
}

Deno.test("what Argo CD leaves out because it is empty is no difference", () => {
  const meant = {
    source: { repoURL: "r", helm: { parameters: [], values: "" } },
    syncPolicy: { automated: { prune: false }, syncOptions: [] },
  };
  const got = { source: { repoURL: "r" }, syncPolicy: { automated: {} } };
  assert.deepEqual(differences(meant, got), []);
});

Deno.test("either way to name a cluster may come back beside the other", () => {
  const got = { destination: { name: "in-cluster", server: "https://x" } };
  assert.deepEqual(
    differences({ destination: { name: "in-cluster" } }, got),
    [],
  );
  assert.deepEqual(
    differences({ destination: { server: "https://x" } }, got),
    [],
  );
  assert.deepEqual(differences({ destination: { name: "edge" } }, got), [
    "spec.destination.name is not what was sent",
  ]);
});

Deno.test("what is gone, new or another is named by its path, and by nothing that could be a secret", () => {
  const helm = (value: string) => ({ parameters: [{ name: "a", value }] });
  assert.deepEqual(
    differences(
      {
        sources: [{ repoURL: "r", helm: helm("secret-1") }, { repoURL: "s" }],
        syncPolicy: { retry: { limit: 2, refresh: true } },
      },
      {
        sources: [{ repoURL: "r", helm: helm("secret-2") }],
        syncPolicy: { retry: { limit: 2 } },
        project: "default",
      },
    ),
    [
      "spec.sources has 1 entries instead of 2",
      "spec.syncPolicy.retry.refresh was not kept",
      "spec.project is there, and was not meant to be",
    ],
  );
  assert.deepEqual(
    differences({ source: { helm: helm("secret-1") } }, {
      source: { helm: helm("secret-2") },
    }),
    ["spec.source.helm.parameters[0].value is not what was sent"],
  );
});

Deno.test("automated sync that is on or off against what was meant is said in words", () => {
  const policy = (
    automated?: object,
  ) => ({ syncPolicy: { automated, syncOptions: ["A=true"] } } as Spec);
  assert.deepEqual(differences(policy({}), policy()), [
    "spec.syncPolicy.automated was not kept",
    "automated sync is OFF, and was meant to be on",
  ]);
  assert.deepEqual(differences(policy({ enabled: false }), policy({})), [
    "spec.syncPolicy.automated.enabled was not kept",
    "automated sync is ON, and was meant to be off",
  ]);
});
