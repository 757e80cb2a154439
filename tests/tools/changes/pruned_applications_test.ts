import assert from "node:assert/strict";
import { rollbackApplication } from "../../../lib/tools/changes/rollback_application.ts";
import { syncApplication } from "../../../lib/tools/changes/sync_application.ts";
import {
  type ChangeHarness,
  changeHarness,
  linesOf,
} from "../../helpers/change_harness.ts";
import type { HarnessOptions } from "../../helpers/tool_harness.ts";

const PRUNE = { application: "root", prune: true };
const WHOLE = [
  "/api/v1/applications/root",
  "/api/v1/applications/child-one",
  "/api/v1/applications/root/managed-resources",
];

/** `child-one` of `root` is to be pruned, and `payments` would go with it. */
function pruning(options: HarnessOptions = {}): ChangeHarness {
  const it = changeHarness({
    ...options,
    async intercept(request) {
      const { pathname } = new URL(request.url);
      if (request.method !== "GET" || !WHOLE.includes(pathname)) {
        return undefined;
      }
      const answer = await (await it.simulator.fetch(request.clone())).json();
      for (
        const one of [...answer.items ?? [], ...answer.status?.resources ?? []]
      ) {
        if (one.name !== "child-one") continue;
        if (answer.items) {
          one.targetState = "null";
          one.predictedLiveState = "null";
        } else {
          one.requiresPruning = true;
          one.status = "OutOfSync";
        }
      }
      if (answer.metadata?.name === "child-one") {
        answer.metadata.finalizers = ["resources-finalizer.argocd.argoproj.io"];
        answer.status.resources = [{
          group: "argoproj.io",
          version: "v1alpha1",
          kind: "Application",
          namespace: "argocd",
          name: "payments",
        }];
      }
      return Response.json(answer);
    },
  });
  return it;
}

function closeWindows({ world }: ChangeHarness, application: string): void {
  for (const { spec } of world.projects.values()) {
    spec.syncWindows = [{
      kind: "deny",
      schedule: "* * * * *",
      duration: "24h",
      applications: [application],
      timeZone: "UTC",
    }];
  }
}

Deno.test("a prune that deletes an application is refused when what goes with that is out of scope, and does not name it", async () => {
  const applications = ["root", "child-one", "child-two"];
  await using it = pruning({ policy: { scope: { applications } } });
  const { text } = await it.call(syncApplication, PRUNE);
  assert.match(
    text,
    /^OUT_OF_SCOPE: Cannot sync application 'root': an application that would be pruned/,
  );
  assert.doesNotMatch(text, /payments/);
  const kept = await it.call(syncApplication, { ...PRUNE, prune: false });
  assert.match(kept.text, /^PREVIEW/);
});

Deno.test("a prune that deletes an application is bound to the windows of all that goes with it", async () => {
  await using it = pruning();
  closeWindows(it, "payments");
  const preview = await it.call(syncApplication, PRUNE);
  assert.match(
    linesOf(preview, "BLOCKED now").join(),
    /^sync windows of application 'argocd\/payments'/,
  );
  const applied = await it.apply(syncApplication, PRUNE, preview);
  assert.match(applied.text, /^SYNC_WINDOW: /);
  assert.deepEqual(it.changes(), []);
});

Deno.test("within a scope there is no rollback to what nobody can render", async () => {
  const scope = { applications: ["guestbook"] };
  for (const policy of [{}, { scope }]) {
    await using it = changeHarness({ policy });
    const [entry] = it.record("guestbook").app.status.history ?? [];
    assert(entry?.source);
    entry.source = { ...entry.source, path: "elsewhere" };
    const { text } = await it.call(rollbackApplication, {
      application: "guestbook",
      id: 0,
    });
    assert.match(text, "scope" in policy ? /^OUT_OF_SCOPE/ : /^PREVIEW/);
  }
});
