import * as assert from "node:assert/strict";
import { Simulated } from "./simulated.ts";

Deno.test("a sync with prune brings payments to what Git wants", async () => {
  const simulated = new Simulated();
  const accepted = await simulated.post("/api/v1/applications/payments/sync", {
    prune: true,
    infos: [{ name: "ticket", value: "2231" }],
  });
  assert.equal(accepted.status, 200);
  assert.equal(accepted.body.operation.initiatedBy.username, "admin");
  assert.equal(
    accepted.body.status.operationState,
    undefined,
    "the last result is wiped",
  );
  const app = await simulated.settle("payments");
  assert.equal(app.status.operationState.phase, "Succeeded");
  assert.equal(
    app.status.operationState.message,
    "successfully synced (all tasks run)",
  );
  assert.deepEqual(app.status.operationState.operation.info, [{
    name: "ticket",
    value: "2231",
  }]);
  assert.equal(app.status.sync.status, "Synced");
  assert.equal(app.status.history.at(-1).id, 1);
  const { text } = await simulated.get(
    "/api/v1/applications/payments/managed-resources",
  );
  assert.ok(!text.includes("payments-legacy"));
  const images = app.status.summary.images;
  assert.ok(
    images.some((image: string) => image.endsWith("payments:3.2.0")),
    images.join(),
  );
});

Deno.test("without prune a sync leaves what Git no longer has, and says so", async () => {
  const simulated = new Simulated();
  await simulated.post("/api/v1/applications/payments/sync", {});
  const app = await simulated.settle("payments");
  const [skipped] = app.status.operationState.syncResult.resources;
  assert.equal(skipped.name, "payments-legacy");
  assert.equal(skipped.status, "PruneSkipped");
  assert.equal(app.status.sync.status, "OutOfSync");
});

Deno.test("a dry run changes nothing but the operation state", async () => {
  const simulated = new Simulated();
  const before =
    (await simulated.get("/api/v1/applications/payments/managed-resources"))
      .text;
  await simulated.post("/api/v1/applications/payments/sync", {
    dryRun: true,
    prune: true,
  });
  const app = await simulated.settle("payments");
  assert.equal(
    app.status.operationState.message,
    "successfully synced (no more tasks)",
  );
  assert.ok(
    app.status.operationState.syncResult.resources.every((
      one: { message: string },
    ) => one.message.endsWith("(dry run)")),
  );
  assert.equal(app.status.history.length, 1);
  assert.equal(
    (await simulated.get("/api/v1/applications/payments/managed-resources"))
      .text,
    before,
  );
});

Deno.test("a misspelt dry_run is a real sync", async () => {
  const simulated = new Simulated();
  await simulated.post("/api/v1/applications/payments/sync", { dry_run: true });
  const app = await simulated.settle("payments");
  assert.equal(app.status.history.length, 2);
});

Deno.test("one operation at a time; a running one can be terminated", async () => {
  const simulated = new Simulated();
  assert.equal(
    (await simulated.post("/api/v1/applications/slow/sync")).status,
    200,
  );
  const early = await simulated.send(
    "DELETE",
    "/api/v1/applications/slow/operation",
  );
  assert.equal(
    early.body.error,
    "Unable to terminate operation. No operation is in progress",
  );
  simulated.clock.pass(1);
  const running = await simulated.application("slow");
  assert.equal(running.status.operationState.phase, "Running");
  assert.equal(
    running.status.operationState.message,
    "waiting for completion of hook batch/Job/slow-presync",
  );
  const second = await simulated.post("/api/v1/applications/slow/sync", {
    dryRun: true,
  }, "deployer");
  assert.deepEqual([second.status, second.body.code], [400, 9]);
  assert.equal(
    (await simulated.send("DELETE", "/api/v1/applications/slow/operation"))
      .status,
    200,
  );
  assert.equal(
    (await simulated.application("slow")).status.operationState.phase,
    "Terminating",
  );
  const ended = await simulated.settle("slow");
  assert.equal(ended.status.operationState.phase, "Failed");
  assert.equal(ended.status.operationState.message, "Operation terminated");
});

Deno.test("a failing hook is tried again as often as the strategy says", async () => {
  const simulated = new Simulated();
  await simulated.post("/api/v1/applications/hooked/sync", {
    retryStrategy: { limit: 1, backoff: { duration: "4s", factor: 2 } },
  });
  simulated.clock.pass(1);
  const between = await simulated.application("hooked");
  assert.equal(between.status.operationState.phase, "Running");
  assert.ok(between.status.operationState.finishedAt);
  assert.match(
    between.status.operationState.message,
    /Retrying attempt #1 at \d+:\d\d[AP]M\.$/,
  );
  const ended = await simulated.settle("hooked");
  assert.equal(ended.status.operationState.phase, "Failed");
  assert.match(ended.status.operationState.message, /\(retried 1 times\)\.$/);
  assert.equal(
    ended.status.operationState.startedAt,
    between.status.operationState.startedAt,
  );
});

Deno.test("a rollback brings an old revision back and leaves the application out of sync", async () => {
  const simulated = new Simulated();
  const { history } = (await simulated.application("guestbook")).status;
  await simulated.post("/api/v1/applications/guestbook/rollback", {
    id: history[0].id,
  });
  const app = await simulated.settle("guestbook");
  assert.equal(app.status.sync.status, "OutOfSync");
  assert.equal(app.status.history.length, history.length + 1);
  assert.equal(app.status.history.at(-1).revision, history[0].revision);
  assert.equal(app.spec.source.targetRevision, "v1.2.0");
  const refused = await simulated.post(
    "/api/v1/applications/guestbook/rollback",
    { id: 99 },
  );
  assert.equal(
    refused.body.error,
    "application argocd/guestbook does not have deployment with id 99",
  );
  assert.equal(
    (await simulated.post("/api/v1/applications/guestbook/rollback", {}))
      .status,
    500,
  );
});

Deno.test("self-heal puts back what somebody changes, and a dry run keeps plain auto-sync from running", async () => {
  const simulated = new Simulated();
  const query =
    "namespace=selfheal&resourceName=selfheal-config&version=v1&kind=ConfigMap";
  const config = async () =>
    JSON.parse(
      (await simulated.get(`/api/v1/applications/selfheal/resource?${query}`))
        .body.manifest,
    ).data;
  const before = await config();
  await simulated.post(
    `/api/v1/applications/selfheal/resource?${query}&patchType=application/merge-patch%2Bjson`,
    JSON.stringify({ data: { POLICY: "lax" } }),
  );
  assert.equal((await config()).POLICY, "lax");
  simulated.clock.pass(1);
  await simulated.application("selfheal");
  assert.deepEqual(
    (await simulated.settle("selfheal")).status.sync.status,
    "Synced",
  );
  assert.deepEqual(await config(), before);
});

Deno.test("a dry run at a revision keeps auto-sync from syncing it", async () => {
  const synced = async (dryRunFirst: boolean) => {
    const simulated = new Simulated();
    await simulated.post("/api/v1/applications", {
      metadata: { name: "fresh" },
      spec: {
        project: "default",
        source: {
          repoURL: `${simulated.simulator.world.addresses.git}/platform.git`,
          path: "kust/base",
          targetRevision: "main",
        },
        destination: {
          server: "https://kubernetes.default.svc",
          namespace: "fresh",
        },
        syncPolicy: { syncOptions: ["CreateNamespace=true"] },
      },
    });
    if (dryRunFirst) {
      await simulated.post("/api/v1/applications/fresh/sync", { dryRun: true });
      await simulated.settle("fresh");
    }
    await simulated.send("PATCH", "/api/v1/applications/fresh", {
      body: {
        patch: JSON.stringify({ spec: { syncPolicy: { automated: {} } } }),
        patchType: "merge",
      },
    });
    simulated.clock.pass(1);
    await simulated.application("fresh");
    return (await simulated.settle("fresh", 20)).status.sync.status;
  };
  assert.equal(await synced(false), "Synced");
  assert.equal(await synced(true), "OutOfSync");
});

Deno.test("local manifests of a dry run spoil the next comparison", async () => {
  const simulated = new Simulated();
  await simulated.post("/api/v1/applications/payments/sync", {
    manifests: ["{}"],
    dryRun: true,
  });
  await simulated.settle("payments");
  const { body } = await simulated.get(
    "/api/v1/applications/payments?refresh=normal",
  );
  assert.equal(body.status.sync.status, "Unknown");
  assert.match(
    body.status.conditions[0].message,
    /^Failed to load local manifests/,
  );
});
