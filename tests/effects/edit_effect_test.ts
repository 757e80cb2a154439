import assert from "node:assert/strict";
import fc from "fast-check";
import type { Application } from "../../lib/argocd/wire/application.ts";
import { editEffect } from "../../lib/effects/edit_effect.ts";
import { covers } from "../../lib/tier.ts";

const PLAIN: Application = {
  metadata: { name: "shop", finalizers: ["a", "b"] },
  spec: {
    project: "web",
    source: { repoURL: "https://git.example/shop", path: "prod" },
    destination: { server: "https://kubernetes.default.svc", namespace: "x" },
  },
};
type Spec = NonNullable<Application["spec"]>;

function edited(change: Partial<Spec>, of = PLAIN): Application {
  return { ...of, spec: { ...of.spec, ...change } as Spec };
}

function automated(policy: Readonly<Record<string, unknown>>): Application {
  return edited({ syncPolicy: { automated: policy } } as Partial<Spec>);
}

const PRUNES =
  "it has automated prune: Argo CD deletes by itself what the new spec does not have";

function withOptions(...syncOptions: string[]): Application {
  return edited({ syncPolicy: { syncOptions } });
}

Deno.test("sync options that harm are destructive to add, those that keep to remove", () => {
  const reasons = (before: Application, after: Application) =>
    editEffect(before, after).reasons;
  assert.deepEqual(
    reasons(
      withOptions("CreateNamespace=true"),
      withOptions(
        "Replace=true",
        "Force=true",
        "Prune=false",
        "PruneLast=true",
      ),
    ),
    ["it adds sync option Replace=true", "it adds sync option Force=true"],
  );
  assert.deepEqual(
    reasons(
      withOptions("Prune=confirm", "Delete=false", "Replace=true"),
      withOptions(),
    ),
    [
      "it removes sync option Prune=confirm",
      "it removes sync option Delete=false",
    ],
  );
});

Deno.test("an edit of what only says what is wanted is reversible", () => {
  const afters = [
    PLAIN,
    edited({ source: { repoURL: "https://git.example/shop", path: "next" } }),
    { ...PLAIN, metadata: { ...PLAIN.metadata, finalizers: ["b", "a", "c"] } },
    automated({}),
  ];
  for (const after of afters) {
    assert.deepEqual(editEffect(PLAIN, after), { tier: "write", reasons: [] });
  }
  assert.deepEqual(editEffect(automated({ selfHeal: true }), automated({})), {
    tier: "write",
    reasons: [],
  });
});

const CASES: (readonly [string, Application, Application, string])[] = [
  [
    "of an application with automated prune",
    automated({ prune: true }),
    automated({ prune: true }),
    PRUNES,
  ],
  [
    "that switches automated prune off",
    automated({ prune: true, enabled: true }),
    PLAIN,
    PRUNES,
  ],
  [
    "that switches automated prune on",
    automated({ prune: false }),
    automated({ prune: true }),
    "it switches automated prune on",
  ],
  [
    "that enables a policy with prune",
    automated({ prune: true, enabled: false }),
    automated({ prune: true, enabled: true }),
    "it switches automated prune on",
  ],
  [
    "that switches self-heal on",
    automated({}),
    automated({ selfHeal: true }),
    "it switches self-heal on, which undoes changes made in the cluster",
  ],
  [
    "of the destination",
    PLAIN,
    edited({ destination: { ...PLAIN.spec?.destination, namespace: "y" } }),
    "it changes the destination, and leaves or deletes what runs at the old one",
  ],
  [
    "of the project",
    PLAIN,
    edited({ project: "y" }),
    "it changes the project",
  ],
  [
    "of the repository",
    PLAIN,
    edited({ source: { repoURL: "https://evil.example/shop" } }),
    "it changes the repository",
  ],
  [
    "that adds a second source",
    PLAIN,
    edited({
      sources: [
        { repoURL: "https://git.example/shop" },
        { repoURL: "https://git.example/more" },
      ],
    }),
    "it changes the repository",
  ],
  [
    "that removes a finalizer",
    PLAIN,
    { ...PLAIN, metadata: { ...PLAIN.metadata, finalizers: ["a"] } },
    "it removes a finalizer",
  ],
];

function withMetadata(
  metadata: Readonly<Record<string, unknown>>,
): Application {
  return { ...PLAIN, metadata: { ...PLAIN.metadata, ...metadata } };
}

const REPLACES = { syncOptions: ["Validate=false", " Replace = true"] };
const OPTIONS = "argocd.argoproj.io/sync-options";

CASES.push(
  [
    "that switches automated sync on, which then replaces",
    edited({ syncPolicy: REPLACES }),
    edited({ syncPolicy: { ...REPLACES, automated: {} } }),
    "automated sync runs with its sync option Replace = true",
  ],
  [
    "of an application whose automated sync replaces",
    edited({ syncPolicy: { ...REPLACES, automated: {} } }),
    edited({
      source: { repoURL: "https://git.example/shop", path: "next" },
      syncPolicy: { ...REPLACES, automated: {} },
    }),
    "automated sync runs with its sync option Replace = true",
  ],
  [
    "that takes the protection from deletion off an application",
    withMetadata({
      annotations: { [OPTIONS]: "Validate=false, Delete=false" },
    }),
    withMetadata({ annotations: { [OPTIONS]: "Validate=false" } }),
    "it removes sync option Delete=false",
  ],
  [
    "that has an application replaced by the one above it",
    PLAIN,
    withMetadata({ annotations: { [OPTIONS]: "Replace=true" } }),
    "it adds sync option Replace=true",
  ],
  ...[
    { annotations: { "argocd.argoproj.io/tracking-id": "other:x" } },
    { labels: { "app.kubernetes.io/instance": "other" } },
  ].map((metadata): (typeof CASES)[number] => [
    `of its owner by ${Object.keys(metadata)[0]}`,
    PLAIN,
    withMetadata(metadata),
    "it changes of which application it is a resource, which may prune it",
  ]),
);

for (const [what, before, after, reason] of CASES) {
  Deno.test(`an edit ${what} is destructive`, () => {
    assert.deepEqual(editEffect(before, after), {
      tier: "destructive",
      reasons: [reason],
    });
  });
}

Deno.test("a policy that is not enabled does not prune", () => {
  const off = automated({ prune: true, enabled: false });
  assert.deepEqual(editEffect(off, off), { tier: "write", reasons: [] });
});

const CHANGES: readonly Partial<Spec>[] = CASES.map(([, , { spec }]) =>
  spec ?? {}
);

Deno.test("one more change in an edit never lowers its tier", () => {
  const some = fc.subarray(["project", "destination", "source"] as const);
  fc.assert(fc.property(
    fc.constantFrom(...CHANGES),
    fc.constantFrom(...CHANGES),
    some,
    some,
    (one, other, keys, more) => {
      const pick = (from: Partial<Spec>, of: readonly (keyof Spec)[]) =>
        Object.fromEntries(
          of.map((key) => [key, from[key] ?? PLAIN.spec?.[key]]),
        );
      const added = more.filter((key) => !keys.includes(key as never));
      const before = editEffect(PLAIN, edited(pick(one, keys)));
      const after = editEffect(
        PLAIN,
        edited({ ...pick(one, keys), ...pick(other, added) }),
      );
      assert(covers(after.tier, before.tier));
    },
  ));
});
