import assert from "node:assert/strict";
import * as fc from "fast-check";
import type { Application } from "../../lib/argocd/wire/application.ts";
import type { ResourceRef } from "../../lib/argocd/wire/resources.ts";
import { applicationTies } from "../../lib/views/application_ties.ts";
import { impactView } from "../../lib/views/impact_view.ts";
import type { Manifest } from "../../lib/views/manifest_yaml.ts";
import {
  type ChangeEffect,
  deletionChanges,
  type ResourceChange,
  syncChanges,
} from "../../lib/views/resource_change.ts";

const HERE: Application = {
  metadata: { name: "shop" },
  spec: {
    destination: {
      server: "https://kubernetes.default.svc",
      namespace: "shop",
    },
  },
};

function change(
  effect: ChangeEffect,
  apiVersion: string,
  kind: string,
  sides: {
    readonly live?: Record<string, unknown>;
    readonly desired?: Record<string, unknown>;
    readonly name?: string;
  } = {},
): ResourceChange {
  const { name = "a", live, desired } = sides;
  const group = apiVersion.includes("/") ? apiVersion.split("/")[0] ?? "" : "";
  const object = (more: Record<string, unknown>): Manifest => ({
    apiVersion,
    kind,
    ...more,
  });
  return {
    ref: { group, kind, namespace: "shop", name },
    effect,
    ...(live ? { live: object(live) } : {}),
    ...(desired ? { desired: object(desired) } : {}),
  };
}

function impact(...changes: readonly ResourceChange[]): readonly string[] {
  return impactView(changes, { application: HERE }).impact;
}

function template(image: string, more: Record<string, unknown> = {}) {
  const spec = { containers: [{ name: "web", image }] };
  return { spec: { ...more, template: { spec } } };
}

function options(value: string) {
  return {
    metadata: { annotations: { "argocd.argoproj.io/sync-options": value } },
  };
}

Deno.test("what takes data or others' objects with it stands first, and among what cannot be undone", () => {
  const view = impactView([
    change("prune", "v1", "ConfigMap"),
    change("prune", "v1", "Secret"),
    change("prune", "v1", "Namespace"),
    change("prune", "v1", "PersistentVolumeClaim"),
    change("prune", "v1", "PersistentVolume", {
      name: "kept",
      live: { spec: { persistentVolumeReclaimPolicy: "Retain" } },
    }),
    change("prune", "apiextensions.k8s.io/v1", "CustomResourceDefinition"),
    change("prune", "apps/v1", "StatefulSet", {
      live: {
        spec: {
          replicas: 3,
          persistentVolumeClaimRetentionPolicy: { whenDeleted: "Delete" },
        },
      },
    }),
    change("prune", "v1", "Service", {
      live: { spec: { type: "LoadBalancer" } },
    }),
  ], { application: HERE });
  assert.deepEqual(view, {
    impact: [
      "deletes definitions, and with each every object of its kind in the whole cluster: CustomResourceDefinition a",
      "deletes namespaces with everything in them, whoever made it: Namespace a",
      "deletes volumes: their data goes, unless their reclaim policy is Retain: PersistentVolumeClaim a",
      "deletes stateful workloads with the volumes that they claimed: StatefulSet a",
      "deletes stored credentials that others may use: Secret a",
      "stops workloads: StatefulSet a (3 pods)",
      "gives up load balancers: Service a",
      "deletes volumes whose data is retained: PersistentVolume kept",
    ],
    irreversible: [
      "every object of these kinds in the whole cluster: CustomResourceDefinition a",
      "everything in these namespaces: Namespace a",
      "data of these volumes, unless their reclaim policy is Retain: PersistentVolumeClaim a",
      "data of the volumes that these workloads claimed: StatefulSet a",
      "values of stored credentials, unless the source holds them: Secret a",
      "addresses of these load balancers, which may be others afterwards: Service a",
    ],
    counts: { deleted: 8 },
  });
});

Deno.test("a new image restarts, with the pods that the tree has; a new number scales", () => {
  const changed = change("change", "apps/v1", "Deployment", {
    name: "web",
    live: template("web:1", { replicas: 2 }),
    desired: template("web:2", { replicas: 3 }),
  });
  const set = {
    group: "apps",
    kind: "ReplicaSet",
    namespace: "shop",
    name: "web-1",
  };
  const pod = (name: string) => ({
    kind: "Pod",
    namespace: "shop",
    name,
    parentRefs: [set],
  });
  const tree = {
    nodes: [
      changed.ref,
      { ...set, parentRefs: [changed.ref] },
      pod("a"),
      pod("b"),
      pod("c"),
      pod("d"),
    ],
  };
  assert.deepEqual(impactView([changed], { application: HERE, tree }), {
    impact: [
      "restarts: Deployment web (image web:1 → web:2, 4 pods)",
      "scales: Deployment web (2 → 3)",
    ],
    irreversible: [],
    counts: { changed: 1 },
  });
  assert.deepEqual(
    impact(changed)[0],
    "restarts: Deployment web (image web:1 → web:2, 2 pods)",
  );
});

Deno.test("what scales to 0 stops, and does not restart", () => {
  assert.deepEqual(
    impact(change("change", "argoproj.io/v1alpha1", "Rollout", {
      live: template("web:1", { replicas: 5 }),
      desired: template("web:2", { replicas: 0 }),
    })),
    ["scales to 0: Rollout a (5 → 0)"],
  );
});

Deno.test("a change that leaves the pod template alone, or runs later, restarts nothing", () => {
  assert.deepEqual(
    impact(
      change("change", "apps/v1", "DaemonSet", {
        live: { ...template("web:1"), metadata: { labels: { a: "1" } } },
        desired: template("web:1"),
      }),
      change("change", "batch/v1", "CronJob", {
        live: { spec: { jobTemplate: template("job:1") } },
        desired: { spec: { jobTemplate: template("job:2") } },
      }),
    ),
    [],
  );
});

Deno.test("fields that Kubernetes does not let change are named", () => {
  const selector = (app: string) => ({
    spec: { selector: { matchLabels: { app } } },
  });
  const lead =
    "will probably be refused by Kubernetes, which does not let these fields change: ";
  const cases: readonly [ResourceChange, string][] = [
    [
      change("change", "apps/v1", "Deployment", {
        live: selector("a"),
        desired: selector("b"),
      }),
      "Deployment a (spec.selector)",
    ],
    [
      change("change", "apps/v1", "StatefulSet", {
        live: { spec: { serviceName: "a", replicas: 1, updateStrategy: {} } },
        desired: { spec: { serviceName: "b", replicas: 1 } },
      }),
      "StatefulSet a (spec.serviceName)",
    ],
    [
      change("change", "batch/v1", "Job", {
        live: template("job:1"),
        desired: template("job:2"),
      }),
      "Job a (spec.template)",
    ],
    [
      change("change", "v1", "ConfigMap", {
        live: { immutable: true, data: { a: "1" } },
        desired: { immutable: true, data: { a: "2" } },
      }),
      "ConfigMap a (data)",
    ],
  ];
  for (const [one, text] of cases) {
    assert.deepEqual(impact(one), [`${lead}${text}`]);
  }
});

Deno.test("hosts and load balancers are named when they come, change or go", () => {
  const ingress = (host: string) => ({ spec: { rules: [{ host }] } });
  const api = "networking.k8s.io/v1";
  assert.deepEqual(
    impact(
      change("prune", api, "Ingress", { live: ingress("old.example") }),
      change("change", api, "Ingress", {
        live: ingress("a.example"),
        desired: ingress("b.example"),
      }),
      change("change", "v1", "Service", {
        live: { spec: { type: "LoadBalancer" } },
        desired: { spec: { type: "ClusterIP" } },
      }),
      change("create", "v1", "Service", {
        desired: { spec: { type: "LoadBalancer" } },
      }),
    ),
    [
      "takes away addresses: Ingress a (old.example)",
      "changes addresses: Ingress a (a.example → b.example), Service a (load balancer → none)",
      "creates addresses: Service a (load balancer)",
    ],
  );
});

Deno.test("of child applications it is told whether what they manage goes, too; not knowing counts as yes", () => {
  const api = "argoproj.io/v1alpha1";
  const finalizers = ["resources-finalizer.argocd.argoproj.io/background"];
  assert.deepEqual(
    impact(
      change("prune", api, "Application", {
        name: "cascading",
        live: { metadata: { finalizers } },
      }),
      change("prune", api, "Application", { name: "unknown" }),
      change("prune", api, "Application", { name: "plain", live: {} }),
      change("prune", api, "ApplicationSet", { name: "set" }),
      change("change", api, "AppProject", { live: {}, desired: {} }),
      change("create", api, "Application", { name: "new", desired: {} }),
    ),
    [
      "deletes child applications with all that they manage: Application cascading, Application unknown",
      "deletes ApplicationSets, and with each the applications that it made: ApplicationSet set",
      "deletes child applications; what they manage stays: Application plain",
      "changes child applications or projects, which then act by themselves: AppProject a",
      "creates child applications or projects, which then act by themselves: Application new",
    ],
  );
});

Deno.test("a resource has a say in its deletion by a sync or with its application, not by itself", () => {
  const kept = { live: options("Prune=false,Delete=false") };
  const claim = (effect: ChangeEffect, sides: typeof kept) =>
    change(effect, "v1", "PersistentVolumeClaim", sides);
  assert.deepEqual(
    impactView([claim("prune", kept), claim("cascade", kept)], {
      application: HERE,
    }),
    {
      impact: [
        "keeps what asks to be kept: PersistentVolumeClaim a, PersistentVolumeClaim a",
      ],
      irreversible: [],
      counts: { kept: 2 },
    },
  );
  assert.match(impact(claim("delete", kept))[0] ?? "", /^deletes volumes/);
  assert.match(
    impact(claim("prune", { live: options("Prune=confirm") }))[1] ?? "",
    /^waits for a confirmation .*: PersistentVolumeClaim a$/,
  );
  // The options of one way to go say nothing about the other.
  assert.match(
    impact(claim("cascade", { live: options("Prune=false") }))[0] ?? "",
    /^deletes volumes/,
  );
});

Deno.test("what hangs below goes, too, counted by kind, and what goes by itself is not counted twice", () => {
  const deployment = change("delete", "apps/v1", "Deployment", { live: {} });
  const claimed = change("delete", "v1", "Pod", { name: "own", live: {} });
  const parentRefs = [deployment.ref];
  const node = (kind: string, name: string): ResourceRef => ({
    kind,
    namespace: "shop",
    name,
  });
  const tree = {
    nodes: [
      { ...node("Pod", "own"), parentRefs },
      { ...node("Pod", "b"), parentRefs },
      { ...node("Pod", "c"), parentRefs },
      { ...node("ReplicaSet", "r"), group: "apps", parentRefs },
    ],
  };
  const view = impactView([deployment, claimed], { application: HERE, tree });
  assert.equal(
    view.impact.at(-1),
    "deletes what hangs below, too: 2 Pod, 1 ReplicaSet",
  );
  assert.deepEqual(view.counts, { deleted: 2, deleted_below: 3 });
});

Deno.test("another cluster and owners of the application are always said", () => {
  const application: Application = {
    metadata: {
      name: "edge",
      ownerReferences: [{ kind: "ApplicationSet", name: "fleet" }],
      annotations: {
        "argocd.argoproj.io/tracking-id":
          "root:argoproj.io/Application:argocd/edge",
      },
      finalizers: ["resources-finalizer.argocd.argoproj.io"],
    },
    spec: { destination: { server: "https://edge:6443", namespace: "shop" } },
  };
  const ties = [
    "happens in another cluster: edge:6443/shop",
    "the application is made by ApplicationSet 'fleet', which may undo edits of it and make it again",
    "the application is managed by application 'root', whose sync may undo edits of it and make it again",
  ];
  assert.deepEqual(applicationTies(application), ties);
  assert.deepEqual(impactView([], { application }).impact, ties);
  assert.deepEqual(applicationTies(HERE), []);
});

Deno.test("a sync without prune touches nothing that is to prune", () => {
  const ref = { kind: "ConfigMap", namespace: "shop", name: "a" };
  const compared = [
    { ref, state: "prune", live: {} },
    { ref, state: "create", desired: {} },
    { ref, state: "changed", live: {}, desired: {} },
    { ref, state: "synced" },
    { ref, state: "hook" },
  ] as const;
  const effects = (prune: boolean) =>
    syncChanges(compared, { prune }).map(({ effect }) => effect);
  assert.deepEqual(effects(false), ["create", "change"]);
  assert.deepEqual(effects(true), ["prune", "create", "change"]);
});

Deno.test("a deletion concerns what lives, and what is not known to be gone", () => {
  const items = [
    { kind: "ConfigMap", name: "lives", normalizedLiveState: '{"a":1}' },
    { kind: "ConfigMap", name: "missing", normalizedLiveState: "null" },
    { kind: "ConfigMap", name: "silent" },
  ];
  assert.deepEqual(
    deletionChanges(items, "cascade").map(({ ref, live }) => [ref.name, live]),
    [["lives", { a: 1 }], ["silent", undefined]],
  );
});

Deno.test("whatever changes, at most twelve lines come, none of them long", () => {
  const kinds: readonly [string, string][] = [
    ["v1", "PersistentVolumeClaim"],
    ["v1", "Namespace"],
    ["v1", "Secret"],
    ["v1", "Service"],
    ["apps/v1", "Deployment"],
    ["apps/v1", "StatefulSet"],
    ["networking.k8s.io/v1", "Ingress"],
    ["argoproj.io/v1alpha1", "Application"],
    ["apiextensions.k8s.io/v1", "CustomResourceDefinition"],
  ];
  const side = fc.record({
    metadata: fc.record({
      finalizers: fc.array(fc.string(), { maxLength: 5 }),
    }),
    spec: fc.record({
      replicas: fc.integer({ min: 0, max: 9 }),
      type: fc.constantFrom("LoadBalancer", "ClusterIP"),
      serviceName: fc.string({ maxLength: 400 }),
      rules: fc.array(fc.record({ host: fc.string({ maxLength: 300 }) })),
      template: fc.record({ a: fc.nat(3) }),
    }),
  });
  const any = fc.record({
    kind: fc.constantFrom(...kinds),
    effect: fc.constantFrom<ChangeEffect>(
      "create",
      "change",
      "prune",
      "cascade",
      "delete",
      "release",
    ),
    name: fc.string({ minLength: 1, maxLength: 253 }),
    live: side,
    desired: side,
  }).map(({ kind: [api, kind], effect, ...sides }) =>
    change(effect, api, kind, sides)
  );
  const application = {
    ...HERE,
    spec: { destination: { name: "far", namespace: "shop" } },
  };
  fc.assert(fc.property(fc.array(any, { maxLength: 80 }), (changes) => {
    const view = impactView(changes, { application });
    assert(view.impact.length <= 12);
    assert(view.impact.includes("happens in another cluster: far/shop"));
    for (const line of [...view.impact, ...view.irreversible]) {
      assert(line.length <= 800, `${line.length}`);
    }
    const { deleted_below: _, ...counts } = view.counts;
    const sum = Object.values(counts).reduce((a, b) => a + b, 0);
    assert.equal(sum, changes.length);
  }));
});
