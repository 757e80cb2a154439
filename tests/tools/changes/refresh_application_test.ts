import assert from "node:assert/strict";
import { refreshApplication } from "../../../lib/tools/changes/refresh_application.ts";
import { structured } from "../../helpers/apply_write.ts";
import { exactly } from "../../helpers/cluster_changes.ts";
import {
  changeHarness,
  linesOf,
  refusal,
} from "../../helpers/change_harness.ts";

Deno.test("the preview of a refresh sends nothing that refreshes", async () => {
  await using h = changeHarness();
  const preview = await h.call(refreshApplication, {
    application: "selfheal",
    hard: true,
  });
  const { plan: _plan, plan_expires: _expires, ...view } = structured(preview);
  assert.deepEqual(view, {
    applied: false,
    summary:
      "hard-refresh selfheal (now Synced, Healthy, compared with 9397c81)",
    notes: [
      "hard: the repo-server renders it again, without its caches",
      "automated sync is on: a sync follows when something differs",
    ],
    permission: "applications, get, default/selfheal: we have it",
    tier: "write",
    window: "no window is assigned",
    apply_with: "the same arguments with dry_run=false, plan=<plan>",
  });
  assert.deepEqual(h.changes(), []);
});

for (
  const [hard, kind] of [[false, "normal"], [true, "hard"]] as const
) {
  Deno.test(`a ${kind} refresh compares again, and changes nothing in a cluster`, async () => {
    await using h = changeHarness();
    h.clock.pass(h.world, 2);
    const before = exactly(h.world);
    const applied = await h.call(refreshApplication, {
      application: "payments",
      hard,
      dry_run: false,
    });
    assert.deepEqual(structured(applied), {
      applied: true,
      summary: "refreshed payments: OutOfSync, Healthy, compared with 9397c81",
      before: "OutOfSync, Healthy, compared with 9397c81",
      compared_at: "2026-11-24T09:00:02Z",
      undo: { how: "Nothing to undo: only the comparison is new." },
    });
    assert.deepEqual(
      h.changes().map(({ method, path, query }) =>
        `${method} ${path} ${query.get("refresh")}`
      ),
      [`GET /api/v1/applications/payments ${kind}`],
    );
    assert.deepEqual(exactly(h.world), before);
  });
}

Deno.test("a failing comparison can be refreshed: that is how one sees whether it still fails", async () => {
  await using h = changeHarness();
  const applied = await h.call(refreshApplication, {
    application: "billing",
    dry_run: false,
  });
  assert.match(applied.text, /^APPLIED: refreshed billing: Unknown, /);
});

Deno.test("in a closed window a refresh is refused as every write is, and its preview says so", async () => {
  await using h = changeHarness();
  const args = { application: "reports" };
  const preview = await h.call(refreshApplication, args);
  assert.equal(linesOf(preview, "BLOCKED now").length, 1);
  assert.deepEqual(
    refusal(await h.call(refreshApplication, { ...args, dry_run: false })),
    {
      code: "SYNC_WINDOW",
      message:
        "Cannot refresh application 'reports': the sync windows of application 'reports' do not allow it now: a deny window is active; manual syncs are refused, too",
      hint:
        "get_sync_windows shows when it opens; only the windows of its project can be changed to allow it earlier",
    },
  );
  assert.deepEqual(h.changes(), []);
});

Deno.test("a refresh is a write, and is refused by a read-only server", async () => {
  await using h = changeHarness({ policy: { tier: "read" } });
  const { code } = refusal(
    await h.call(refreshApplication, { application: "payments" }),
  );
  assert.equal(code, "READ_ONLY");
  await using w = changeHarness({ policy: { tier: "write" } });
  const applied = await w.call(refreshApplication, {
    application: "payments",
    dry_run: false,
  });
  assert(!applied.isError, applied.text);
});
