import assert from "node:assert/strict";
import { commit, plain } from "../../../lib/demo/model/git.ts";
import { shaFrom } from "../../../lib/demo/model/ids.ts";
import { advance } from "../../../lib/demo/model/operation.ts";
import { reconcile } from "../../../lib/demo/model/reconcile.ts";
import { addApplication } from "../../../lib/demo/model/application_store.ts";
import type { World } from "../../../lib/demo/simulator.ts";
import { COMMITS } from "../../../lib/demo/world/commits.ts";
import { configMap } from "../../../lib/demo/world/manifests.ts";
import { syncApplication } from "../../../lib/tools/changes/sync_application.ts";
import { structured } from "../../helpers/apply_write.ts";
import {
  type ChangeHarness,
  changeHarness,
  linesOf,
  refusal,
} from "../../helpers/change_harness.ts";

const NEW_SHA = shaFrom("pushed meanwhile");
const MOVED =
  /^Cannot sync application '[^']+': since the plan was made, this has moved: (.*)$/;

/** Somebody pushes to the platform's main branch; Argo CD has not looked yet. */
function push(world: World, path = "kust/overlay", name = "prod-kust-config") {
  const platform = world.git.get(`${world.addresses.git}/platform.git`);
  assert(platform);
  commit(platform, {
    author: "Ines Ferro <ines.ferro@shop.example>",
    sha: NEW_SHA,
    date: "2026-11-24T09:00:00Z",
    message: "pushed meanwhile",
    directories: { [path]: plain(configMap(name, { banner: "new" })) },
  });
}

function edit(
  h: ChangeHarness,
  change: (object: Record<string, unknown>) => void,
): void {
  const live = h.world.liveObject("ConfigMap", "payments", "payments-config");
  assert(live);
  const copy = structuredClone(live);
  change(copy);
  h.world.home.put(copy, { manager: "kubectl-edit" });
}

/** Why a plan is outdated. */
function moved(result: Parameters<typeof refusal>[0]): string {
  const { code, message } = refusal(result);
  assert.equal(code, "PLAN_OUTDATED", message);
  return MOVED.exec(message)?.[1] ?? message;
}

Deno.test("with a plan a sync goes to the revision that was previewed, although the branch has moved", async () => {
  await using h = changeHarness();
  const args = { application: "kust" };
  const preview = await h.call(syncApplication, args);
  push(h.world);
  const applied = await h.apply(syncApplication, args, preview);
  assert.deepEqual(h.bodies, [
    { project: "default", revision: COMMITS.platformHead },
  ]);
  const { revisions, warnings } = structured(applied);
  assert.deepEqual(revisions, [COMMITS.platformHead]);
  assert.equal(warnings, undefined);
  h.finish("kust");
  const live = h.world.liveObject("ConfigMap", "kust", "prod-kust-config");
  assert.deepEqual(live?.["data"], { banner: "overlay" });
});

Deno.test("with a plan every source of several goes to what was previewed", async () => {
  await using h = changeHarness();
  const args = {
    application: "multi",
    revisions: [COMMITS.configFirst],
    source_positions: [2],
  };
  const preview = await h.call(syncApplication, args);
  push(h.world, "multi/base", "made-meanwhile");
  const applied = await h.apply(syncApplication, args, preview);
  assert(!applied.isError, applied.text);
  assert.deepEqual(h.bodies, [{
    project: "default",
    revisions: [COMMITS.platformHead, COMMITS.configFirst],
    sourcePositions: [1, 2],
  }]);
});

Deno.test("once Argo CD has compared with what was pushed, the plan is outdated and says so", async () => {
  await using h = changeHarness();
  const args = { application: "kust" };
  const preview = await h.call(syncApplication, args);
  push(h.world);
  h.record("kust").dirty = true;
  assert.equal(
    moved(await h.apply(syncApplication, args, preview)),
    "changes: changed ConfigMap kust/prod-kust-config is new; " +
      `revision: source 1 was ${COMMITS.platformHead} and is ${NEW_SHA}`,
  );
  assert.deepEqual(h.changes(), []);
});

for (const tier of ["write", "destructive"] as const) {
  Deno.test(`without a plan, with tier ${tier}, a sync goes to what was compared, because only that was looked at`, async () => {
    await using h = changeHarness({ policy: { tier } });
    push(h.world);
    const args = { application: "kust", dry_run: false };
    const applied = await h.call(syncApplication, args);
    assert.deepEqual(h.bodies, [
      { project: "default", revision: COMMITS.platformHead },
    ]);
    assert.deepEqual(linesOf(applied, "WARNING"), []);
  });
}

Deno.test("with automated sync on no revision is sent, and another accepted one is warned of", async () => {
  await using h = changeHarness();
  const args = { application: "selfheal" };
  const preview = await h.call(syncApplication, args);
  assert(
    linesOf(preview, "note").includes(
      "automated sync is on: the sync goes to the newest commit of the target, which no plan can pin",
    ),
  );
  push(h.world);
  const applied = await h.apply(syncApplication, args, preview);
  assert.deepEqual(h.bodies, [{ project: "default" }]);
  assert.match(
    linesOf(applied, "WARNING").join(),
    /^Argo CD syncs \w{7} and not 9397c81, which was previewed/,
  );
});

Deno.test("a branch that was asked for by name is no other revision than the one it leads to", async () => {
  await using h = changeHarness();
  const args = { application: "guestbook", revision: "feature/big-change" };
  const preview = await h.call(syncApplication, args);
  const applied = await h.apply(syncApplication, args, preview);
  const { revisions, warnings } = structured(applied);
  assert.deepEqual(revisions, [shaFrom("guestbook big change")]);
  assert.equal(warnings, undefined);
});

Deno.test("a branch that moves under its name outdates the plan when that changes what is applied", async () => {
  await using h = changeHarness();
  const platform = h.world.git.get(`${h.world.addresses.git}/platform.git`);
  assert(platform);
  platform.branches.set("next", COMMITS.platformFirst);
  const args = { application: "kust", revision: "next" };
  const preview = await h.call(syncApplication, args);
  push(h.world);
  platform.branches.set("next", NEW_SHA);
  assert.equal(
    moved(await h.apply(syncApplication, args, preview)),
    "changes: changed ConfigMap kust/prod-kust-config is new",
  );
});

Deno.test("a destructive sync asks for its confirmation before anything else", async () => {
  await using h = changeHarness();
  const args = { application: "payments", prune: true };
  const first = refusal(
    await h.call(syncApplication, { ...args, dry_run: false }),
  );
  assert.equal(first.code, "CONFIRMATION_REQUIRED");
  assert.equal(
    first.message,
    "Cannot sync application 'payments' yet: it is destructive and needs a plan",
  );
  const preview = await h.call(syncApplication, args);
  const { plan } = structured(preview);
  for (
    const missing of [
      { plan },
      { plan, confirm: true },
      { plan, confirm: true, confirm_name: "Payments" },
      { confirm: true, confirm_name: "payments" },
    ]
  ) {
    const { code } = refusal(
      await h.call(syncApplication, { ...args, dry_run: false, ...missing }),
    );
    assert.equal(code, "CONFIRMATION_REQUIRED");
  }
  assert.deepEqual(h.changes(), []);
  assert(!(await h.apply(syncApplication, args, preview)).isError);
  assert.equal(h.changes().length, 1);
});

Deno.test("a plan works once, also for another process with the same key", async () => {
  const planKey = new Uint8Array(32).fill(7);
  await using h = changeHarness({ planKey });
  const args = { application: "payments", prune: true };
  const preview = await h.call(syncApplication, args);
  assert(!(await h.apply(syncApplication, args, preview)).isError);
  assert.equal(
    refusal(await h.apply(syncApplication, args, preview)).code,
    "CONFLICT",
  );
  h.finish("payments");
  assert.equal(
    refusal(await h.apply(syncApplication, args, preview)).code,
    "PLAN_USED",
  );
  // Another process does not know that it was used, and sees another last operation.
  await using other = changeHarness({ planKey });
  const again = await other.call(syncApplication, args);
  Object.assign(other.record("payments").app.status, {
    operationState: h.record("payments").app.status.operationState,
  });
  assert.match(
    moved(await other.apply(syncApplication, args, again)),
    /last operation: started was \S+ and is \S+, request has changed/,
  );
  assert.equal(h.changes().length, 1);
  assert.deepEqual(other.changes(), []);
});

for (
  const [what, move, told] of [
    [
      "the spec was edited",
      (h: ChangeHarness) =>
        h.edit("payments", ({ app }) => {
          if (app.spec.source) app.spec.source["directory"] = { recurse: true };
        }),
      /^spec: source\.directory\.recurse is new$/,
    ],
    [
      "an annotation was set",
      (h: ChangeHarness) =>
        h.edit("payments", ({ app }) => {
          app.metadata.annotations = {
            note: "x",
            "argocd.argoproj.io/hydrate": "normal",
          };
        }),
      /^metadata: annotations\.note is new$/,
    ],
    [
      "another operation ran in between",
      (h: ChangeHarness) => {
        const { status } = h.record("payments").app;
        assert(status.operationState);
        status.operationState.startedAt = "2026-11-24T09:00:30Z";
      },
      /^last operation: started was \S+ and is 2026-11-24T09:00:30Z$/,
    ],
    [
      "a resource was edited further",
      (h: ChangeHarness) => {
        edit(h, (object) => {
          object["data"] = { MODE: "by hand" };
        });
        h.record("payments").dirty = true;
      },
      /^changes: changed ConfigMap payments\/payments-config has changed$/,
    ],
    [
      "a resource has gone and must be created",
      (h: ChangeHarness) => {
        const { home } = h.world;
        home.remove({
          group: "",
          kind: "ConfigMap",
          namespace: "payments",
          name: "payments-config",
        });
        h.record("payments").dirty = true;
      },
      /^changes: changed ConfigMap payments\/payments-config is gone, create ConfigMap payments\/payments-config is new$/,
    ],
    [
      "the application was deleted and made again",
      (h: ChangeHarness) => {
        const { app } = h.record("payments");
        const { namespace = "", name } = app.metadata;
        const { uid: _uid, ...metadata } = structuredClone(app.metadata);
        h.world.applications.delete(`${namespace}/${name}`);
        h.clock.pass(h.world, 1);
        const made = addApplication(
          h.world,
          metadata,
          structuredClone(app.spec),
        );
        const { operationState } = structuredClone(app.status);
        if (operationState) made.app.status.operationState = operationState;
      },
      /^application: uid was [\da-f-]{36} and is [\da-f-]{36}$/,
    ],
  ] as const
) {
  Deno.test(`a plan is outdated when ${what}, and exactly that is told`, async () => {
    await using h = changeHarness();
    const args = { application: "payments", prune: true };
    const preview = await h.call(syncApplication, args);
    move(h);
    assert.match(moved(await h.apply(syncApplication, args, preview)), told);
    assert.deepEqual(h.changes(), []);
  });
}

Deno.test("what moves by itself outdates no plan: pods, their counts, the time of the comparison", async () => {
  await using h = changeHarness();
  const args = { application: "payments", prune: true };
  const preview = await h.call(syncApplication, args);
  const live = h.world.liveObject("Deployment", "payments", "payments");
  assert(live);
  h.world.home.put({
    ...structuredClone(live),
    status: { readyReplicas: 0, observedGeneration: 99 },
  }, { manager: "kube-controller-manager" });
  h.clock.pass(h.world, 10);
  reconcile(h.world, h.record("payments"));
  advance(h.world);
  const applied = await h.apply(syncApplication, args, preview);
  assert(!applied.isError, applied.text);
});

Deno.test("a plan is for its arguments; only waiting and the way of looking may differ", async () => {
  await using h = changeHarness();
  const args = { application: "payments", prune: true };
  const preview = await h.call(syncApplication, args);
  for (
    const more of [
      { force: true },
      { apply_only: true },
      { resources: [{ kind: "ConfigMap", name: "payments-legacy" }] },
      { sync_options: ["PruneLast=true"] },
      { retry: 1 },
    ]
  ) {
    const { code } = refusal(
      await h.apply(syncApplication, { ...args, ...more }, preview),
    );
    assert.equal(code, "PLAN_INVALID", JSON.stringify(more));
  }
  assert.deepEqual(h.changes(), []);
  const applied = await h.apply(
    syncApplication,
    { ...args, preview_mode: "local" },
    preview,
  );
  assert(!applied.isError, applied.text);
});
