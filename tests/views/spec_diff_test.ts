import assert from "node:assert/strict";
import type { Application } from "../../lib/argocd/wire/application.ts";
import { createMasker } from "../../lib/guards/mask_secrets.ts";
import { specDiff } from "../../lib/views/spec_diff.ts";

const PLAIN = { mask: <Value>(value: Value): Value => value };

const BEFORE: Application = {
  metadata: {
    name: "shop",
    resourceVersion: "17",
    labels: { team: "web" },
    annotations: {
      "kubectl.kubernetes.io/last-applied-configuration": "{}",
      "notifications.argoproj.io/subscribe": "ops",
    },
    finalizers: ["resources-finalizer.argocd.argoproj.io"],
  },
  spec: {
    source: {
      targetRevision: "main",
      helm: {
        parameters: [
          { name: "replicas", value: "2" },
          { name: "adminPassword", value: "hazel-Kettle-31" },
        ],
        valueFiles: ["a.yaml", "b.yaml"],
      },
    },
    syncPolicy: { automated: { prune: true } },
  },
  status: { sync: { status: "Synced" } },
};

Deno.test("every changed value is named by its path, named entries by their name", () => {
  const after: Application = {
    ...BEFORE,
    metadata: {
      name: "shop",
      resourceVersion: "18",
      labels: { team: "web", tier: "1" },
      annotations: {},
    },
    spec: {
      source: {
        targetRevision: "v2",
        helm: {
          parameters: [
            { name: "image", value: "x:1" },
            { name: "replicas", value: "3" },
            { name: "adminPassword", value: "hazel-Kettle-31" },
          ],
          valueFiles: ["a.yaml", "c.yaml"],
        },
      },
      syncPolicy: {},
    },
  };
  const { changes, diff } = specDiff({ before: BEFORE, after }, PLAIN);
  assert.deepEqual(changes, [
    "metadata.labels.tier: (unset) → 1",
    'metadata.annotations["notifications.argoproj.io/subscribe"]: ops → (unset)',
    'metadata.finalizers: ["resources-finalizer.argocd.argoproj.io"] → (unset)',
    "spec.source.targetRevision: main → v2",
    "spec.source.helm.parameters[replicas].value: 2 → 3",
    'spec.source.helm.parameters[image]: (unset) → {"name":"image","value":"x:1"}',
    "spec.source.helm.valueFiles[1]: b.yaml → c.yaml",
    'spec.syncPolicy.automated: {"prune":true} → (unset)',
  ]);
  assert.match(diff, /^- {4}targetRevision: main$/m);
  assert.match(diff, /^\+ {4}targetRevision: v2$/m);
  assert.doesNotMatch(diff, /last-applied|resourceVersion|status/);
});

Deno.test("secrets are masked where they stand, and that they differ stays visible", () => {
  const after = structuredClone(BEFORE) as Record<string, never>;
  const parameters = JSON.parse(
    JSON.stringify(BEFORE.spec?.source?.helm?.parameters),
  );
  parameters[1].value = "cedar-Window-58";
  const changedApp: Application = {
    ...after,
    spec: {
      ...BEFORE.spec,
      source: { ...BEFORE.spec?.source, helm: { parameters } },
    },
  };
  const masker = createMasker();
  const { changes, diff } = specDiff({ before: BEFORE, after: changedApp }, {
    mask: (value) => masker.value(value),
  });
  const text = `${changes.join("\n")}\n${diff}`;
  assert.doesNotMatch(text, /hazel-Kettle-31|cedar-Window-58/);
  assert.equal(
    changes[0],
    "spec.source.helm.parameters[adminPassword].value: <masked:1> → <masked:2>",
  );
});

Deno.test("nothing is said of an edit that changes nothing", () => {
  const after = { ...BEFORE, metadata: { ...BEFORE.metadata, uid: "other" } };
  assert.deepEqual(specDiff({ before: BEFORE, after }, PLAIN), {
    changes: [],
    diff: "",
  });
});

Deno.test("long values are shortened, and of many changes the first are named", () => {
  const labels = Object.fromEntries(
    Array.from({ length: 50 }, (_, n) => [`l${n}`, "x".repeat(500)]),
  );
  const { changes } = specDiff({
    before: {},
    after: { spec: {}, metadata: { labels } },
  }, PLAIN);
  assert.equal(changes.length, 1);
  assert((changes[0] ?? "").length < 150);
  const many = specDiff({
    before: { metadata: { labels: { a: "1" } } },
    after: { metadata: { labels: { a: "1", ...labels } } },
  }, PLAIN).changes;
  assert.equal(many.length, 21);
  assert.equal(many.at(-1), "and 30 more");
});
