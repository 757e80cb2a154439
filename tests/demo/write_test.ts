import * as assert from "node:assert/strict";
import { Simulated } from "./simulated.ts";

function spec(
  simulated: Simulated,
  path: string,
  namespace = "fresh",
): Record<string, unknown> {
  return {
    project: "default",
    source: {
      repoURL: `${simulated.simulator.world.addresses.git}/platform.git`,
      path,
      targetRevision: "main",
    },
    destination: { server: "https://kubernetes.default.svc", namespace },
  };
}

Deno.test("an application is created, shown, and deleted with what it managed", async () => {
  const simulated = new Simulated();
  const made = await simulated.post("/api/v1/applications", {
    metadata: { name: "fresh" },
    spec: {
      ...spec(simulated, "kust/base"),
      syncPolicy: { syncOptions: ["CreateNamespace=true"] },
    },
  });
  assert.equal(made.status, 200);
  assert.equal(made.body.status.sync.status, "", "nobody has compared it yet");
  await simulated.post("/api/v1/applications/fresh/sync");
  assert.equal((await simulated.settle("fresh")).status.sync.status, "Synced");
  assert.notEqual(
    simulated.simulator.world.liveObject("ConfigMap", "fresh", "kust-config"),
    undefined,
  );
  assert.deepEqual(
    (await simulated.send("DELETE", "/api/v1/applications/fresh")).body,
    {},
  );
  assert.ok((await simulated.application("fresh")).metadata.deletionTimestamp);
  simulated.clock.pass(5);
  assert.equal(
    (await simulated.get("/api/v1/applications/fresh?project=default")).status,
    404,
  );
  assert.equal(
    simulated.simulator.world.liveObject("ConfigMap", "fresh", "kust-config"),
    undefined,
  );
});

Deno.test("cascade=false keeps the workloads", async () => {
  const simulated = new Simulated();
  assert.equal(
    (await simulated.send(
      "DELETE",
      "/api/v1/applications/kust?cascade=false&propagationPolicy=foreground",
    )).status,
    400,
  );
  await simulated.send("DELETE", "/api/v1/applications/kust?cascade=false");
  assert.equal(
    (await simulated.get("/api/v1/applications/kust?project=default")).status,
    404,
  );
  assert.notEqual(
    simulated.simulator.world.liveObject(
      "ConfigMap",
      "kust",
      "prod-kust-config",
    ),
    undefined,
  );
});

Deno.test("create refuses a path that does not exist, an unknown project and a bad name", async () => {
  const simulated = new Simulated();
  const error = async (metadata: unknown, body: unknown) =>
    (await simulated.post("/api/v1/applications", { metadata, spec: body }))
      .body.error;
  assert.match(
    await error({ name: "x1" }, spec(simulated, "nowhere")),
    /nowhere: app path does not exist$/,
  );
  assert.match(
    await error({ name: "x1" }, {
      ...spec(simulated, "ledger"),
      project: "none",
    }),
    /^app is not allowed in project "none"/,
  );
  assert.match(
    await error({ name: "Not Valid" }, spec(simulated, "ledger")),
    /lowercase RFC 1123 subdomain/,
  );
  assert.match(
    await error({ name: "x1" }, {
      ...spec(simulated, "ledger", "kube-system"),
      project: "team-a",
    }),
    /do not match any of the allowed destinations in project 'team-a'$/,
  );
});

Deno.test("PUT follows the name in the body and removes what it leaves out", async () => {
  const simulated = new Simulated();
  const body = {
    metadata: { name: "paused" },
    spec: spec(simulated, "kust/overlay", "kust"),
  };
  const { status } = await simulated.send("PUT", "/api/v1/applications/kust", {
    body,
  });
  assert.equal(status, 200);
  const paused = await simulated.application("paused");
  assert.equal(paused.spec.source.path, "kust/overlay");
  assert.equal(paused.metadata.labels, undefined);
  assert.equal(paused.metadata.finalizers, undefined);
  assert.ok((await simulated.application("kust")).metadata.labels);
});

Deno.test("PATCH takes its patch as a text and drops status and operation", async () => {
  const simulated = new Simulated();
  const patch = (body: unknown) =>
    simulated.send("PATCH", "/api/v1/applications/kust", { body });
  const text = JSON.stringify({
    metadata: { labels: { touched: "1" } },
    operation: { sync: {} },
    status: { health: { status: "Degraded" } },
  });
  const { body } = await patch({ patch: text, patchType: "merge" });
  assert.equal(body.metadata.labels.touched, "1");
  assert.equal(body.operation, undefined);
  assert.equal(body.status.health.status, "Healthy");
  assert.equal((await patch({ patch: "{}" })).status, 500);
  assert.equal((await patch({ patch: {}, patchType: "merge" })).status, 400);
  assert.match(
    (await patch({
      patch: '[{"op":"remove","path":"/spec/nope"}]',
      patchType: "json",
    })).body.error,
    /Unable to remove nonexistent key: nope/,
  );
});

Deno.test("resource actions change the live object, also those shown as disabled", async () => {
  const simulated = new Simulated();
  const where = {
    namespace: "guestbook",
    resourceName: "guestbook",
    version: "v1",
    group: "apps",
    kind: "Deployment",
  };
  const run = (more: Record<string, unknown>) =>
    simulated.post("/api/v1/applications/guestbook/resource/actions/v2", {
      ...where,
      ...more,
    });
  const podNames = async () => {
    const { body } = await simulated.get(
      "/api/v1/applications/guestbook/resource-tree",
    );
    return body.nodes.filter((node: { kind: string }) => node.kind === "Pod")
      .map((node: { name: string }) => node.name);
  };
  const before = await podNames();
  simulated.clock.pass(1);
  assert.deepEqual((await run({ action: "restart" })).body, {});
  const after = await podNames();
  assert.equal(after.length, before.length);
  assert.ok(after.every((name: string) => !before.includes(name)));
  assert.equal(
    (await run({
      action: "scale",
      resourceActionParameters: [{ name: "replicas", value: "4" }],
    })).status,
    200,
  );
  assert.equal((await podNames()).length, 4);
  assert.equal((await run({ action: "resume" })).status, 200);
  assert.equal((await run({ action: "scale" })).status, 500);
  assert.equal(
    (await run({ action: "explode" })).body.error,
    "error getting Lua resource action: built-in script does not exist",
  );
  assert.equal(
    (await simulated.application("guestbook")).status.sync.status,
    "OutOfSync",
    "four replicas are not what Git wants",
  );
});

Deno.test("a deleted pod is replaced, a deleted managed object is missing", async () => {
  const simulated = new Simulated();
  const { body } = await simulated.get(
    "/api/v1/applications/guestbook/resource-tree",
  );
  const pod = body.nodes.find((node: { kind: string }) => node.kind === "Pod");
  const path = (kind: string, name: string) =>
    `/api/v1/applications/guestbook/resource?namespace=guestbook&resourceName=${name}&version=v1&kind=${kind}`;
  simulated.clock.pass(1);
  assert.equal(
    (await simulated.send("DELETE", path("Pod", pod.name))).status,
    200,
  );
  const tree =
    (await simulated.get("/api/v1/applications/guestbook/resource-tree")).body;
  const pods = tree.nodes.filter((node: { kind: string }) =>
    node.kind === "Pod"
  );
  assert.equal(pods.length, 2);
  assert.ok(!pods.some((node: { name: string }) => node.name === pod.name));
  await simulated.send("DELETE", path("ConfigMap", "guestbook-config"));
  assert.equal(
    (await simulated.application("guestbook")).status.sync.status,
    "OutOfSync",
  );
  const gone = await simulated.get(path("ConfigMap", "guestbook-config"));
  assert.equal(
    gone.body.error,
    "ConfigMap  guestbook-config not found as part of application guestbook",
  );
});

Deno.test("a patch of a resource needs its own permission, and the body is a text", async () => {
  const simulated = new Simulated();
  const path =
    "/api/v1/applications/guestbook/resource?namespace=guestbook&resourceName=guestbook-config&version=v1&kind=ConfigMap&patchType=application/merge-patch%2Bjson";
  const text = JSON.stringify({ data: { PATCHED: "1" } });
  assert.equal((await simulated.post(path, text, "readonly")).status, 403);
  assert.equal((await simulated.post(path, { data: {} })).status, 400);
  const { body } = await simulated.post(path, text);
  assert.equal(JSON.parse(body.manifest).data.PATCHED, "1");
});

Deno.test("PUT project checks the resource version, and who would be left outside", async () => {
  const simulated = new Simulated();
  const project = (await simulated.get("/api/v1/projects/team-a")).body;
  const put = (change: (copy: typeof project) => void) => {
    const copy = structuredClone(project);
    change(copy);
    return simulated.send("PUT", "/api/v1/projects/team-a", {
      body: { project: copy },
    });
  };
  assert.equal(
    (await put((copy) => copy.spec.destinations = [])).body.error,
    "as a result of project update 3 applications destination became invalid",
  );
  const first = await put((copy) => copy.spec.description = "changed");
  assert.equal(first.body.spec.description, "changed");
  const second = await put((copy) => copy.spec.description = "changed again");
  assert.deepEqual([second.status, second.body.code], [409, 10]);
});

Deno.test("an ApplicationSet with fewer elements deletes applications, a dry run none", async () => {
  const simulated = new Simulated();
  const set = (await simulated.get("/api/v1/applicationsets/fleet")).body;
  const body = { metadata: { name: "fleet" }, spec: structuredClone(set.spec) };
  body.spec.generators[0].list.elements = [{ env: "dev" }, { env: "canary" }];
  const dry = await simulated.post(
    "/api/v1/applicationsets?upsert=true&dryRun=true",
    body,
  );
  assert.deepEqual(
    dry.body.status.resources.map((one: { name: string }) => one.name),
    ["fleet-dev", "fleet-canary"],
  );
  assert.equal(
    (await simulated.get("/api/v1/applications/fleet-prod")).status,
    200,
  );
  await simulated.post("/api/v1/applicationsets?upsert=true", body);
  assert.equal(
    (await simulated.get("/api/v1/applications/fleet-prod")).status,
    403,
  );
  assert.equal(
    (await simulated.get("/api/v1/applications/fleet-canary")).status,
    200,
  );
});
