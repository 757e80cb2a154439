import assert from "node:assert/strict";
import { syncApplication } from "../../../lib/tools/changes/sync_application.ts";
import {
  type ChangeHarness,
  changeHarness,
  linesOf,
} from "../../helpers/change_harness.ts";

const ROOT = { application: "root" };

/** `root` would set `child-one` back to what its source says, and the windows of `application` are closed. */
function drifted(application: string): ChangeHarness {
  const it = changeHarness();
  it.edit("root", ({ app }) => delete app.spec.syncPolicy);
  it.edit("child-one", ({ app }) => {
    if (app.spec.source) app.spec.source.targetRevision = "v1.0.0";
  });
  it.record("root").dirty = true;
  for (const { spec } of it.world.projects.values()) {
    spec.syncWindows = [{
      kind: "deny",
      schedule: "* * * * *",
      duration: "24h",
      applications: [application],
      timeZone: "UTC",
    }];
  }
  return it;
}

Deno.test("a sync that changes a child application is bound to the windows of the child", async () => {
  await using it = drifted("child-one");
  const preview = await it.call(syncApplication, ROOT);
  assert.match(preview.text, /1 changed/);
  assert.deepEqual(linesOf(preview, "BLOCKED now"), [
    "sync windows of application 'argocd/child-one': a deny window is active; manual syncs are refused, too",
  ]);
  const applied = await it.call(syncApplication, { ...ROOT, dry_run: false });
  assert.match(
    applied.text,
    /^SYNC_WINDOW: Cannot sync application 'root': the sync windows of application 'argocd\/child-one'/,
  );
  assert.deepEqual(it.changes(), []);
});

Deno.test("the windows of a child that a sync leaves as it is do not matter, nor when others are selected", async () => {
  await using it = drifted("child-two");
  const applied = await it.call(syncApplication, { ...ROOT, dry_run: false });
  assert.match(applied.text, /^APPLIED/);

  await using closed = drifted("child-one");
  const partial = await closed.call(syncApplication, {
    ...ROOT,
    resources: [{ kind: "Application", name: "child-two" }],
    dry_run: false,
  });
  assert.match(partial.text, /^APPLIED/);
});
