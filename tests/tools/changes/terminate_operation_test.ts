import assert from "node:assert/strict";
import { syncApplication } from "../../../lib/tools/changes/sync_application.ts";
import { terminateOperation } from "../../../lib/tools/changes/terminate_operation.ts";
import { structured } from "../../helpers/apply_write.ts";
import {
  type ChangeHarness,
  changeHarness,
  linesOf,
  refusal,
} from "../../helpers/change_harness.ts";

const SLOW = { application: "slow" };

async function start(h: ChangeHarness, seconds = 2): Promise<void> {
  const started = await h.call(syncApplication, { ...SLOW, dry_run: false });
  assert(!started.isError, started.text);
  h.clock.pass(h.world, seconds);
}

Deno.test("the preview names the operation that would be ended", async () => {
  await using h = changeHarness();
  await start(h);
  const preview = await h.call(terminateOperation, SLOW);
  const { plan: _plan, plan_expires: _expires, ...view } = structured(preview);
  assert.deepEqual(view, {
    applied: false,
    summary:
      "terminate the running sync of slow, begun at 2026-11-24T09:00:01Z by admin",
    notes: [
      "operation: sync Running, since 2026-11-24T09:00:01Z, by admin, to 9397c81, 1 Synced; waiting for completion of hook batch/Job/slow-presync",
    ],
    irreversible: [
      "what was applied so far stays applied, and the rest does not come by itself",
    ],
    permission: "applications, sync, team-a/slow: we have it",
    tier: "destructive",
    destructive: ["it stops half-way what is being applied"],
    window: "no window is assigned",
    apply_with:
      'the same arguments with dry_run=false, plan=<plan>, confirm=true, confirm_name="slow"',
  });
  assert.equal(h.changes().length, 1);
});

Deno.test("what is confirmed is ended, and nothing else is sent", async () => {
  await using h = changeHarness();
  await start(h);
  assert.equal(
    refusal(
      await h.call(terminateOperation, { ...SLOW, dry_run: false }),
    ).code,
    "CONFIRMATION_REQUIRED",
  );
  const preview = await h.call(terminateOperation, SLOW);
  const applied = await h.apply(terminateOperation, SLOW, preview);
  assert.deepEqual(structured(applied), {
    applied: true,
    summary: "the operation of slow is being terminated",
    next: 'wait_for_application with for=["operation"] tells when it has ended',
    undo: {
      how:
        "It cannot be continued; a new sync does what was left, and rollback_application goes back to what was before.",
      call: { tool: "sync_application", arguments: SLOW },
    },
  });
  assert.deepEqual(
    h.changes().slice(1).map(({ method, path }) => `${method} ${path}`),
    ["DELETE /api/v1/applications/slow/operation"],
  );
  h.finish("slow");
  const { phase, message } = h.record("slow").app.status.operationState ?? {};
  assert.deepEqual([phase, message], ["Failed", "Operation terminated"]);
});

Deno.test("its end can be waited for, and is no failure", async () => {
  await using h = changeHarness({ now: () => new Date() });
  await h.call(syncApplication, { ...SLOW, dry_run: false, wait: 1 });
  const args = { ...SLOW, wait: 20 };
  const preview = await h.call(terminateOperation, args);
  const applied = await h.apply(terminateOperation, args, preview);
  const { summary, phase, warnings } = structured(applied);
  assert.match(
    String(summary),
    /^the operation of slow is being terminated; ended after \d+ s$/,
  );
  assert.deepEqual([phase, warnings], ["Failed", undefined]);
});

for (
  const [what, prepare, told] of [
    [
      "nothing is running",
      () => Promise.resolve(),
      "no operation is in progress",
    ],
    [
      "it was only requested",
      (h: ChangeHarness) => start(h, 0),
      "its operation has been requested and has not begun, and only one that runs can be ended",
    ],
    [
      "it is being terminated already",
      async (h: ChangeHarness) => {
        await start(h);
        const state = h.record("slow").app.status.operationState;
        if (state) state.phase = "Terminating";
        // The controller is down: nobody gets round to ending it.
        h.world.outages.controller = true;
      },
      "it is being terminated already, which takes until its hooks are gone or a closed sync window opens",
    ],
  ] as const
) {
  Deno.test(`there is nothing to terminate when ${what}`, async () => {
    await using h = changeHarness();
    await prepare(h);
    const before = h.changes().length;
    for (const dry_run of [true, false]) {
      assert.deepEqual(
        refusal(await h.call(terminateOperation, { ...SLOW, dry_run })),
        {
          code: "CONFLICT",
          message:
            `Cannot terminate the operation of application 'slow': ${told}`,
          hint: "get_application shows the operation; try again when it runs",
        },
      );
    }
    assert.equal(h.changes().length, before);
  });
}

Deno.test("in a closed window, where Argo CD would stay Terminating, nothing is sent", async () => {
  await using h = changeHarness();
  await start(h);
  const project = h.world.projects.get("team-a");
  assert(project);
  project.spec.syncWindows = [{
    kind: "deny",
    schedule: "0 0 * * *",
    duration: "24h",
    applications: ["*"],
    timeZone: "UTC",
  }];
  const preview = await h.call(terminateOperation, SLOW);
  assert.equal(linesOf(preview, "BLOCKED now").length, 1);
  const refused = refusal(await h.apply(terminateOperation, SLOW, preview));
  assert.equal(refused.code, "SYNC_WINDOW");
  assert.equal(h.changes().length, 1);
});

Deno.test("another operation in between outdates the plan", async () => {
  await using h = changeHarness();
  await start(h);
  const preview = await h.call(terminateOperation, SLOW);
  const state = h.record("slow").app.status.operationState;
  assert(state);
  state.startedAt = "2026-11-24T09:05:00Z";
  const { code } = refusal(await h.apply(terminateOperation, SLOW, preview));
  assert.equal(code, "PLAN_OUTDATED");
  assert.equal(h.changes().length, 1);
});
