import assert from "node:assert/strict";
import type { Application } from "../../lib/argocd/wire/application.ts";
import type { ManagedResource } from "../../lib/argocd/wire/resources.ts";
import type { Manifest } from "../../lib/views/manifest_yaml.ts";
import { compareManifests } from "../../lib/views/revision_states.ts";

const APPLICATION: Application = {
  metadata: { name: "shop", namespace: "argocd" },
  spec: { destination: { namespace: "shop" } },
  status: { sync: { status: "Synced" }, resources: [] },
};

function configMap(
  name: string,
  data: Record<string, string>,
  metadata: Record<string, unknown> = {},
): Manifest {
  const { annotations, ...others } = metadata;
  return {
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: {
      name,
      ...others,
      annotations: {
        "argocd.argoproj.io/tracking-id": `shop:/ConfigMap:shop/${name}`,
        ...(annotations as Record<string, string> | undefined),
      },
    },
    data,
  };
}

function managed(
  states: { readonly live?: Manifest; readonly target?: Manifest },
): ManagedResource {
  const object = states.live ?? states.target ?? {};
  const { name } = object["metadata"] as { name: string };
  const text = (state: Manifest | undefined) => JSON.stringify(state ?? null);
  return {
    kind: String(object["kind"]),
    namespace: "shop",
    name,
    liveState: text(states.live),
    normalizedLiveState: text(states.live),
    targetState: text(states.target),
    predictedLiveState: text(states.target),
  };
}

function states(
  items: readonly ManagedResource[],
  manifests: readonly Manifest[],
  application = APPLICATION,
): Record<string, string> {
  const compared = compareManifests({ application, managed: items, manifests });
  return Object.fromEntries(
    compared.map((
      { ref, state, note },
    ) => [
      `${ref.kind} ${ref.namespace || "-"}/${ref.name}`,
      note ? `${state}: ${note}` : state,
    ]),
  );
}

Deno.test("what Argo CD does not track is not pruned, nor what another object owns", () => {
  const target = configMap("a", {});
  const foreign = configMap("a", {}, {
    annotations: { "argocd.argoproj.io/tracking-id": "other:/ConfigMap:x/a" },
  });
  const ignored =
    "ignored: not in the source, and not tracked by this application";
  assert.deepEqual(states([managed({ live: foreign, target })], []), {
    "ConfigMap shop/a": ignored,
  });
  const owned = configMap("a", {}, { ownerReferences: [{ kind: "X" }] });
  assert.deepEqual(states([managed({ live: owned, target })], []), {
    "ConfigMap shop/a": ignored,
  });
  assert.deepEqual(states([managed({ live: target, target })], []), {
    "ConfigMap shop/a": "prune",
  });
  // Only in Git, and not there either: nothing happens.
  assert.deepEqual(states([managed({ target })], []), {});
});

Deno.test("where a label tracks, its value says whose the object is, whatever label an operator chose", () => {
  const plain = (labels: Record<string, string>): Manifest => ({
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: { name: "a", labels },
  });
  const target = plain({ "example.com/owner": "shop", tier: "web" });
  const cases: readonly [Manifest, string][] = [
    [target, "prune"],
    [
      plain({ tier: "web" }),
      "ignored: not in the source, and not tracked by this application",
    ],
  ];
  for (const [live, expected] of cases) {
    assert.deepEqual(states([managed({ live, target })], []), {
      "ConfigMap shop/a": expected,
    });
  }
});

Deno.test("hooks are set apart, an object that opts out is left alone, and a definition of Helm is no hook", () => {
  const hook = (value: string, key = "argocd.argoproj.io/hook") => ({
    annotations: { [key]: value },
  });
  assert.deepEqual(
    states([], [
      configMap("pre", {}, hook("PreSync")),
      configMap("skipped", {}, hook("Skip")),
      configMap("test", {}, hook("test", "helm.sh/hook")),
      configMap("definition", {}, hook("crd-install", "helm.sh/hook")),
    ]),
    {
      "ConfigMap shop/definition": "create",
      "ConfigMap shop/skipped": "ignored: left alone: hook Skip",
      "ConfigMap shop/pre": "hook",
      "ConfigMap shop/test": "hook",
    },
  );
});

Deno.test("a kind lives in no namespace when Kubernetes or the application's own resources say so", () => {
  const object = (apiVersion: string, kind: string, name: string) => ({
    apiVersion,
    kind,
    metadata: { name, namespace: "wrong" },
  });
  const application = {
    ...APPLICATION,
    status: {
      ...APPLICATION.status,
      resources: [{ group: "example.com", kind: "Tenant", name: "known" }],
    },
  };
  assert.deepEqual(
    states([], [
      object("rbac.authorization.k8s.io/v1", "ClusterRole", "a"),
      object("example.com/v1", "Tenant", "b"),
      object("example.com/v1", "Order", "c"),
    ], application),
    {
      "Tenant -/b": "create",
      "ClusterRole -/a": "create",
      "Order wrong/c": "create",
    },
  );
});

Deno.test("of a Secret only the keys can be told, and that is said", () => {
  const masked = "++++++++";
  const secret = (data: Record<string, string>): Manifest => ({
    apiVersion: "v1",
    kind: "Secret",
    metadata: {
      name: "s",
      annotations: {
        "argocd.argoproj.io/tracking-id": "shop:/Secret:shop/s",
      },
    },
    data,
  });
  const values =
    "Argo CD masks its values: whether they change at this revision cannot be told";
  const same = secret({ a: masked, b: masked });
  const item = managed({ live: same, target: same });
  assert.deepEqual(states([item], [same]), {
    "Secret shop/s": `unknown: ${values}`,
  });
  const [changed] = compareManifests({
    application: APPLICATION,
    managed: [item],
    manifests: [secret({ a: masked, c: masked })],
  });
  assert.equal(changed?.state, "changed");
  assert.match(
    changed?.note ?? "",
    /^approximate: .*; Argo CD masks its values/,
  );
  assert.deepEqual(changed?.desired?.["data"], { a: masked, c: masked });
});

Deno.test("after a server-side apply the present target stands for what was applied", () => {
  const before = configMap("a", { stays: "1", goes: "1" });
  const [one] = compareManifests({
    application: APPLICATION,
    managed: [managed({ live: before, target: before })],
    manifests: [configMap("a", { stays: "1" })],
  });
  assert.equal(one?.state, "changed");
  assert.deepEqual(one?.desired?.["data"], { stays: "1" });
});
