import assert from "node:assert/strict";
import { AuditTrail } from "../../../lib/audit/audit_trail.ts";
import { syncApplication } from "../../../lib/tools/changes/sync_application.ts";
import { auditFolder } from "../../audit/audit_folder.ts";
import { structured } from "../../helpers/apply_write.ts";
import { exactly } from "../../helpers/cluster_changes.ts";
import {
  type ChangeHarness,
  changeHarness,
  linesOf,
  refusal,
} from "../../helpers/change_harness.ts";
import type { HarnessOptions } from "../../helpers/tool_harness.ts";

const VERSIONS = ["2.14", "3.2", "3.5"] as const;

/** What is waited for takes its real time. */
function waiting(options: HarnessOptions = {}): ChangeHarness {
  return changeHarness({ now: () => new Date(), ...options });
}

for (const version of VERSIONS) {
  Deno.test(`on ${version} a sync that is waited for tells what became of each resource`, async () => {
    await using h = waiting({ version });
    const applied = await h.call(syncApplication, {
      application: "payments",
      dry_run: false,
      wait: 20,
    });
    const { summary, phase, resources, sync, health, warnings, revisions } =
      structured(applied);
    assert.match(
      String(summary),
      /^sync of payments to 9397c81 was accepted; done after [1-9]\d* s$/,
    );
    assert.deepEqual([phase, sync, warnings], [
      "Succeeded",
      "OutOfSync",
      undefined,
    ]);
    assert(["Healthy", "Progressing"].includes(String(health)));
    assert.deepEqual(revisions, [
      h.record("payments").app.status.sync.revision,
    ]);
    const lines = resources as readonly string[];
    assert(
      lines.includes(
        "ConfigMap payments-config: Synced, configmap/payments-config configured",
      ),
    );
    assert(
      lines.includes(
        "ConfigMap payments-legacy: PruneSkipped, ignored (requires pruning)",
      ),
    );
  });

  Deno.test(`on ${version} Argo CD's own dry run is waited for, reports each resource, and changes no cluster`, async () => {
    await using h = waiting({ version });
    await h.call(syncApplication, { application: "payments" });
    h.clock.pass(h.world, 2);
    const before = exactly(h.world);
    const tried = await h.call(syncApplication, {
      application: "payments",
      prune: true,
      server_dry_run: true,
    });
    const { applied, server_dry_run, phase, resources, undo, summary } =
      structured(tried);
    assert.deepEqual([applied, server_dry_run, phase], [
      false,
      true,
      "Succeeded",
    ]);
    assert.match(
      tried.text,
      /^DRY RUN of Argo CD: sync of payments to 9397c81; done after \d+ s\n/,
    );
    assert(!String(summary).includes("accepted"));
    const lines = resources as readonly string[];
    assert(
      lines.includes("ConfigMap payments-legacy: Pruned, pruned (dry run)"),
    );
    assert(
      lines.includes(
        "ConfigMap payments-config: Synced, configmap/payments-config configured (dry run)",
      ),
    );
    assert.deepEqual(undo, { how: "Nothing in the cluster was changed." });
    assert.deepEqual(linesOf(tried, "WARNING"), [
      "it has overwritten the record of the last operation, and automated sync of this revision stays off until something is really synced",
    ]);
    assert.deepEqual(exactly(h.world), before);
    const { operationState, history } = h.record("payments").app.status;
    assert.equal(operationState?.operation.sync.dryRun, true);
    assert.equal(history?.length, 1);
    assert.deepEqual(h.bodies.at(-1), {
      project: "team-a",
      dryRun: true,
      prune: true,
    });
  });
}

Deno.test("what the dry run warns of is true: automated sync of that revision stays off until a real sync", async () => {
  for (const isTried of [false, true]) {
    const synced = await syncsByItself(isTried);
    assert.deepEqual(
      synced,
      isTried ? ["OutOfSync", "Synced"] : ["Synced", "Synced"],
    );
  }
});

/** Sync states after automated sync was switched on, and after a sync of ours. */
async function syncsByItself(isTried: boolean): Promise<readonly string[]> {
  await using h = changeHarness();
  const states: string[] = [];
  if (isTried) {
    const call = h.call(syncApplication, {
      application: "payments",
      server_dry_run: true,
      wait: 20,
    });
    const timer = setInterval(() => h.clock.pass(h.world, 1), 50);
    const tried = await call;
    clearInterval(timer);
    assert(!tried.isError, tried.text);
    assert.equal(structured(tried)["phase"], "Succeeded");
  }
  h.edit("payments", ({ app }) => {
    app.spec.syncPolicy = {
      ...app.spec.syncPolicy,
      automated: { prune: true },
    };
  });
  h.clock.pass(h.world, 30);
  states.push(h.record("payments").app.status.sync.status);
  const args = { application: "payments", prune: true };
  const preview = await h.call(syncApplication, args);
  const applied = await h.apply(syncApplication, args, preview);
  assert(!applied.isError, applied.text);
  h.clock.pass(h.world, 30);
  states.push(h.record("payments").app.status.sync.status);
  return states;
}

Deno.test("Argo CD's own dry run of another revision is allowed while automated sync is on", async () => {
  await using h = waiting();
  const tried = await h.call(syncApplication, {
    application: "selfheal",
    revision: "main",
    sync_options: ["Prune=false"],
    server_dry_run: true,
  });
  assert.equal(structured(tried)["applied"], false, tried.text);
  const { operationState } = h.record("selfheal").app.status;
  assert.equal(operationState?.operation.sync.dryRun, true);
});

Deno.test("a dry run of Argo CD needs the right to write, and what it destroys counts", async () => {
  for (
    const [tier, args, code] of [
      ["read", {}, "READ_ONLY"],
      ["write", { prune: true }, "DESTRUCTIVE_DISABLED"],
    ] as const
  ) {
    await using h = waiting({ policy: { tier } });
    const { code: told } = refusal(
      await h.call(syncApplication, {
        application: "payments",
        server_dry_run: true,
        ...args,
      }),
    );
    assert.equal(told, code);
    assert.deepEqual(h.changes(), []);
  }
});

Deno.test("a sync that fails is told with its reason, once", async () => {
  await using h = waiting();
  const applied = await h.call(syncApplication, {
    application: "hooked",
    dry_run: false,
    wait: 20,
  });
  const { phase, applied: isApplied } = structured(applied);
  assert.deepEqual([phase, isApplied], ["Failed", true]);
  const reason =
    "sync Failed: Job hooked-migrate (PreSync hook): Job has reached the specified backoff limit";
  assert.deepEqual(linesOf(applied, "WARNING"), [reason]);
  assert.match(applied.text, /was accepted; failed after \d+ s\n/);
  assert.equal(applied.text.split(reason).length, 2);
});

Deno.test("a sync that is not over in time goes on, and it is said what is missing", async () => {
  await using h = waiting();
  const applied = await h.call(syncApplication, {
    application: "slow",
    dry_run: false,
    wait: 2,
  });
  assert.match(applied.text, /was accepted; not over after [23] s\n/);
  assert.deepEqual(linesOf(applied, "WARNING"), [
    'sync Running, 1 resource so far: waiting for completion of hook batch/Job/slow-presync; it goes on: wait_for_application with for=["operation"] waits further',
  ]);
  assert.equal(structured(applied)["phase"], "Running");
  assert.equal(
    h.record("slow").app.status.operationState?.phase,
    "Running",
  );
});

Deno.test("without 'wait' the answer comes at once and says how to wait", async () => {
  await using h = waiting();
  const applied = await h.call(syncApplication, {
    application: "slow",
    dry_run: false,
  });
  const { plan: _plan, undo: _undo, ...view } = structured(applied);
  assert.deepEqual(view, {
    applied: true,
    summary: "sync of slow to 9397c81 was accepted",
    phase: "requested",
    revisions: [h.record("slow").app.status.sync.revision],
    next: "wait_for_application tells when it is done and healthy",
  });
});

Deno.test("cancelled while it waits, the sync stays accepted, told and recorded", async () => {
  await using folder = await auditFolder();
  const audit = new AuditTrail({ path: folder.path, maxBytes: 0 });
  await using h = waiting({ audit });
  const caller = new AbortController();
  const call = h.call(syncApplication, {
    application: "slow",
    dry_run: false,
    wait: 60,
  }, { signal: caller.signal });
  while (h.changes().length === 0) {
    await new Promise((next) => setTimeout(next, 20));
  }
  await new Promise((next) => setTimeout(next, 500));
  caller.abort();
  const applied = await call;
  assert(!applied.isError, applied.text);
  assert.match(
    linesOf(applied, "WARNING").join(),
    /^it was accepted, and waiting for its end failed: /,
  );
  assert(h.record("slow").app.operation);
  assert.equal(h.changes().length, 1);
  const kinds = (await folder.records()).map(({ kind }) => kind);
  assert.deepEqual(kinds, ["open", "intent", "outcome"]);
});

Deno.test("how far the sync is comes as progress while it is waited for", async () => {
  await using h = waiting();
  const told: string[] = [];
  await h.call(
    syncApplication,
    { application: "slow", dry_run: false, wait: 2 },
    { report: ({ message = "" }) => told.push(message) },
  );
  assert(
    told.some((text) => text.includes("slow-presync")),
    JSON.stringify(told),
  );
});
