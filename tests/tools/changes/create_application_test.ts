import assert from "node:assert/strict";
import { parsePolicies } from "../../../lib/demo/model/rbac.ts";
import { createApplication } from "../../../lib/tools/changes/create_application.ts";
import { deleteApplication } from "../../../lib/tools/changes/delete_application.ts";
import {
  applyWrite,
  confirmed,
  structured,
} from "../../helpers/apply_write.ts";
import { type Harness, harness } from "../../helpers/tool_harness.ts";
import { denied } from "../../helpers/denied.ts";

const POLICY = { tier: "destructive" } as const;
const REPO = "https://git.shop.example/shop/platform.git";
const FRESH = {
  application: "fresh",
  repo: REPO,
  path: "kust/base",
  revision: "main",
  cluster: "in-cluster",
  namespace: "fresh",
} as const;

function stored({ simulator }: Harness, name: string, namespace?: string) {
  const record = simulator.world.application(name, namespace);
  if (!record) throw new Error(`no ${name}`);
  const { metadata, spec } = record.app;
  return { metadata, spec };
}

function exists({ simulator }: Harness, name: string): boolean {
  return simulator.world.application(name) !== undefined;
}

async function refusal(
  h: Harness,
  args: Readonly<Record<string, unknown>>,
): Promise<string> {
  const { text, isError } = await h.call(createApplication, {
    ...FRESH,
    ...args,
  });
  assert(isError, text);
  assert.deepEqual(h.changes(), []);
  return text;
}

for (const version of ["2.14", "3.2", "3.5"] as const) {
  Deno.test(`an application is previewed, made as previewed, and its undo removes it (${version})`, async () => {
    await using h = harness({ policy: POLICY, version });
    const preview = await h.call(createApplication, FRESH);
    assert.deepEqual(h.changes(), []);
    const { plan, plan_expires: _, ...view } = structured(preview);
    assert.deepEqual(view, {
      applied: false,
      summary:
        `create fresh in project default: ${REPO} kust/base at main, to in-cluster/fresh, manual`,
      impact: [],
      notes: [
        "what Argo CD would render from the source is not known before the application exists",
        "nothing is deployed by this: sync_application does that afterwards",
      ],
      diff: [
        "metadata:",
        "  name: fresh",
        "  namespace: argocd",
        "spec:",
        "  destination:",
        "    name: in-cluster",
        "    namespace: fresh",
        "  project: default",
        "  source:",
        "    path: kust/base",
        `    repoURL: ${REPO}`,
        "    targetRevision: main",
        "",
      ].join("\n"),
      permission: "applications, create, default/fresh: we have it",
      tier: "write",
      window: "no window is assigned",
      apply_with: "the same arguments with dry_run=false, plan=<plan>",
    });
    const applied = await h.call(createApplication, {
      ...FRESH,
      dry_run: false,
      plan,
    });
    const undo = {
      tool: "delete_application",
      arguments: { application: "fresh", cascade: "orphan" },
    };
    assert.deepEqual(structured(applied), {
      applied: true,
      summary: "created fresh",
      policy: "manual",
      undo: {
        how:
          "Delete it; nothing is deployed before a sync, and orphan leaves everything in the cluster as it is.",
        call: undo,
      },
    });
    assert.deepEqual(stored(h, "fresh").spec, {
      source: { repoURL: REPO, path: "kust/base", targetRevision: "main" },
      destination: { name: "in-cluster", namespace: "fresh" },
      project: "default",
    });
    assert.deepEqual(
      h.changes().map(({ method, path, query }) =>
        `${method} ${path} ${query}`
      ),
      ["POST /api/v1/applications "],
    );
    await applyWrite(h, deleteApplication, undo.arguments);
    assert(!exists(h, "fresh"));
  });
}

Deno.test("everything that can be said of an application arrives, and secrets of it are in no answer", async () => {
  await using h = harness({ policy: POLICY });
  const { preview, applied } = await applyWrite(h, createApplication, {
    ...FRESH,
    path: "chart",
    parameters: { message: "hello", adminPassword: "maple-Lantern-77" },
    values: "replicas: 3\ndbPassword: birch-Ladder-12\n",
    value_files: ["values-prod.yaml"],
    automated: true,
    self_heal: true,
    sync_options: ["CreateNamespace=true"],
    labels: { team: "web" },
    annotations: { note: "made by hand" },
    finalizer: true,
  });
  const { metadata, spec } = stored(h, "fresh");
  assert.deepEqual(spec, {
    source: {
      repoURL: REPO,
      path: "chart",
      targetRevision: "main",
      helm: {
        parameters: [
          { name: "message", value: "hello" },
          { name: "adminPassword", value: "maple-Lantern-77" },
        ],
        values: "replicas: 3\ndbPassword: birch-Ladder-12\n",
        valueFiles: ["values-prod.yaml"],
      },
    },
    destination: { name: "in-cluster", namespace: "fresh" },
    project: "default",
    syncPolicy: {
      automated: { selfHeal: true },
      syncOptions: ["CreateNamespace=true"],
    },
  });
  assert.deepEqual(metadata.labels, { team: "web" });
  assert.equal(metadata.annotations?.["note"], "made by hand");
  assert.deepEqual(metadata.finalizers, [
    "resources-finalizer.argocd.argoproj.io",
  ]);
  const all = `${preview.text}${applied.text}${
    JSON.stringify([preview, applied])
  }`;
  assert.doesNotMatch(all, /maple-Lantern-77|birch-Ladder-12/);
  assert.deepEqual(structured(preview)["destructive"], [
    "self-heal undoes changes made in the cluster, also to objects that exist already",
  ]);
  assert.match(preview.text, /Argo CD deploys it at once, and takes over/);
  assert.match(applied.text, /"cascade":"foreground"/);
});

Deno.test("several sources are sent as they are, with all their keys", async () => {
  await using h = harness({ policy: POLICY });
  const sources = [
    { repoURL: REPO, path: "multi/base", targetRevision: "main" },
    {
      repoURL: "https://git.shop.example/shop/config.git",
      path: "multi",
      targetRevision: "main",
      name: "settings",
    },
  ];
  const { repo: _, path: __, revision: ___, ...place } = FRESH;
  const { preview } = await applyWrite(h, createApplication, {
    ...place,
    sources,
  });
  assert.match(
    preview.text,
    /multi\/base at main, .*config\.git multi at main/,
  );
  assert.deepEqual(stored(h, "fresh").spec.sources, sources);
  assert.equal(stored(h, "fresh").spec.source, undefined);
});

Deno.test("an application that exists is never changed", async () => {
  await using h = harness({ policy: POLICY });
  const before = structuredClone(stored(h, "kust"));
  const text = await refusal(h, { application: "kust", dry_run: false });
  assert.equal(
    text,
    "CONFLICT: Cannot create application 'kust': it exists already, and is not the same\n" +
      "Next: update_application changes 'kust'; get_application shows what it is now",
  );
  assert.deepEqual(stored(h, "kust"), before);
});

Deno.test("one that is the same already is said to be so, and nothing changes", async () => {
  await using h = harness({ policy: POLICY });
  await applyWrite(h, createApplication, FRESH);
  const before = structuredClone(stored(h, "fresh"));
  const { preview, applied } = await applyWrite(h, createApplication, FRESH);
  assert.match(
    preview.text,
    /create fresh: it exists already and is the same, so Argo CD would accept this and change nothing/,
  );
  assert.match(
    applied.text,
    /APPLIED: fresh was there already and the same: nothing was changed/,
  );
  const { metadata, spec } = stored(h, "fresh");
  assert.deepEqual(spec, before.spec);
  assert.equal(metadata.uid, before.metadata.uid);
});

Deno.test("one that this account cannot see is a conflict when Argo CD says so", async () => {
  await using h = harness({
    policy: POLICY,
    intercept: ({ method, url }) =>
      method === "GET" && url.endsWith("/applications/kust")
        ? denied()
        : undefined,
  });
  const { text } = await h.call(createApplication, {
    ...FRESH,
    application: "kust",
    dry_run: false,
  });
  assert.match(
    text,
    /^CONFLICT: Cannot create application 'kust': it exists already, and is not the same\nNext: update_application/,
  );
});

Deno.test("one made meanwhile outdates the plan", async () => {
  await using h = harness({ policy: POLICY });
  const preview = await h.call(createApplication, FRESH);
  await applyWrite(h, createApplication, FRESH);
  const { text } = await h.call(createApplication, {
    ...FRESH,
    ...confirmed(preview, "fresh"),
  });
  assert.match(text, /^PLAN_OUTDATED: .*application: /);
});

Deno.test("automated prune is destructive from the beginning", async () => {
  await using h = harness({ policy: POLICY });
  const args = { ...FRESH, automated: true, prune: true };
  const first = await h.call(createApplication, { ...args, dry_run: false });
  assert.match(
    first.text,
    /^CONFIRMATION_REQUIRED: .*\n[\s\S]*automated prune: Argo CD deletes by itself/,
  );
  assert(!exists(h, "fresh"));
  await applyWrite(h, createApplication, args);
  assert.deepEqual(stored(h, "fresh").spec.syncPolicy, {
    automated: { prune: true },
  });
});

Deno.test("automated sync that is off is never written to an Argo CD that would switch it on", async () => {
  await using h = harness({ policy: POLICY, version: "2.14" });
  const args = { automated: false, prune: true };
  assert.match(await refusal(h, args), /^UNSUPPORTED: /);
  await applyWrite(h, createApplication, { ...FRESH, automated: false });
  assert.equal(stored(h, "fresh").spec.syncPolicy, undefined);
});

Deno.test("what a project forbids is refused with all reasons", async () => {
  await using h = harness({ policy: POLICY });
  assert.equal(
    await refusal(h, {
      project: "team-a",
      repo: "https://other.example/x.git",
      cluster: "edge-cluster",
    }),
    "INVALID_ARGUMENT: Cannot create application 'fresh': project 'team-a' does not allow the repository " +
      "'https://other.example/x.git'; it allows 'https://git.shop.example/shop/*'; " +
      "project 'team-a' does not allow the destination 'edge-cluster/fresh'; it allows " +
      "'https://kubernetes.default.svc/payments', 'https://kubernetes.default.svc/billing', " +
      "'https://kubernetes.default.svc/team-a-*', 'https://kubernetes.default.svc/slow'\n" +
      "Next: Use what the project allows, or another project; list_projects shows them, and only an administrator can change their rules",
  );
  assert.match(
    await refusal(h, { project: "none" }),
    /^NOT_FOUND: .*project 'none' does not exist/,
  );
  assert.match(
    await refusal(h, { cluster: "nowhere" }),
    /^NOT_FOUND: .*no cluster 'nowhere'/,
  );
  assert.match(
    await refusal(h, { application: "apps-b/fresh" }),
    /^INVALID_ARGUMENT: .*project 'default' does not allow applications in namespace 'apps-b'; it allows nothing/,
  );
});

Deno.test("an account that cannot see clusters is told what only Argo CD can tell", async () => {
  await using h = harness({
    policy: POLICY,
    account: "deployer",
    customize: (world) => {
      const { policies } = parsePolicies(
        "p, deployer, applications, create, team-a/*, allow",
      );
      world.policies.push(...policies);
    },
  });
  const args = { ...FRESH, project: "team-a", namespace: "team-a-fresh" };
  const home = await h.call(createApplication, args);
  assert.doesNotMatch(home.text, /only Argo CD can tell/);
  const edge = await h.call(createApplication, {
    ...args,
    cluster: "edge-cluster",
  });
  assert.match(
    edge.text,
    /whether project 'team-a' allows the destination 'edge-cluster\/team-a-fresh' only Argo CD can tell/,
  );
  assert.match(
    edge.text,
    /cluster 'edge-cluster' is not among those that this account can see/,
  );
  assert.match(
    await refusal(h, {
      ...args,
      cluster: "edge-cluster",
      namespace: "fresh",
      dry_run: false,
    }),
    /^INVALID_ARGUMENT: .*does not allow the destination/,
  );
  await applyWrite(h, createApplication, args);
  assert(exists(h, "fresh"));
});

Deno.test("a name that several clusters have is refused", async () => {
  await using h = harness({
    policy: POLICY,
    customize: (world) => {
      world.addCluster("https://two.example:6443", "edge-cluster");
    },
  });
  const text = await refusal(h, { cluster: "edge-cluster" });
  assert.match(
    text,
    /^INVALID_ARGUMENT: .*2 clusters are called 'edge-cluster'/,
  );
  const { text: by } = await h.call(createApplication, {
    ...FRESH,
    cluster: "https://two.example:6443/",
  });
  assert.match(by, /server: https:\/\/two\.example:6443\n/);
});

Deno.test("a project that only takes its own clusters is obeyed", async () => {
  await using h = harness({
    policy: POLICY,
    customize: (world) => {
      const project = world.projects.get("team-b");
      if (project) project.spec["permitOnlyProjectScopedClusters"] = true;
    },
  });
  assert.match(
    await refusal(h, { project: "team-b" }),
    /^INVALID_ARGUMENT: .*project 'team-b' allows only clusters of its own, and 'in-cluster' is none/,
  );
});

Deno.test("an application of another namespace is made there", async () => {
  await using h = harness({ policy: POLICY });
  await applyWrite(h, createApplication, {
    ...FRESH,
    application: "apps-b/fresh",
    project: "team-b",
  });
  assert.equal(stored(h, "fresh", "apps-b").metadata.namespace, "apps-b");
});

Deno.test("the windows of its project hold for an application that does not exist yet", async () => {
  await using h = harness({ policy: POLICY });
  const text = await refusal(h, {
    application: "reports-new",
    project: "frozen",
    dry_run: false,
  });
  assert.match(text, /^SYNC_WINDOW: Cannot create application 'reports-new': /);
  const free = await h.call(createApplication, { ...FRESH, project: "frozen" });
  assert.doesNotMatch(free.text, /BLOCKED/);
});

Deno.test("arguments that cannot be meant are refused with what to give", async () => {
  await using h = harness({ policy: POLICY });
  const cases: readonly (readonly [Record<string, unknown>, RegExp])[] = [
    [{ path: undefined }, /neither 'path' nor 'chart'/],
    [{ repo: undefined }, /a source has no repository/],
    [{ chart: "redis" }, /'path' and 'chart' exclude each other/],
    [
      { path: undefined, chart: "redis", revision: undefined },
      /chart 'redis' has no revision/,
    ],
    [{ values: "a: 1", images: { a: ":2" } }, /either Helm or Kustomize/],
    [
      { sources: [{ repoURL: REPO, path: "a" }] },
      /'sources' and 'repo', 'path', 'revision' exclude each other/,
    ],
    [{
      repo: undefined,
      path: undefined,
      revision: undefined,
      sources: [{ repoURL: REPO, path: "a", targetRevison: "v1" }],
    }, /knows no key 'targetRevison'/],
    [{
      repo: undefined,
      path: undefined,
      revision: undefined,
      sources: [{ repoURL: REPO, path: "a", targetRevision: "../x" }],
    }, /Cannot use '..\/x' as revision/],
    [{ repo: "https://bob:pw@git.example/x.git" }, /holds a password/],
    [{ prune: true }, /belong to automated sync, which is off/],
    [{ parameters: { a: "<masked:1>" } }, /stands for a secret/],
    [{ application: "Fresh" }, /Cannot use 'Fresh' as application/],
    [{ upsert: true }, /upsert/],
  ];
  for (const [args, expected] of cases) {
    const text = await refusal(h, args);
    assert.match(text, /^INVALID_ARGUMENT: /);
    assert.match(text, expected);
    assert.doesNotMatch(text, /:pw@/);
  }
});

Deno.test("what Argo CD cannot render is its own refusal", async () => {
  await using h = harness({ policy: POLICY });
  const { text } = await h.call(createApplication, {
    ...FRESH,
    path: "nowhere",
    dry_run: false,
  });
  assert.match(
    text,
    /^INVALID_REQUEST: Cannot create application 'fresh': .*nowhere: app path does not exist/,
  );
  assert(!exists(h, "fresh"));
});

Deno.test("another application that deploys the same to the same place is named", async () => {
  await using h = harness({ policy: POLICY });
  const args = {
    ...FRESH,
    application: "second",
    path: "worker",
    namespace: "worker",
  };
  const { text } = await h.call(createApplication, args);
  assert.match(
    text,
    /the same source is already deployed to the same place by worker: both would claim/,
  );
  const elsewhere = await h.call(createApplication, {
    ...args,
    namespace: "two",
  });
  assert.doesNotMatch(elsewhere.text, /already deployed/);
});

Deno.test("an application is made only inside of the scope, which it need not be in before", async () => {
  const scope = {
    projects: ["default"],
    applications: ["fresh*"],
    cluster: "in-cluster",
  };
  await using h = harness({ policy: { ...POLICY, scope } });
  assert.match(await refusal(h, { project: "team-b" }), /^OUT_OF_SCOPE: /);
  assert.match(await refusal(h, { application: "other" }), /^OUT_OF_SCOPE: /);
  assert.match(
    await refusal(h, { application: "apps-b/fresh", project: "team-b" }),
    /^OUT_OF_SCOPE: /,
  );
  assert.match(
    await refusal(h, { cluster: "edge-cluster" }),
    /^OUT_OF_SCOPE: /,
  );
  await applyWrite(h, createApplication, FRESH);
  assert(exists(h, "fresh"));
});

Deno.test("what the account or the operator does not allow is refused", async () => {
  await using readonly = harness({ policy: POLICY, account: "readonly" });
  const preview = await readonly.call(createApplication, FRESH);
  assert.match(
    preview.text,
    /permission: applications, create, default\/fresh: we do not have it/,
  );
  const { text } = await readonly.call(createApplication, {
    ...FRESH,
    dry_run: false,
  });
  assert.match(
    text,
    /^FORBIDDEN: .*'create' in applications on 'default\/fresh'/,
  );
  await using reading = harness();
  assert.match(await refusal(reading, {}), /^READ_ONLY: /);
  await using writing = harness({ policy: { tier: "write" } });
  assert.match(
    await refusal(writing, { automated: true, prune: true }),
    /^DESTRUCTIVE_DISABLED: /,
  );
});
