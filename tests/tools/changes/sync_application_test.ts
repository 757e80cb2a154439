import assert from "node:assert/strict";
import { resourceTitle } from "../../../lib/views/resource_title.ts";
import { syncApplication } from "../../../lib/tools/changes/sync_application.ts";
import { structured } from "../../helpers/apply_write.ts";
import { COMMITS } from "../../../lib/demo/world/commits.ts";
import { exactly } from "../../helpers/cluster_changes.ts";
import {
  type ChangeHarness,
  changeHarness,
  linesOf,
  refusal,
} from "../../helpers/change_harness.ts";

const UNKNOWN_SHA = "f".repeat(40);
const SOURCES =
  "1 = https://git.shop.example/shop/platform.git, 2 = https://git.shop.example/shop/config.git";

/** Applies without a preview, which tier write may. */
function sync(h: ChangeHarness, args: Readonly<Record<string, unknown>>) {
  return h.call(syncApplication, { ...args, dry_run: false });
}

Deno.test("the preview of a sync says everything that one decides by", async () => {
  await using h = changeHarness();
  const preview = await h.call(syncApplication, {
    application: "payments",
    prune: true,
    preview_mode: "local",
  });
  const { plan, diff, ...view } = structured(preview);
  assert.match(String(plan), /^[\w-]{100,}$/);
  assert.match(String(diff), /^--- live ConfigMap payments-legacy\n/);
  assert.deepEqual(view, {
    applied: false,
    summary: "sync payments to main (9397c81): 3 changed, 1 pruned, 1 hook run",
    counts: { prune: 1, changed: 3, synced: 1 },
    impact: [
      "restarts: Deployment payments (image registry.shop.example/payments:3.1.0 → registry.shop.example/payments:3.2.0, 3 pods)",
      "scales: Deployment payments (3 → 2)",
      "runs hooks: Job payments-migrate (PreSync)",
    ],
    irreversible: [],
    notes: [
      "Argo CD compared at 2026-11-24T08:59:00Z; refresh_application looks for newer commits",
    ],
    revision: [
      'main = 9397c81 "payments 3.2.0: new fee, drop the csv settlement; order worker 2.0.0; recommender rc" by release-bot <release-bot@shop.example> 2026-11-23T09:00:00Z',
    ],
    permission: "applications, sync, team-a/payments: we have it",
    tier: "destructive",
    destructive: [
      "prune deletes what the source does not have",
      "1 resource to prune",
    ],
    window: "no window is assigned",
    plan_expires: "2026-11-24T09:10:00Z",
    apply_with:
      'the same arguments with dry_run=false, plan=<plan>, confirm=true, confirm_name="payments"',
  });
  assert.deepEqual(h.changes(), []);
});

Deno.test("a hook that ran before and was cleaned away is announced, too", async () => {
  await using h = changeHarness();
  const preview = await h.call(syncApplication, { application: "slow" });
  assert.equal(
    structured(preview)["summary"],
    "sync slow to main (9397c81): 1 created, 1 hook run",
  );
  assert.deepEqual(linesOf(preview, "impact"), [
    "runs hooks: Job slow-presync (PreSync)",
  ]);
  const without = await h.call(syncApplication, {
    application: "slow",
    apply_only: true,
  });
  assert.equal(
    structured(without)["summary"],
    "sync slow to main (9397c81): 1 created",
  );
  assert.deepEqual(linesOf(without, "impact"), []);
});

Deno.test("a resource that keeps itself from being pruned is not counted as pruned, and stays", async () => {
  await using h = changeHarness({
    customize(world) {
      const legacy = world.liveObject(
        "ConfigMap",
        "payments",
        "payments-legacy",
      );
      assert(legacy);
      legacy.metadata.annotations = {
        ...legacy.metadata.annotations,
        "argocd.argoproj.io/sync-options": "Prune=false",
      };
      const payments = world.application("payments");
      if (payments) payments.dirty = true;
    },
  });
  const args = { application: "payments", prune: true };
  const preview = await h.call(syncApplication, args);
  const { counts, destructive } = structured(preview);
  assert.deepEqual(counts, { changed: 3, not_pruned: 1, synced: 1 });
  assert.deepEqual(destructive, [
    "prune deletes what the source does not have",
  ]);
  assert(!(await h.apply(syncApplication, args, preview)).isError);
  h.finish("payments");
  assert(h.world.liveObject("ConfigMap", "payments", "payments-legacy"));
});

for (
  const [what, args, expected] of [
    [
      "a misspelt argument, which Argo CD would ignore",
      { application: "worker", dryrun: true },
      {
        code: "INVALID_ARGUMENT",
        message:
          "Cannot call 'sync_application': unknown argument 'dryrun' (did you mean 'dry_run'?)",
      },
    ],
    [
      "resources that match nothing",
      {
        application: "worker",
        resources: [{ kind: "ConfigMap", name: "nope" }],
      },
      {
        code: "NOT_FOUND",
        message:
          "Cannot sync application 'worker': it manages no ConfigMap 'nope'; it manages Deployment worker/worker, CronJob worker/worker-cleanup",
      },
    ],
    [
      "a pod, which no source has",
      { application: "worker", resources: [{ kind: "Pod", name: "worker" }] },
      {
        code: "NOT_FOUND",
        message:
          "Cannot sync application 'worker': it manages no Pod 'worker'; it manages Deployment worker/worker, CronJob worker/worker-cleanup",
      },
    ],
    [
      "a hook among the resources",
      {
        application: "hooked",
        resources: [{ kind: "Job", name: "hooked-migrate" }],
      },
      {
        code: "INVALID_ARGUMENT",
        message:
          "Cannot sync application 'hooked': Job 'hooked-migrate' is a hook, and a sync of single resources runs none",
      },
    ],
    [
      "an unknown branch",
      { application: "guestbook", revision: "nope" },
      {
        code: "NOT_FOUND",
        message:
          "Cannot sync application 'guestbook': there is no such revision: unable to resolve 'nope' to a commit SHA",
      },
    ],
    [
      "a full id that no commit has",
      { application: "guestbook", revision: UNKNOWN_SHA },
      {
        code: "NOT_FOUND",
        message:
          `Cannot sync application 'guestbook': its repository has no commit '${UNKNOWN_SHA}'`,
      },
    ],
    [
      "'revision' for several sources",
      { application: "multi", revision: "main" },
      {
        code: "INVALID_ARGUMENT",
        message:
          "Cannot sync application 'multi': it has 2 sources, for which Argo CD ignores 'revision'",
      },
    ],
    [
      "'revisions' without positions",
      { application: "multi", revisions: ["main"] },
      {
        code: "INVALID_ARGUMENT",
        message:
          "Cannot sync application 'multi': 1 revision and 0 source positions do not fit together",
      },
    ],
    [
      "positions without 'revisions'",
      { application: "multi", source_positions: [1] },
      {
        code: "INVALID_ARGUMENT",
        message:
          "Cannot sync application 'multi': 'source_positions' is given without 'revisions'",
      },
    ],
    [
      "a position out of range",
      { application: "multi", revisions: ["main"], source_positions: [3] },
      {
        code: "INVALID_ARGUMENT",
        message: "Cannot sync application 'multi': it has 2 sources, not 3",
      },
    ],
    [
      "a position given twice",
      {
        application: "multi",
        revisions: ["main", "main"],
        source_positions: [1, 1],
      },
      {
        code: "INVALID_ARGUMENT",
        message:
          "Cannot sync application 'multi': a source position is given twice",
      },
    ],
    [
      "both words for a revision",
      { application: "guestbook", revision: "main", revisions: ["main"] },
      {
        code: "INVALID_ARGUMENT",
        message:
          "Cannot sync application 'guestbook': 'revision' and 'revisions' are two ways to say the same",
      },
    ],
    [
      "another revision while automated sync is on",
      { application: "selfheal", revision: "v1" },
      {
        code: "CONFLICT",
        message:
          "Cannot sync application 'selfheal' to v1: automated sync is on, which keeps it at its target revision",
      },
    ],
    [
      "an application whose comparison fails",
      { application: "billing" },
      {
        code: "COMPARISON_FAILED",
        message:
          "Cannot sync application 'billing': Argo CD could not compare it, so nothing is known about differences: ComparisonError: billing/does-not-exist: app path does not exist",
      },
    ],
    [
      "the same at another revision",
      { application: "billing", revision: "main~1" },
      {
        code: "COMPARISON_FAILED",
        message:
          "Cannot sync application 'billing': Argo CD could not compare it, so nothing is known about differences: ComparisonError: billing/does-not-exist: app path does not exist",
      },
    ],
  ] as const
) {
  Deno.test(`a sync refuses ${what}, in the preview and when it is applied`, async () => {
    await using h = changeHarness();
    for (const dry_run of [true, false]) {
      const { hint: _hint, ...told } = refusal(
        await h.call(syncApplication, { ...args, dry_run }),
      );
      assert.deepEqual(told, expected);
    }
    assert.deepEqual(h.changes(), []);
  });
}

Deno.test("the hint of a refused revision lists the sources with their positions", async () => {
  await using h = changeHarness();
  for (
    const args of [
      { revision: "main" },
      { revisions: ["main"] },
      { revisions: ["main"], source_positions: [9] },
      { revisions: ["main", "x"], source_positions: [2, 2] },
    ]
  ) {
    const { hint = "" } = refusal(
      await h.call(syncApplication, { application: "multi", ...args }),
    );
    assert(hint.endsWith(SOURCES), hint);
  }
});

Deno.test("a resource whose name several have must be named in full", async () => {
  await using h = changeHarness({
    customize(world) {
      const edge = world.application("edge");
      const [first] = edge?.compared ?? [];
      const cluster = world.clusterNamed("edge") ?? world.clusters[1];
      assert(first?.live && cluster && edge);
      const copy = structuredClone(first.live);
      delete copy.metadata.uid;
      const { annotations = {} } = copy.metadata;
      const key = "argocd.argoproj.io/tracking-id";
      annotations[key] = String(annotations[key]).replace(":edge/", ":other/");
      cluster.put({
        ...copy,
        metadata: { ...copy.metadata, namespace: "other" },
      });
      edge.dirty = true;
    },
  });
  const [first] = h.record("edge").compared;
  assert(first);
  const { kind, name, group } = first.ref;
  const { code, message, hint } = refusal(
    await h.call(syncApplication, {
      application: "edge",
      resources: [{ kind, name }],
    }),
  );
  assert.deepEqual([code, hint], [
    "INVALID_ARGUMENT",
    "Add 'namespace' or 'group' so that one is left",
  ]);
  const titles = ["other", "edge"].map((namespace) =>
    resourceTitle({ kind, name, group, namespace })
  );
  assert(titles.every((title) => message.includes(title)), message);
  const one = await h.call(syncApplication, {
    application: "edge",
    resources: [{ kind, name, namespace: "edge" }],
  });
  assert(!one.isError, one.text);
});

Deno.test("an operation in progress is named and nothing is sent", async () => {
  await using h = changeHarness();
  await sync(h, { application: "slow" });
  for (const seconds of [0, 2]) {
    h.clock.pass(h.world, seconds);
    const { code, message, hint } = refusal(
      await h.call(syncApplication, { application: "slow" }),
    );
    assert.equal(code, "CONFLICT");
    const state = seconds === 0
      ? /: another operation is in progress: Pending$/
      : /: another operation is in progress: Running since \S+Z \(waiting for completion of hook batch\/Job\/slow-presync\)$/;
    assert.match(message, state);
    assert.match(hint ?? "", /^wait_for_application .*terminate_operation/);
  }
  assert.equal(h.changes().length, 1);
});

Deno.test("an application that is being deleted is not synced", async () => {
  await using h = changeHarness();
  h.record("kust").app.metadata.deletionTimestamp = "2026-11-24T09:00:00Z";
  assert.deepEqual(
    refusal(await sync(h, { application: "kust" })).message,
    "Cannot sync application 'kust': it is being deleted since 2026-11-24T09:00:00Z",
  );
  assert.deepEqual(h.changes(), []);
});

Deno.test("in a closed window the preview says BLOCKED, and the sync is not sent", async () => {
  await using h = changeHarness();
  const preview = await h.call(syncApplication, { application: "reports" });
  assert.deepEqual(linesOf(preview, "BLOCKED now"), [
    "sync windows of application 'reports': a deny window is active; manual syncs are refused, too",
  ]);
  assert.equal(
    refusal(await h.apply(syncApplication, { application: "reports" }, preview))
      .code,
    "SYNC_WINDOW",
  );
  assert.equal(
    refusal(
      await h.call(syncApplication, {
        application: "reports",
        server_dry_run: true,
      }),
    ).code,
    "SYNC_WINDOW",
  );
  const soft = await h.call(syncApplication, { application: "ledger" });
  assert.deepEqual(linesOf(soft, "window"), [
    "a deny window is active; manual syncs are let through",
  ]);
  assert.deepEqual(h.changes(), []);
});

Deno.test("what is asked for is what Argo CD is made to do, and nothing more", async () => {
  const query = { project: "default", revision: COMMITS.platformHead };
  for (
    const [args, body] of [
      [{}, {}],
      [{ apply_only: true }, { strategy: { apply: {} } }],
      [{ retry: 3 }, { retryStrategy: { limit: 3 } }],
      [{ revision: "main" }, {}],
      [
        {
          resources: [
            { kind: "Deployment", name: "worker" },
            { kind: "Deployment", name: "worker", group: "apps" },
          ],
        },
        {
          resources: [{
            group: "apps",
            kind: "Deployment",
            namespace: "worker",
            name: "worker",
          }],
        },
      ],
    ] as const
  ) {
    await using h = changeHarness();
    const applied = await sync(h, { application: "worker", ...args });
    assert(!applied.isError, applied.text);
    assert.deepEqual(h.bodies, [{ ...query, ...body }]);
  }
});

Deno.test("destructive ways are sent as they were previewed", async () => {
  for (
    const [args, body] of [
      [{ prune: true }, { prune: true }],
      [{ force: true }, { strategy: { hook: { force: true } } }],
      [{ force: true, apply_only: true }, {
        strategy: { apply: { force: true } },
      }],
      [{ replace: true }, {
        syncOptions: { items: ["CreateNamespace=true", "Replace=true"] },
      }],
    ] as const
  ) {
    await using h = changeHarness();
    const all = { application: "payments", ...args };
    const preview = await h.call(syncApplication, all);
    const applied = await h.apply(syncApplication, all, preview);
    assert(!applied.isError, applied.text);
    const { revision } = h.record("payments").app.status.sync;
    assert.deepEqual(h.bodies.at(-1), { project: "team-a", revision, ...body });
  }
});

Deno.test("the application's own options and its pace of retries are never dropped", async () => {
  const backoff = { duration: "5s", factor: 2, maxDuration: "3m" };
  for (
    const [args, sent, held] of [
      [{}, undefined, ["CreateNamespace=true", "Validate=false"]],
      [
        { sync_options: ["ServerSideApply=true"] },
        ["CreateNamespace=true", "Validate=false", "ServerSideApply=true"],
        ["CreateNamespace=true", "Validate=false", "ServerSideApply=true"],
      ],
      [
        { sync_options: [" validate=true"] },
        ["CreateNamespace=true", "validate=true"],
        ["CreateNamespace=true", "validate=true"],
      ],
      [
        { sync_options: [] },
        ["CreateNamespace=true", "Validate=false"],
        ["CreateNamespace=true", "Validate=false"],
      ],
    ] as const
  ) {
    await using h = changeHarness();
    h.edit("worker", ({ app }) => {
      app.spec.syncPolicy = {
        syncOptions: ["CreateNamespace=true", "Validate=false"],
        retry: { limit: 9, backoff },
      };
    });
    const applied = await sync(h, { application: "worker", retry: 2, ...args });
    assert(!applied.isError, applied.text);
    assert.deepEqual(h.bodies, [{
      project: "default",
      revision: COMMITS.platformHead,
      ...(sent ? { syncOptions: { items: sent } } : {}),
      retryStrategy: { limit: 2, backoff },
    }]);
    const { operation } = h.record("worker").app;
    assert.deepEqual(operation?.sync.syncOptions, held);
  }
});

Deno.test("the preview of a sync with options says which ones it runs with", async () => {
  await using h = changeHarness();
  const preview = await h.call(syncApplication, {
    application: "worker",
    sync_options: ["ServerSideApply=true"],
  });
  assert(
    linesOf(preview, "note").includes(
      "sync options, its own included: CreateNamespace=true, ServerSideApply=true",
    ),
  );
});

Deno.test("a preview touches nothing, whatever it is asked for", async () => {
  await using h = changeHarness();
  h.clock.pass(h.world, 2);
  const before = exactly(h.world);
  for (
    const args of [
      { prune: true, force: true, replace: true },
      { revision: "main" },
      { preview_mode: "local" },
      { wait: 5 },
    ]
  ) {
    await h.call(syncApplication, { application: "payments", ...args });
  }
  assert.deepEqual(h.changes(), []);
  assert.deepEqual(exactly(h.world), before);
});

for (const version of ["2.14", "3.2", "3.5"] as const) {
  Deno.test(`what the cluster would refuse is in the preview where Argo CD can ask it (${version})`, async () => {
    await using h = changeHarness({
      version,
      customize(world) {
        world.admission.push(({ kind }) =>
          kind === "ConfigMap" ? "denied by policy 'no-fees'" : undefined
        );
      },
    });
    const notes = linesOf(
      await h.call(syncApplication, { application: "payments" }),
      "note",
    );
    const refused = notes.filter((note) => note.includes("WOULD REFUSE"));
    const asked = notes.find((note) => note.includes("of the cluster"));
    if (version === "2.14") {
      assert.deepEqual(refused, []);
      assert.match(asked ?? "", /^not asked of the cluster: Argo CD v?2\.14/);
    } else {
      assert.equal(refused.length, 1);
      assert.match(refused[0] ?? "", /ConfigMap .*payments-config: .*no-fees/);
    }
    const local = await h.call(syncApplication, {
      application: "payments",
      preview_mode: "local",
    });
    assert(!/the cluster|REFUSE/.test(linesOf(local, "note").join("\n")));
  });
}
