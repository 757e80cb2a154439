import assert from "node:assert/strict";
import type { World } from "../../../lib/demo/simulator.ts";
import type { Tier } from "../../../lib/tier.ts";
import { deleteResource } from "../../../lib/tools/changes/delete_resource.ts";
import {
  type Harness,
  harness,
  type HarnessOptions,
} from "../../helpers/tool_harness.ts";

const WEB = {
  application: "guestbook",
  kind: "Deployment",
  name: "guestbook",
} as const;
const CHILD = {
  application: "root",
  kind: "Application",
  name: "child-one",
} as const;

interface Args {
  readonly application: string;
  readonly kind: string;
  readonly name: string;
  readonly mode?: string;
}

function writer(
  options: HarnessOptions = {},
  tier: Tier = "destructive",
): Harness {
  return harness({ ...options, policy: { tier, ...options.policy } });
}

async function planOf(it: Harness, args: Args): Promise<string> {
  const { structured, text } = await it.call(deleteResource, args);
  assert(structured?.["plan"], text);
  return String(structured["plan"]);
}

/** Previews, confirms and applies. */
async function applied(it: Harness, args: Args) {
  return await it.call(deleteResource, {
    ...args,
    dry_run: false,
    plan: await planOf(it, args),
    confirm: true,
    confirm_name: args.name,
  });
}

/** Kinds and names of what lives in a namespace. */
function living(world: World, namespace: string): ReadonlySet<string> {
  return new Set(
    [...world.home.objects.values()].filter((one) =>
      one.metadata.namespace === namespace
    ).map((one) => `${one.kind} ${one.metadata.name}`),
  );
}

/** What of `before` lives no more, by kind. */
function gone(
  before: ReadonlySet<string>,
  after: ReadonlySet<string>,
): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const one of before.difference(after)) {
    const [kind = ""] = one.split(" ");
    counts[kind] = (counts[kind] ?? 0) + 1;
  }
  return counts;
}

for (const version of ["2.14", "3.2", "3.5"] as const) {
  Deno.test(`what a deletion previews on ${version} is what goes`, async () => {
    await using it = writer({ version });
    const { structured } = await it.call(deleteResource, WEB);
    assert.deepEqual(it.changes(), []);
    const { plan: _plan, plan_expires: _ends, permission: _right, ...view } =
      structured ?? {};
    assert.deepEqual(view, {
      applied: false,
      summary:
        "delete the live Deployment guestbook of guestbook; it is in the source: it is Missing until somebody syncs, because sync is manual",
      counts: { deleted: 1, deleted_below: 5 },
      impact: [
        "stops workloads: Deployment guestbook (2 pods)",
        "deletes what hangs below, too: 3 ReplicaSet, 2 Pod",
      ],
      irreversible: [],
      notes: ["what hangs below goes first, then the object"],
      tier: "destructive",
      destructive: ["it deletes a live object"],
      window: "no window is assigned",
      apply_with:
        'the same arguments with dry_run=false, plan=<plan>, confirm=true, confirm_name="guestbook"',
    });
    const { world } = it.simulator;
    const before = living(world, "guestbook");
    const done = await applied(it, WEB);
    assert.deepEqual(gone(before, living(world, "guestbook")), {
      Deployment: 1,
      ReplicaSet: 3,
      Pod: 2,
    });
    assert.deepEqual(
      it.changes().map(({ method, path }) => `${method} ${path}`),
      ["DELETE /api/v1/applications/guestbook/resource"],
    );
    assert.deepEqual([...it.changes()[0]?.query ?? []].sort(), [
      ["group", "apps"],
      ["kind", "Deployment"],
      ["namespace", "guestbook"],
      ["project", "default"],
      ["resourceName", "guestbook"],
      ["version", "v1"],
    ]);
    assert.deepEqual(done.structured, {
      applied: true,
      summary: "deleted Deployment guestbook of guestbook: gone",
      state: "gone",
      afterwards:
        "it is in the source: it is Missing until somebody syncs, because sync is manual",
      undo: {
        how: "A sync of just this resource makes it again.",
        call: {
          tool: "sync_application",
          arguments: {
            application: "guestbook",
            resources: [{
              kind: "Deployment",
              name: "guestbook",
              namespace: "guestbook",
              group: "apps",
            }],
          },
        },
      },
    });
  });
}

Deno.test("orphan leaves what hangs below, as the preview says", async () => {
  await using it = writer();
  const args = { ...WEB, mode: "orphan" };
  const { structured } = await it.call(deleteResource, args);
  assert.deepEqual(structured?.["counts"], { deleted: 1 });
  assert.deepEqual(structured?.["impact"], [
    "leaves behind, managed by nobody: 3 ReplicaSet, 2 Pod",
  ]);
  const { world } = it.simulator;
  const before = living(world, "guestbook");
  await applied(it, args);
  assert.deepEqual(gone(before, living(world, "guestbook")), { Deployment: 1 });
  assert.equal(it.changes()[0]?.query.get("orphan"), "true");
  assert.equal(it.changes()[0]?.query.get("force"), null);
});

Deno.test("force is said and sent", async () => {
  await using it = writer();
  const args = { ...WEB, mode: "force" };
  const { structured } = await it.call(deleteResource, args);
  assert.match(String(structured?.["summary"]), /of guestbook \(force\); /);
  assert.match(
    String(structured?.["notes"]),
    /^force: the object goes at once/,
  );
  await applied(it, args);
  assert.equal(it.changes()[0]?.query.get("force"), "true");
});

Deno.test("whether it comes back is said for everything there can be", async () => {
  await using it = writer();
  const { world } = it.simulator;
  const pod =
    [...world.home.objects.values()].find((one) =>
      one.kind === "Pod" && one.metadata.namespace === "guestbook"
    )?.metadata.name ?? "";
  const cases: readonly (readonly [Args, RegExp])[] = [
    [
      { application: "selfheal", kind: "ConfigMap", name: "selfheal-extra" },
      /self-heal is on: Argo CD makes it again within seconds$/,
    ],
    [CHILD, /automated sync without self-heal tries each revision once$/],
    [
      { application: "payments", kind: "ConfigMap", name: "payments-legacy" },
      /it is not in the source any more: nothing makes it again$/,
    ],
    [
      { application: "payments", kind: "ConfigMap", name: "debug-notes" },
      /it belongs to no application: nothing makes it again$/,
    ],
    [
      { application: "payments", kind: "Job", name: "payments-migrate" },
      /it is a hook: the next sync of the whole application makes it again$/,
    ],
    [
      { application: "guestbook", kind: "Pod", name: pod },
      /ReplicaSet guestbook-\w+ makes a new one in its place$/,
    ],
  ];
  for (const [args, expected] of cases) {
    const { structured, text } = await it.call(deleteResource, args);
    assert.match(String(structured?.["summary"] ?? text), expected);
    const irreversible = structured?.["irreversible"] as readonly string[];
    assert.equal(
      irreversible.includes("the object: nothing makes it again"),
      /nothing makes it/.test(expected.source),
    );
  }
  assert.deepEqual(it.changes(), []);
});

Deno.test("what is in no source has no undo, and what makes itself again needs none", async () => {
  await using it = writer();
  const stray = await applied(it, {
    application: "payments",
    kind: "ConfigMap",
    name: "payments-legacy",
  });
  assert.deepEqual(stray.structured?.["undo"], {
    how:
      "There is no way back: it is not in the source any more: nothing makes it again.",
  });
  const pods = () =>
    [...it.simulator.world.home.objects.values()].filter((one) =>
      one.kind === "Pod" && one.metadata.namespace === "guestbook"
    ).map((one) => one.metadata.name);
  const [name = ""] = pods();
  const pod = await applied(it, {
    application: "guestbook",
    kind: "Pod",
    name,
  });
  const undo = pod.structured?.["undo"] as { readonly how: string };
  assert.match(undo.how, /^Nothing to undo: ReplicaSet guestbook-\w+ makes/);
  assert.equal(pods().length, 2);
  assert(!pods().includes(name));
});

/** Puts a claim next to the orphans of payments, and an option that asks to be kept. */
function addClaim(world: World): void {
  world.home.put({
    apiVersion: "v1",
    kind: "PersistentVolumeClaim",
    metadata: {
      name: "invoices",
      namespace: "payments",
      finalizers: ["example.com/backup"],
      annotations: { "argocd.argoproj.io/sync-options": "Delete=confirm" },
    },
    spec: { resources: { requests: { storage: "10Gi" } } },
  });
  const record = world.application("payments", world.namespace);
  if (record) record.dirty = true;
}

Deno.test("the data of a volume, its finalizers and its options are spoken of", async () => {
  await using it = writer({ customize: addClaim });
  const args = {
    application: "payments",
    kind: "PersistentVolumeClaim",
    name: "invoices",
  };
  const { structured, text } = await it.call(deleteResource, args);
  assert.deepEqual(structured?.["impact"], [
    "deletes volumes: their data goes, unless their reclaim policy is Retain: PersistentVolumeClaim invoices",
    "waits for finalizers before these are gone: PersistentVolumeClaim invoices (example.com/backup)",
  ], text);
  assert.deepEqual(structured?.["irreversible"], [
    "data of these volumes, unless their reclaim policy is Retain: PersistentVolumeClaim invoices",
    "the object: nothing makes it again",
  ]);
  assert.match(
    String(structured?.["notes"]),
    /its option Delete=confirm holds for a sync or a deletion of its application, not for this deletion/,
  );
});

Deno.test("without plan and the very name nothing is deleted", async () => {
  await using it = writer();
  const first = await it.call(deleteResource, { ...WEB, dry_run: false });
  assert.match(first.text, /^CONFIRMATION_REQUIRED: /);
  assert.match(
    first.text,
    /deletes what hangs below, too: 3 ReplicaSet, 2 Pod/,
  );
  const second = await it.call(deleteResource, {
    ...WEB,
    dry_run: false,
    plan: await planOf(it, WEB),
    confirm: true,
    confirm_name: "guestbook ",
  });
  assert.match(second.text, /^CONFIRMATION_REQUIRED: /);
  assert.deepEqual(it.changes(), []);
});

Deno.test("a plan does not delete another object of the same name", async () => {
  await using it = writer();
  const plan = await planOf(it, WEB);
  const { world } = it.simulator;
  const ref = {
    group: "apps",
    kind: "Deployment",
    namespace: "guestbook",
    name: "guestbook",
  };
  const old = world.home.get(ref);
  assert(old);
  const copy = structuredClone(old);
  copy.metadata.uid = "00000000-0000-4000-8000-000000000000";
  world.home.remove(ref);
  world.home.put(copy);
  const record = world.application("guestbook", world.namespace);
  assert(record);
  record.dirty = true;
  const { text } = await it.call(deleteResource, {
    ...WEB,
    dry_run: false,
    plan,
    confirm: true,
    confirm_name: "guestbook",
  });
  assert.match(text, /^PLAN_OUTDATED: /);
  assert.match(text, /resource: uid was \S+ and is 00000000-/);
  assert.deepEqual(it.changes(), []);
});

Deno.test("the policy refuses it before anything is read", async () => {
  for (
    const [tier, code] of [
      ["read", "READ_ONLY"],
      ["write", "DESTRUCTIVE_DISABLED"],
    ] as const
  ) {
    await using it = writer({}, tier);
    const { text } = await it.call(deleteResource, WEB);
    assert(text.startsWith(`${code}: `), text);
    assert.deepEqual(it.requests, []);
  }
});

Deno.test("a closed window refuses a deletion, which Argo CD itself would do", async () => {
  await using it = writer();
  const { text } = await applied(it, {
    application: "reports",
    kind: "Deployment",
    name: "reports",
  });
  assert.match(text, /^SYNC_WINDOW: Cannot delete Deployment 'reports' /);
  assert.deepEqual(it.changes(), []);
});

Deno.test("the right that is missing is named", async () => {
  await using it = writer({ account: "readonly" });
  const { text } = await applied(it, WEB);
  assert.match(
    text,
    /^FORBIDDEN: Cannot delete .* it needs the right applications, delete\/apps\/Deployment\/guestbook\/guestbook\n/,
  );
});

Deno.test("what lives no more cannot be deleted", async () => {
  await using it = writer();
  const { text } = await it.call(deleteResource, {
    application: "slow",
    kind: "ConfigMap",
    name: "slow-config",
  });
  assert.match(
    text,
    /^NOT_FOUND: .*it is in the source but not in the cluster\n/,
  );
});

function child(world: World, name = "child-one") {
  const record = world.application(name, world.namespace);
  assert(record);
  return record.app;
}

function cascading(world: World): void {
  child(world).metadata.finalizers = [
    "resources-finalizer.argocd.argoproj.io",
  ];
}

Deno.test("a child application goes with all that it manages when its finalizer says so, and alone when not", async () => {
  await using it = writer({ customize: cascading });
  const { structured } = await it.call(deleteResource, CHILD);
  assert.deepEqual(structured?.["impact"], [
    "deletes child applications with all that they manage: Application child-one",
    "deletes what application 'argocd/child-one' manages: 1 ConfigMap",
  ]);
  const { world } = it.simulator;
  assert(living(world, "child-one").has("ConfigMap child-one"));
  await applied(it, CHILD);
  assert.equal(world.application("child-one", world.namespace), undefined);
  assert(!living(world, "child-one").has("ConfigMap child-one"));

  await using plain = writer();
  const alone = await plain.call(deleteResource, CHILD);
  assert.deepEqual(alone.structured?.["impact"], [
    "deletes child applications; what they manage stays: Application child-one",
  ]);
  const other = plain.simulator.world;
  await applied(plain, CHILD);
  assert.equal(other.application("child-one", other.namespace), undefined);
  assert(living(other, "child-one").has("ConfigMap child-one"));
});

/** Makes child-two a resource of child-one. */
function nested(world: World): void {
  cascading(world);
  child(world).status.resources = [{
    group: "argoproj.io",
    version: "v1alpha1",
    kind: "Application",
    namespace: world.namespace,
    name: "child-two",
    status: "Synced",
  }];
}

Deno.test("applications that would go are in scope and in an open window, or nothing goes", async () => {
  await using it = writer({
    policy: { scope: { applications: ["root"] } },
  });
  assert.match(
    (await it.call(deleteResource, CHILD)).text,
    /^OUT_OF_SCOPE: Cannot use application 'argocd\/child-one'/,
  );
  await using deep = writer({
    customize: nested,
    policy: { scope: { applications: ["root", "child-one"] } },
  });
  assert.match(
    (await deep.call(deleteResource, CHILD)).text,
    /^OUT_OF_SCOPE: Cannot use application 'argocd\/child-two'/,
  );
  await using closed = writer({
    customize: (world) => {
      const frozen = world.projects.get("frozen");
      assert(frozen);
      frozen.spec.syncWindows = [{
        kind: "deny",
        schedule: "0 0 * * *",
        duration: "24h",
        applications: ["child-*"],
        timeZone: "UTC",
      }];
      child(world).spec.project = "frozen";
    },
  });
  assert.match(
    (await applied(closed, CHILD)).text,
    /^SYNC_WINDOW: .*the sync windows of application 'argocd\/child-one'/,
  );
  for (const one of [it, deep, closed]) assert.deepEqual(one.changes(), []);
});

Deno.test("a deletion that waits for a finalizer is not called done", async () => {
  let deleted = false;
  await using it = writer({
    intercept: async (request) => {
      const url = new URL(request.url);
      if (!url.pathname.endsWith("/guestbook/resource")) return undefined;
      if (request.method === "DELETE") {
        deleted = true;
        return Response.json({});
      }
      if (!deleted) return undefined;
      const answer = await it.simulator.fetch(request.clone());
      const { manifest } = await answer.json();
      const object = JSON.parse(manifest);
      object.metadata.deletionTimestamp = "2026-11-21T05:25:47Z";
      object.metadata.finalizers = ["foregroundDeletion"];
      return Response.json({ manifest: JSON.stringify(object) });
    },
  });
  const { structured } = await applied(it, WEB);
  assert.equal(
    structured?.["state"],
    "being deleted, waits for foregroundDeletion",
  );
  const preview = await it.call(deleteResource, WEB);
  assert.match(
    preview.text,
    /it is being deleted since 2026-11-21T05:25:47Z: that waits for its finalizers/,
  );
});
