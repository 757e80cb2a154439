import assert from "node:assert/strict";
import { refreshApplication } from "../../../lib/tools/changes/refresh_application.ts";
import { rollbackApplication } from "../../../lib/tools/changes/rollback_application.ts";
import { syncApplication } from "../../../lib/tools/changes/sync_application.ts";
import { terminateOperation } from "../../../lib/tools/changes/terminate_operation.ts";
import { structured } from "../../helpers/apply_write.ts";
import { changeHarness, refusal } from "../../helpers/change_harness.ts";

const VERSIONS = ["2.14", "3.2", "3.5"] as const;
const PAYMENTS = { application: "payments" };

for (const version of VERSIONS) {
  for (
    const [account, application, permission] of [
      [
        "deployer",
        "payments",
        "applications, sync, team-a/payments: we have it",
      ],
      [
        "limited",
        "payments",
        "applications, sync, team-a/payments: we do not have it",
      ],
      [
        "readonly",
        "guestbook",
        "applications, sync, default/guestbook: we do not have it",
      ],
    ] as const
  ) {
    Deno.test(`on ${version} the preview tells account '${account}' whether it may sync, and Argo CD agrees`, async () => {
      await using h = changeHarness({ version, account });
      const preview = await h.call(syncApplication, { application });
      assert.equal(structured(preview)["permission"], permission);
      const applied = await h.apply(
        syncApplication,
        { application },
        preview,
      );
      if (account === "deployer") {
        assert(!applied.isError, applied.text);
        return;
      }
      const object = /[^ ]+(?=:)/.exec(permission)?.[0];
      assert.deepEqual(refusal(applied), {
        code: "FORBIDDEN",
        message:
          `Cannot sync application '${application}': the account may not 'sync' in applications on '${object}'`,
        hint:
          `An administrator can grant 'applications, sync, ${object}, allow' in Argo CD's RBAC`,
      });
      assert(!/sub:|iat:/.test(applied.text), applied.text);
      assert.equal(h.record(application).app.operation, undefined);
    });
  }
}

Deno.test("without the right a rollback and a termination are refused in the same words", async () => {
  await using h = changeHarness({ account: "limited" });
  const back = { ...PAYMENTS, id: 0 };
  const preview = await h.call(rollbackApplication, back);
  assert.equal(
    structured(preview)["permission"],
    "applications, sync, team-a/payments: we do not have it",
  );
  const hint = "An administrator of Argo CD gives it in the RBAC policy";
  assert.deepEqual(
    refusal(await h.apply(rollbackApplication, back, preview)),
    {
      code: "FORBIDDEN",
      message:
        "Cannot roll back application 'payments' to deployment 0: the account may not do that; it needs the right applications, sync",
      hint,
    },
  );
  await using t = changeHarness({ account: "limited" });
  const admin = `Bearer ${t.simulator.credentials.admin.token}`;
  const started = await t.simulator.fetch(
    new Request("http://argocd/api/v1/applications/slow/sync", {
      method: "POST",
      headers: { authorization: admin, "content-type": "application/json" },
      body: "{}",
    }),
  );
  await started.body?.cancel();
  t.clock.pass(t.world, 2);
  const slow = { application: "slow" };
  const ending = await t.call(terminateOperation, slow);
  assert.deepEqual(refusal(await t.apply(terminateOperation, slow, ending)), {
    code: "FORBIDDEN",
    message:
      "Cannot terminate the operation of application 'slow': the account may not do that; it needs the right applications, sync",
    hint,
  });
  assert.equal(
    t.record("slow").app.status.operationState?.phase,
    "Running",
  );
});

Deno.test("an account that may only read may refresh, as Argo CD allows it", async () => {
  await using h = changeHarness({ account: "limited" });
  const args = PAYMENTS;
  const preview = await h.call(refreshApplication, args);
  assert.equal(
    structured(preview)["permission"],
    "applications, get, team-a/payments: we have it",
  );
  const applied = await h.apply(refreshApplication, args, preview);
  assert(!applied.isError, applied.text);
});

Deno.test("an application that one may not see is not told from one that is missing", async () => {
  await using h = changeHarness({ account: "limited" });
  for (const application of ["guestbook", "nobody"]) {
    const { code, message } = refusal(
      await h.call(syncApplication, { application, dry_run: false }),
    );
    assert.deepEqual([code, message.replace(application, "x")], [
      "NOT_FOUND_OR_FORBIDDEN",
      "Cannot read application 'x': it does not exist, or the account may not see it; Argo CD answers both the same way (403)",
    ]);
  }
  assert.deepEqual(h.changes(), []);
});

for (const version of VERSIONS) {
  Deno.test(`on ${version} an application outside the control plane is synced, rolled back and refreshed where it lives`, async () => {
    await using h = changeHarness({ version });
    const remote = { application: "apps-b/remote" };
    const namespaced = { appNamespace: "apps-b", project: "team-b" };
    const preview = await h.call(syncApplication, remote);
    assert.equal(
      structured(preview)["permission"],
      "applications, sync, team-b/apps-b/remote: we have it",
    );
    await h.apply(syncApplication, remote, preview);
    const { revision } = h.record("apps-b/remote").app.status.sync;
    assert.deepEqual(h.bodies, [{ ...namespaced, revision }]);
    h.finish("apps-b/remote");
    const back = { ...remote, id: 0 };
    await h.apply(
      rollbackApplication,
      back,
      await h.call(rollbackApplication, back),
    );
    assert.deepEqual(h.bodies.at(-1), { ...namespaced, id: 0 });
    h.finish("apps-b/remote");
    const refreshed = await h.call(refreshApplication, {
      ...remote,
      dry_run: false,
    });
    assert(!refreshed.isError, refreshed.text);
    assert.equal(h.changes().at(-1)?.query.get("appNamespace"), "apps-b");
  });
}

Deno.test("an operation outside the control plane is terminated there", async () => {
  await using h = changeHarness();
  const remote = { application: "apps-b/remote" };
  const { app } = h.record("apps-b/remote");
  h.world.outages.controller = true;
  app.operation = {
    sync: {},
    initiatedBy: { username: "admin" },
    retry: {},
  };
  app.status.operationState = {
    operation: app.operation,
    phase: "Running",
    startedAt: "2026-11-24T09:00:00Z",
  };
  const preview = await h.call(terminateOperation, remote);
  const applied = await h.apply(terminateOperation, remote, preview);
  assert(!applied.isError, applied.text);
  const [change] = h.changes();
  assert.deepEqual(
    [change?.method, change?.path, change?.query.get("appNamespace")],
    ["DELETE", "/api/v1/applications/remote/operation", "apps-b"],
  );
  assert.equal(app.status.operationState.phase, "Terminating");
});

Deno.test("below a root path everything works the same", async () => {
  await using h = changeHarness({ rootPath: "/argocd" });
  const args = { ...PAYMENTS, prune: true };
  const preview = await h.call(syncApplication, args);
  const applied = await h.apply(syncApplication, args, preview);
  assert(!applied.isError, applied.text);
  assert(h.requests.every(({ path }) => path.startsWith("/argocd/")));
  h.finish("payments");
  assert.equal(h.record("payments").app.status.sync.status, "Synced");
});
