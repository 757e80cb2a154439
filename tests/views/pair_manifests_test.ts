import assert from "node:assert/strict";
import type { Manifest } from "../../lib/views/manifest_yaml.ts";
import { compareManifestPairs } from "../../lib/views/manifest_comparison.ts";
import {
  type ManifestPair,
  pairManifests,
} from "../../lib/views/pair_manifests.ts";

function object(
  kind: string,
  name: string,
  { namespace, apiVersion = "v1", ...more }: {
    readonly namespace?: string;
    readonly apiVersion?: string;
    readonly [key: string]: unknown;
  } = {},
): Manifest {
  return {
    apiVersion,
    kind,
    metadata: { name, ...(namespace ? { namespace } : {}) },
    ...more,
  };
}

function side(home: string, ...manifests: readonly Manifest[]) {
  return { manifests, home, known: [] };
}

function names({ from, to }: ManifestPair): string {
  const name = (one: ManifestPair["from"]) =>
    one ? `${one.ref.namespace}/${one.ref.name}` : "-";
  return `${name(from)} ${name(to)}`;
}

Deno.test("what lives at home is the same object, whatever home is called on either side", () => {
  const pairs = pairManifests(
    side(
      "shop-test",
      object("ConfigMap", "a"),
      object("Service", "b", { namespace: "shop-test" }),
    ),
    side(
      "shop-prod",
      object("Service", "b"),
      object("ConfigMap", "a", { namespace: "shop-prod" }),
    ),
  );
  assert.deepEqual(pairs.map(names), [
    "shop-test/a shop-prod/a",
    "shop-test/b shop-prod/b",
  ]);
  const { counts } = compareManifestPairs(pairs, {
    labels: { from: "test", to: "prod" },
    homes: { from: "shop-test", to: "shop-prod" },
    whole: false,
  });
  assert.deepEqual(counts, { same: 2 });
});

Deno.test("kinds, groups and namespaces that differ make different objects, API versions do not", () => {
  const pairs = pairManifests(
    side(
      "x",
      object("Ingress", "a", { apiVersion: "extensions/v1beta1" }),
      object("Job", "b", { apiVersion: "batch/v1beta1" }),
      object("ConfigMap", "c", { namespace: "y" }),
      object("ClusterRole", "d", {
        apiVersion: "rbac.authorization.k8s.io/v1",
      }),
    ),
    side(
      "x",
      object("Ingress", "a", { apiVersion: "networking.k8s.io/v1" }),
      object("Job", "b", { apiVersion: "batch/v1" }),
      object("ConfigMap", "c"),
      object("ClusterRole", "d", {
        apiVersion: "rbac.authorization.k8s.io/v1",
      }),
    ),
  );
  assert.deepEqual(pairs.map(names), [
    "x/a -",
    "x/b x/b",
    "y/c -",
    "/d /d",
    "- x/a",
    "- x/c",
  ]);
});

Deno.test("hooks without a name of their own are paired in their order, and each is counted", () => {
  const hook = (step: string): Manifest => ({
    apiVersion: "batch/v1",
    kind: "Job",
    metadata: { generateName: "migrate-" },
    spec: { step },
  });
  const pairs = pairManifests(
    side("x", hook("1"), hook("2")),
    side("x", hook("1"), hook("2"), hook("3")),
  );
  assert.deepEqual(pairs.map(names), [
    "x/migrate-* x/migrate-*",
    "x/migrate-* x/migrate-*",
    "- x/migrate-*",
  ]);
});

Deno.test("a generated ConfigMap with another hash is the same one, and both names are told", () => {
  const pairs = pairManifests(
    side("x", object("ConfigMap", "app-5f6b7c8d9g", { data: { A: "1" } })),
    side("x", object("ConfigMap", "app-h2k4m6t8bf", { data: { A: "2" } })),
  );
  assert.deepEqual(pairs.map(names), ["x/app-5f6b7c8d9g x/app-h2k4m6t8bf"]);
  const { resources } = compareManifestPairs(pairs, {
    labels: { from: "v1", to: "v2" },
    homes: { from: "x", to: "x" },
    whole: false,
  });
  assert.equal(
    resources[0]?.resource,
    "ConfigMap app-5f6b7c8d9g → app-h2k4m6t8bf",
  );
});

Deno.test("a name that only looks generated is not paired: of another kind, with other letters, or not alone", () => {
  const pairs = pairManifests(
    side(
      "x",
      object("Service", "app-5f6b7c8d9g"),
      object("ConfigMap", "app-aaaaaaaaaa"),
      object("ConfigMap", "two-5f6b7c8d9g"),
      object("ConfigMap", "two-5f6b7c8d9h"),
    ),
    side(
      "x",
      object("Service", "app-h2k4m6t8bf"),
      object("ConfigMap", "app-h2k4m6t8bf"),
      object("ConfigMap", "two-h2k4m6t8bf"),
    ),
  );
  assert(pairs.every(({ from, to }) => !from || !to), pairs.map(names).join());
});

Deno.test("what Argo CD writes into what it renders is no difference", () => {
  const tracked = (id: string): Manifest => ({
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: {
      name: "a",
      annotations: {
        "argocd.argoproj.io/tracking-id": `${id}:/ConfigMap:x/a`,
        "argocd.argoproj.io/installation-id": id,
      },
    },
  });
  const { counts } = compareManifestPairs(
    pairManifests(side("x", tracked("one")), side("x", tracked("two"))),
    {
      labels: { from: "a", to: "b" },
      homes: { from: "x", to: "x" },
      whole: false,
    },
  );
  assert.deepEqual(counts, { same: 1 });
});

Deno.test("marks of ours tell whether a Secret's values are the same, those of Argo CD do not", () => {
  const secret = (data: Record<string, string>): Manifest => ({
    ...object("Secret", "s"),
    data,
  });
  const states = (from: Record<string, string>, to: Record<string, string>) =>
    compareManifestPairs(
      pairManifests(side("x", secret(from)), side("x", secret(to))),
      {
        labels: { from: "a", to: "b" },
        homes: { from: "x", to: "x" },
        whole: false,
      },
    ).counts;
  assert.deepEqual(states({ k: "<masked:1>" }, { k: "<masked:1>" }), {
    same: 1,
  });
  assert.deepEqual(states({ k: "<masked:1>" }, { k: "<masked:2>" }), {
    differs: 1,
  });
  assert.deepEqual(states({ k: "++++++++" }, { k: "++++++++" }), {
    unknown: 1,
  });
  assert.deepEqual(
    states({ k: "++++++++" }, { k: "++++++++", l: "++++++++" }),
    { differs: 1 },
  );
});
