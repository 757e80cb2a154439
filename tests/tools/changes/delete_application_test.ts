import assert from "node:assert/strict";
import type { World } from "../../../lib/demo/simulator.ts";
import { deleteApplication } from "../../../lib/tools/changes/delete_application.ts";
import {
  applyWrite,
  confirmed,
  structured,
} from "../../helpers/apply_write.ts";
import { type Harness, harness } from "../../helpers/tool_harness.ts";

const POLICY = { tier: "destructive" } as const;

function of(world: World, name: string) {
  const record = world.application(name);
  if (!record) throw new Error(`no ${name}`);
  return record;
}

/** A clock that a test moves on. */
function clock() {
  let time = Date.now();
  return {
    now: () => new Date(time),
    pass(seconds: number) {
      time += seconds * 1_000;
    },
  };
}

/** Every object of every cluster, by kind and name. */
function objects({ simulator }: Harness): ReadonlySet<string> {
  return new Set(
    simulator.world.clusters.flatMap(({ objects }) =>
      [...objects.values()].map(({ kind, metadata }) =>
        `${kind} ${metadata.namespace}/${metadata.name}`
      )
    ),
  );
}

async function look(h: Harness): Promise<void> {
  // What is due in the simulator happens when somebody looks.
  await h.simulator.fetch(new Request("http://x/api/version"));
}

function counted(kinds: Iterable<string>): string {
  const counts = new Map<string, number>();
  for (const kind of kinds) counts.set(kind, (counts.get(kind) ?? 0) + 1);
  return [...counts].sort().map(([kind, count]) => `${count} ${kind}`).join(
    ", ",
  );
}

for (const version of ["2.14", "3.2", "3.5"] as const) {
  for (const name of ["worker", "payments", "edge", "root", "guestbook"]) {
    Deno.test(`what the preview of the deletion of ${name} names is what goes (${version})`, async () => {
      const time = clock();
      await using h = harness({ policy: POLICY, version, now: time.now });
      const args = { application: name };
      const preview = await h.call(deleteApplication, args);
      assert.deepEqual(h.changes(), []);
      const before = objects(h);
      const applied = await h.call(deleteApplication, {
        ...args,
        ...confirmed(preview, name),
      });
      assert.match(
        applied.text,
        /^APPLIED: deletion of .* was accepted \(foreground\)/,
      );
      const [{ method, path, query } = {}] = h.changes();
      assert.equal(`${method} ${path}`, `DELETE /api/v1/applications/${name}`);
      assert.equal(query?.get("cascade"), "true");
      assert.equal(query?.get("propagationPolicy"), "foreground");
      time.pass(30);
      await look(h);
      const after = objects(h);
      const gone = [...before].filter((one) => !after.has(one))
        .filter((one) => one !== `Application argocd/${name}`);
      const { impact } = structured(preview) as { impact: string[] };
      const said = (impact.find((line) => line.startsWith("goes: ")) ?? "")
        .replace("goes: ", "").split(", ").filter((one) =>
          !/ (?:Endpoints|EndpointSlice)$/.test(one)
        ).sort((a, b) =>
          (a.split(" ")[1] ?? "") < (b.split(" ")[1] ?? "") ? -1 : 1
        ).join(", ");
      assert.equal(said, counted(gone.map((one) => one.split(" ")[0] ?? "")));
      assert.equal(h.simulator.world.application(name), undefined);
    });
  }
}

Deno.test("orphan takes the application and leaves everything else", async () => {
  await using h = harness({ policy: POLICY });
  const own = () =>
    [...objects(h)].filter((one) => one.includes("worker")).sort();
  const before = own();
  const { preview, applied } = await applyWrite(h, deleteApplication, {
    application: "worker",
    cascade: "orphan",
  });
  assert.match(
    preview.text,
    /delete worker \(orphan\): 2 resources of it stay, managed by nobody\n/,
  );
  assert.match(
    preview.text,
    /impact: stays: Deployment worker, CronJob worker-cleanup/,
  );
  const [{ query } = {}] = h.changes();
  assert.equal(query?.get("cascade"), "false");
  assert.equal(query?.has("propagationPolicy"), false);
  assert.deepEqual(
    own(),
    before.filter((one) => one !== "Application argocd/worker"),
  );
  assert.match(
    applied.text,
    /create_application with the same source and destination takes the resources over/,
  );
});

Deno.test("background is asked for as background", async () => {
  await using h = harness({ policy: POLICY });
  const { preview } = await applyWrite(h, deleteApplication, {
    application: "worker",
    cascade: "background",
  });
  assert.match(
    preview.text,
    /background: what hangs below its resources, such as pods, may outlive the application/,
  );
  const [{ query } = {}] = h.changes();
  assert.equal(query?.get("propagationPolicy"), "background");
});

Deno.test("a deletion is destructive in any case: plan, confirmation and name", async () => {
  await using h = harness({ policy: POLICY });
  const args = { application: "worker", cascade: "orphan" };
  const first = await h.call(deleteApplication, { ...args, dry_run: false });
  assert.match(
    first.text,
    /^CONFIRMATION_REQUIRED: Cannot delete application 'worker' yet/,
  );
  const preview = await h.call(deleteApplication, args);
  const apply = { ...args, ...confirmed(preview, "worker") };
  for (const wrong of [{ confirm: false }, { confirm_name: "Worker" }]) {
    const { text } = await h.call(deleteApplication, { ...apply, ...wrong });
    assert.match(text, /^CONFIRMATION_REQUIRED: /);
  }
  const other = await h.call(deleteApplication, {
    ...apply,
    cascade: "foreground",
  });
  assert.match(other.text, /^PLAN_INVALID: /);
  assert.deepEqual(h.changes(), []);
  assert(!(await h.call(deleteApplication, apply)).isError);
  const again = await h.call(deleteApplication, apply);
  assert(again.isError, again.text);
  assert.equal(h.changes().length, 1);
});

Deno.test("a plan is outdated when more would go, or another application has taken the name", async () => {
  await using h = harness({ policy: POLICY });
  const args = { application: "worker" };
  const preview = await h.call(deleteApplication, args);
  const { app } = of(h.simulator.world, "worker");
  const uid = app.metadata.uid;
  app.metadata.uid = "11111111-2222-4333-8444-555555555555";
  const apply = { ...args, ...confirmed(preview, "worker") };
  const { text } = await h.call(deleteApplication, apply);
  assert.match(
    text,
    /^PLAN_OUTDATED: .*application: uid was .* and is 11111111/,
  );
  if (uid) app.metadata.uid = uid;
  app.metadata.finalizers = [];
  const edited = await h.call(deleteApplication, apply);
  assert.match(edited.text, /^PLAN_OUTDATED: .*metadata: finalizers/);
  assert.deepEqual(h.changes(), []);
});

Deno.test("an operation in progress and a deletion under way are conflicts with the next step", async () => {
  await using h = harness({
    policy: POLICY,
    customize: (world) => {
      const { app } = of(world, "worker");
      if (app.status.operationState) {
        app.status.operationState.phase = "Running";
      }
      app.operation = { sync: {}, initiatedBy: {}, retry: {} };
      of(world, "kust").app.metadata.deletionTimestamp = new Date()
        .toISOString();
      world.outages.controller = true;
    },
  });
  const busy = await h.call(deleteApplication, { application: "worker" });
  assert.match(
    busy.text,
    /^CONFLICT: .*another operation is in progress[\s\S]*terminate_operation/,
  );
  const deleting = await h.call(deleteApplication, { application: "kust" });
  assert.match(
    deleting.text,
    /^CONFLICT: .*it is being deleted since[\s\S]*wait_for_application/,
  );
  assert.deepEqual(h.changes(), []);
});

Deno.test("what keeps itself stays, and is counted as kept", async () => {
  const time = clock();
  await using h = harness({
    policy: POLICY,
    now: time.now,
    customize: (world) => {
      const live = world.liveObject("CronJob", "worker", "worker-cleanup");
      if (!live) throw new Error("no CronJob");
      live.metadata.annotations = {
        ...live.metadata.annotations,
        "argocd.argoproj.io/sync-options": "Delete=false",
      };
    },
  });
  const { preview } = await applyWrite(h, deleteApplication, {
    application: "worker",
  });
  const { counts } = structured(preview);
  assert.deepEqual(counts, { deleted: 1, kept: 1, deleted_below: 2 });
  time.pass(30);
  await look(h);
  const { world } = h.simulator;
  assert.equal(world.liveObject("Deployment", "worker", "worker"), undefined);
  assert(world.liveObject("CronJob", "worker", "worker-cleanup"));
});

Deno.test("child applications, owners, other clusters and foreign finalizers are named", async () => {
  await using h = harness({
    policy: POLICY,
    customize: (world) => {
      const { metadata } = of(world, "edge").app;
      metadata.finalizers = [
        ...metadata.finalizers ?? [],
        "example.com/backup",
      ];
      of(world, "child-one").app.metadata.finalizers = [
        "resources-finalizer.argocd.argoproj.io",
      ];
    },
  });
  const text = async (application: string) =>
    (await h.call(deleteApplication, { application })).text;
  const root = await text("root");
  assert.match(
    root,
    /deletes child applications with all that they manage: Application child-one/,
  );
  assert.match(
    root,
    /deletes child applications; what they manage stays: Application child-two/,
  );
  assert.match(root, /goes with application child-one: 1 ConfigMap\n/);
  assert.match(
    await text("fleet-dev"),
    /made by ApplicationSet 'fleet', which may undo edits of it and make it again/,
  );
  const edge = await text("edge");
  assert.match(
    edge,
    /happens in another cluster: edge\.shop\.example:6443\/edge/,
  );
  assert.match(
    edge,
    /stays until somebody takes these finalizers off, which are not Argo CD's: example\.com\/backup/,
  );
});

Deno.test("an application that cannot be compared can be deleted, and what goes is not claimed to be known", async () => {
  await using h = harness({ policy: POLICY });
  const { preview, applied } = await applyWrite(h, deleteApplication, {
    application: "billing",
  });
  assert.match(
    preview.text,
    /delete billing \(foreground\): with what lives of it, which is not known for sure/,
  );
  assert.match(preview.text, /app path does not exist/);
  assert.match(applied.text, /^APPLIED: deletion of billing was accepted/);
});

Deno.test("an application whose project is missing is not promised to be deletable", async () => {
  await using h = harness({
    policy: POLICY,
    customize: (world) => {
      of(world, "kust").app.spec.project = "retail";
    },
  });
  const { text } = await h.call(deleteApplication, { application: "kust" });
  assert.match(
    text,
    /^CONFLICT: .*its project 'retail' does not exist or does not let it in/,
  );
});

Deno.test("a wait ends when it is gone", async () => {
  await using h = harness({ policy: POLICY });
  const { applied } = await applyWrite(h, deleteApplication, {
    application: "kust",
    wait: 20,
  });
  assert.match(
    applied.text,
    /^APPLIED: deleted kust \(foreground\), gone after \d+ s/,
  );
});

Deno.test("a wait that is over says what holds it", async () => {
  await using h = harness({
    policy: POLICY,
    customize: (world) => {
      world.outages.controller = true;
    },
  });
  const { applied } = await applyWrite(h, deleteApplication, {
    application: "kust",
    wait: 1,
  });
  assert.match(applied.text, /after 1 s it is not gone\n/);
  assert.match(
    applied.text,
    /WARNING: being deleted since .*, held by resources-finalizer\.argocd\.argoproj\.io/,
  );
});

Deno.test("windows hold for a deletion, although Argo CD does not ask them", async () => {
  await using h = harness({ policy: POLICY });
  const { text } = await h.call(deleteApplication, {
    application: "reports",
    dry_run: false,
  });
  assert.match(text, /^SYNC_WINDOW: Cannot delete application 'reports': /);
  assert.deepEqual(h.changes(), []);
});

Deno.test("nothing out of scope goes with an application, and what cannot be told does not go", async () => {
  const scope = { applications: ["root", "billing", "child-one"] };
  await using h = harness({ policy: { ...POLICY, scope } });
  const root = await h.call(deleteApplication, { application: "root" });
  assert.match(
    root.text,
    /^OUT_OF_SCOPE: Cannot delete application 'root': an application that would go with it is out of scope\n/,
  );
  assert.doesNotMatch(root.text, /child-two/);
  const billing = await h.call(deleteApplication, { application: "billing" });
  assert.match(
    billing.text,
    /^OUT_OF_SCOPE: .*it cannot be told whether what would go is in scope/,
  );
  const kust = await h.call(deleteApplication, { application: "kust" });
  assert.match(kust.text, /^OUT_OF_SCOPE: /);
  assert.deepEqual(h.changes(), []);
});

Deno.test("what the account or the operator does not allow is refused", async () => {
  await using h = harness({ policy: POLICY, account: "deployer" });
  const preview = await h.call(deleteApplication, { application: "payments" });
  assert.match(
    preview.text,
    /applications, delete, team-a\/payments: we do not have it/,
  );
  const { text } = await h.call(deleteApplication, {
    application: "payments",
    ...confirmed(preview, "payments"),
  });
  assert.match(text, /^FORBIDDEN: .*'delete' in applications/);
  const args = { application: "worker", dry_run: false };
  await using reading = harness();
  assert.match(
    (await reading.call(deleteApplication, args)).text,
    /^READ_ONLY: /,
  );
  await using writing = harness({ policy: { tier: "write" } });
  assert.match(
    (await writing.call(deleteApplication, args)).text,
    /^DESTRUCTIVE_DISABLED: /,
  );
});
