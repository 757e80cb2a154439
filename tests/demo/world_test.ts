import * as assert from "node:assert/strict";
import { Simulated } from "./simulated.ts";

Deno.test("the world holds its 24 applications in the states they are there to show", async () => {
  const { body } = await new Simulated().get("/api/v1/applications");
  const states = Object.fromEntries(
    body.items.map((
      app: {
        metadata: { name: string };
        status: { sync: { status: string }; health: { status: string } };
      },
    ) => [
      app.metadata.name,
      `${app.status.sync.status} ${app.status.health.status}`,
    ]),
  );
  const fine = [
    "chart",
    "child-one",
    "child-two",
    "edge",
    "fleet-dev",
    "fleet-prod",
    "fleet-stage",
    "guestbook",
    "kust",
    "ledger",
    "multi",
    "remote",
    "reports",
    "root",
    "selfheal",
  ];
  assert.deepEqual(states, {
    ...Object.fromEntries(fine.map((name) => [name, "Synced Healthy"])),
    badyaml: "Unknown Healthy",
    billing: "Unknown Healthy",
    stranded: "Unknown Healthy",
    hooked: "OutOfSync Missing",
    slow: "OutOfSync Missing",
    paused: "Synced Suspended",
    payments: "OutOfSync Healthy",
    progress: "Synced Progressing",
    worker: "Synced Degraded",
  });
});

Deno.test("the same world is made again on the same clock", async () => {
  const [one, two] = await Promise.all([
    new Simulated().get("/api/v1/applications"),
    new Simulated().get("/api/v1/applications"),
  ]);
  assert.equal(one.text, two.text);
});

Deno.test("payments shows drift in a ConfigMap, a Secret and a Deployment, and one ConfigMap to prune", async () => {
  const { body } = await new Simulated().get(
    "/api/v1/applications/payments/managed-resources",
  );
  const changed = body.items.filter((item: { modified?: boolean }) =>
    item.modified === true
  );
  assert.deepEqual(
    changed.map((item: { kind: string; name: string }) =>
      `${item.kind}/${item.name}`
    ),
    [
      "ConfigMap/payments-config",
      "Secret/payments-secret",
      "Deployment/payments",
    ],
  );
  const [pruned] = body.items.filter((item: { targetState: string }) =>
    item.targetState === "null"
  );
  assert.equal(pruned.name, "payments-legacy");
  assert.equal(pruned.predictedLiveState, "null");
  const config = JSON.parse(changed[0].predictedLiveState);
  assert.equal(config.data.FEE_PERCENT, "1.9");
  assert.equal(
    config.data.HOTFIX,
    JSON.parse(changed[0].liveState).data.HOTFIX,
    "what was added by hand stays",
  );
  const deployment = JSON.parse(changed[2].normalizedLiveState);
  assert.equal(deployment.spec.replicas, 3);
  assert.equal(deployment.status, undefined);
  assert.equal(deployment.metadata.creationTimestamp, undefined);
});

Deno.test("values of Secrets never leave; only that they differ is visible", async () => {
  const simulated = new Simulated();
  const { text, body } = await simulated.get(
    "/api/v1/applications/payments/managed-resources?kind=Secret",
  );
  const [item] = body.items;
  assert.equal(JSON.parse(item.targetState).data["api-key"], "++++++++");
  assert.equal(JSON.parse(item.liveState).data["api-key"], "++++++++++++");
  assert.equal(JSON.parse(item.liveState).data.unchanged, "++++++++");
  for (
    const secret of ["cb-live-77be02", "cb-emergency-51aa", "cb-test-0d41c9"]
  ) {
    assert.ok(!text.includes(secret) && !text.includes(btoa(secret)), secret);
  }
  const manifests = await simulated.get(
    "/api/v1/applications/payments/manifests",
  );
  assert.ok(!manifests.text.includes(btoa("cb-live-77be02")));
});

Deno.test("the tree links pods to their workloads and lists what belongs to nobody", async () => {
  const { body } = await new Simulated().get(
    "/api/v1/applications/payments/resource-tree?kind=Pod",
  );
  const byUid = new Map(
    body.nodes.map((
      node: { uid: string; kind: string },
    ) => [node.uid, node.kind]),
  );
  const pods = body.nodes.filter((node: { kind: string }) =>
    node.kind === "Pod"
  );
  assert.deepEqual(
    pods.map((pod: { parentRefs: { uid: string }[] }) =>
      byUid.get(pod.parentRefs[0]?.uid ?? "")
    ),
    [
      "ReplicaSet",
      "ReplicaSet",
      "ReplicaSet",
      "Job",
    ],
  );
  assert.deepEqual(
    body.orphanedNodes.map((node: { name: string }) => node.name),
    ["debug-notes"],
  );
  assert.ok(
    body.nodes.some((node: { kind: string }) => node.kind === "Service"),
    "the filter is ignored",
  );
});

Deno.test("the crash-looping worker says why, in both its logs and its events", async () => {
  const simulated = new Simulated();
  const logs = await simulated.get(
    "/api/v1/applications/worker/logs?tailLines=20",
  );
  assert.match(logs.text, /QUEUE_URL is not set/);
  const previous = await simulated.get(
    "/api/v1/applications/worker/logs?tailLines=20&previous=true",
  );
  assert.match(previous.text, /QUEUE_URL is not set/);
  assert.notEqual(previous.text, logs.text);
  const tree = await simulated.get("/api/v1/applications/worker/resource-tree");
  const pod = tree.body.nodes.find((node: { kind: string }) =>
    node.kind === "Pod"
  );
  assert.deepEqual(
    pod.info.find((entry: { name: string }) => entry.name === "Status Reason"),
    {
      name: "Status Reason",
      value: "CrashLoopBackOff",
    },
  );
  const events = await simulated.get(
    `/api/v1/applications/worker/events?resourceUID=${pod.uid}&resourceName=${pod.name}&resourceNamespace=worker`,
  );
  assert.ok(
    events.body.items.some((event: { reason: string; type: string }) =>
      event.reason === "BackOff" && event.type === "Warning"
    ),
  );
});

Deno.test("a comparison that fails after a good sync makes everything Unknown, with nothing wanted", async () => {
  const simulated = new Simulated({
    customize: (world) => {
      const kust = world.application("kust");
      if (kust?.app.spec.source !== undefined) {
        kust.app.spec.source.path = "gone";
      }
    },
  });
  const app =
    (await simulated.get("/api/v1/applications/kust?refresh=normal")).body;
  assert.equal(app.status.sync.status, "Unknown");
  assert.equal(app.status.health.status, "Healthy");
  assert.deepEqual(
    app.status.resources.map((
      one: { status: string; requiresPruning: boolean },
    ) => [one.status, one.requiresPruning]),
    [["Unknown", true]],
  );
  const { body } = await simulated.get(
    "/api/v1/applications/kust/managed-resources",
  );
  assert.equal(body.items[0].targetState, "null");
  assert.notEqual(body.items[0].liveState, "null");
});

Deno.test("customize() plants what the API then shows", async () => {
  const simulated = new Simulated({
    customize: (world) => {
      const state = world.application("worker")?.app.status.operationState;
      if (state !== undefined) state.message = "planted";
      world.faults.push({
        pattern: /^GET \/api\/v1\/clusters$/,
        times: 1,
        respond: () => new Response("<html>", { status: 502 }),
      });
    },
  });
  assert.equal(
    (await simulated.application("worker")).status.operationState.message,
    "planted",
  );
  assert.equal((await simulated.get("/api/v1/clusters")).status, 502);
  assert.equal(
    (await simulated.get("/api/v1/clusters")).status,
    200,
    "the fault struck once",
  );
});
