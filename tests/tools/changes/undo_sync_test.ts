import assert from "node:assert/strict";
import { COMMITS } from "../../../lib/demo/world/commits.ts";
import { rollbackApplication } from "../../../lib/tools/changes/rollback_application.ts";
import { syncApplication } from "../../../lib/tools/changes/sync_application.ts";
import { updateApplication } from "../../../lib/tools/changes/update_application.ts";
import type { Undo } from "../../../lib/tool_spec.ts";
import type { Tool } from "../../../lib/tool.ts";
import { structured } from "../../helpers/apply_write.ts";
import {
  type ChangeHarness,
  changeHarness,
} from "../../helpers/change_harness.ts";

const TOOLS: Readonly<Record<string, Tool>> = {
  rollback_application: rollbackApplication,
  update_application: updateApplication,
};
type Args = Readonly<Record<string, unknown>> & {
  readonly application: string;
};

/** Syncs as previewed, and answers how to get back. */
async function undoOf(h: ChangeHarness, args: Args): Promise<Undo> {
  const preview = await h.call(syncApplication, args);
  const applied = await h.apply(syncApplication, args, preview);
  h.finish(args.application);
  return structured(applied)["undo"] as Undo;
}

/** Previews the way back, exactly as it was told, and applies that. */
async function goBack(h: ChangeHarness, { call }: Undo): Promise<void> {
  const tool = TOOLS[call?.tool ?? ""];
  assert(tool && call);
  const preview = await h.call(tool, call.arguments);
  const undone = await h.apply(tool, call.arguments, preview);
  assert(!undone.isError, undone.text);
}

Deno.test("the way back from a sync is a rollback to what was deployed, and works as it stands", async () => {
  await using h = changeHarness();
  const undo = await undoOf(h, { application: "payments" });
  assert.deepEqual(undo, {
    how: "Roll back to deployment 0 (bc91c3f).",
    call: {
      tool: "rollback_application",
      arguments: { application: "payments", id: 0 },
    },
  });
  await goBack(h, undo);
  h.finish("payments");
  const { operationState } = h.record("payments").app.status;
  assert.equal(
    operationState?.operation.sync.revision,
    COMMITS.platformPayments,
  );
});

Deno.test("what was pruned comes back without its data, and that is said", async () => {
  await using h = changeHarness();
  const { how } = await undoOf(h, { application: "payments", prune: true });
  assert.equal(
    how,
    "Roll back to deployment 0 (bc91c3f). What was pruned is made again without the data that it held.",
  );
});

Deno.test("after single resources were synced the rollback is about all of them", async () => {
  await using h = changeHarness();
  const { how, call } = await undoOf(h, {
    application: "payments",
    resources: [{ kind: "ConfigMap", name: "payments-config" }],
  });
  assert.equal(
    how,
    "Roll back to deployment 0 (bc91c3f), which applies all of it again.",
  );
  assert(call);
});

Deno.test("the way back from another revision leads to what ran before", async () => {
  await using h = changeHarness();
  const undo = await undoOf(h, {
    application: "guestbook",
    revision: "v1.0.0",
  });
  assert.equal(undo.how, "Roll back to deployment 4 (15166bc).");
  await goBack(h, undo);
  h.finish("guestbook");
  assert.equal(h.record("guestbook").app.status.sync.status, "Synced");
});

Deno.test("a sync that only puts back what was edited by hand cannot be undone by a rollback", async () => {
  await using h = changeHarness();
  const live = h.world.liveObject("ConfigMap", "kust", "prod-kust-config");
  assert(live);
  h.world.home.put({ ...structuredClone(live), data: { banner: "by hand" } });
  h.record("kust").dirty = true;
  const undo = await undoOf(h, { application: "kust" });
  assert.deepEqual(undo, {
    how:
      "The last deployment had the same revision (9397c81), so a rollback to it brings nothing back: what was changed by hand and is overwritten now stands in no history.",
  });
});

Deno.test("where only parameters were changed since, the rollback does bring something back", async () => {
  await using h = changeHarness();
  h.edit("chart", ({ app }) => {
    app.spec.source = JSON.parse(
      JSON.stringify(app.spec.source).replace("open until eight", "closed"),
    );
  });
  const { how } = await undoOf(h, { application: "chart" });
  assert.equal(how, "Roll back to deployment 0 (9397c81).");
});

Deno.test("automated sync forbids a rollback; an older target revision is offered, and accepted", async () => {
  await using h = changeHarness();
  h.edit("payments", ({ app }) => {
    app.spec.syncPolicy = { automated: { enabled: true } };
    app.status.operationState = {
      operation: {
        sync: { revision: COMMITS.platformHead },
        initiatedBy: {},
        retry: {},
      },
      phase: "Failed",
      startedAt: "2026-11-24T08:00:00Z",
      finishedAt: "2026-11-24T08:00:01Z",
    };
  });
  const undo = await undoOf(h, { application: "payments" });
  assert.deepEqual(undo, {
    how:
      "Automated sync is on, which forbids a rollback: revert the commit in Git, or set an older target revision (before: bc91c3f).",
    call: {
      tool: "update_application",
      arguments: {
        application: "payments",
        revision: COMMITS.platformPayments,
      },
    },
  });
  await goBack(h, undo);
  assert.equal(
    h.record("payments").app.spec.source?.targetRevision,
    COMMITS.platformPayments,
  );
});

Deno.test("of several sources the one that moved is named", async () => {
  await using h = changeHarness();
  const { repoURL = "" } = h.record("multi").app.spec.sources?.[1] ?? {};
  const config = h.world.git.get(repoURL);
  const [head] = config?.commits.values() ?? [];
  assert(config && head);
  const sha = "1234567890".repeat(4);
  config.commits.set(sha, { ...head, sha });
  config.branches.set("main", sha);
  h.edit("multi", ({ app }) => {
    app.spec.syncPolicy = { automated: {} };
    const { operationState } = app.status;
    if (operationState) {
      operationState.operation.sync.revisions = [COMMITS.platformHead, sha];
    }
  });
  const undo = await undoOf(h, { application: "multi" });
  assert.deepEqual(undo.call, {
    tool: "update_application",
    arguments: {
      application: "multi",
      revision: COMMITS.configHead,
      source: 2,
    },
  });
  await goBack(h, undo);
  assert.deepEqual(
    h.record("multi").app.spec.sources?.map((one) => one.targetRevision),
    ["main", COMMITS.configHead],
  );
});

Deno.test("what was never deployed has nothing to go back to", async () => {
  await using h = changeHarness();
  const undo = await undoOf(h, { application: "hooked", apply_only: true });
  assert.deepEqual(undo, {
    how:
      "Nothing was deployed before, so there is nothing to go back to; delete_application removes it.",
  });
});
