import * as assert from "node:assert/strict";
import { Simulated } from "./simulated.ts";

const SET_A =
  "metadata.resourceVersion,items.metadata.name,items.spec.project,items.status.sync.revision,items.status.health";

Deno.test("fields= picks what the release allows; parents and unknown names select nothing", async () => {
  const simulated = new Simulated();
  const { body } = await simulated.get(
    `/api/v1/applications?name=kust&fields=${SET_A},items.metadata,items.status.conditions,items.metadata.uid`,
  );
  assert.deepEqual(Object.keys(body.items[0]), ["metadata", "status", "spec"]);
  assert.deepEqual(body.items[0].metadata, { name: "kust" });
  assert.deepEqual(body.items[0].spec, { project: "default" });
  assert.deepEqual(Object.keys(body.items[0].status).sort(), [
    "health",
    "sync",
  ]);
  assert.ok(body.metadata.resourceVersion);
});

Deno.test("before 3.5 the parts of a spec vanish without a word, the whole spec works", async () => {
  for (const version of ["2.14", "3.2"] as const) {
    const simulated = new Simulated({ version });
    const parts = await simulated.get(
      `/api/v1/applications?name=kust&fields=${SET_A}`,
    );
    assert.equal(parts.body.items[0].spec, undefined);
    assert.equal(parts.body.items[0].status.sync, undefined);
    const whole = await simulated.get(
      "/api/v1/applications?name=kust&fields=items.spec,items.spec.project",
    );
    assert.equal(whole.body.items[0].spec.project, "default");
  }
});

Deno.test("on 3.5 a spec together with a part of it is a 500 that is not in the usual form", async () => {
  const { status, text } = await new Simulated().get(
    "/api/v1/applications?fields=items.spec,items.spec.project",
  );
  assert.equal(status, 500);
  assert.equal(text, '{"error": "failed to marshal error message"}');
});

Deno.test("filters work as documented, and unknown ones not at all", async () => {
  const simulated = new Simulated();
  const count = async (query: string) => {
    const { body } = await simulated.get(
      `/api/v1/applications?fields=items.metadata.name&${query}`,
    );
    return body.items?.length ?? null;
  };
  assert.equal(await count("projects=team-a"), 3);
  assert.equal(await count("projects=team-a&projects=frozen"), 5);
  assert.equal(await count("projects=team-a,frozen"), null);
  assert.equal(
    await count("project=team-a&projects=frozen"),
    3,
    "project wins",
  );
  assert.equal(await count("selector=team%20in%20(data,edge)"), 4);
  assert.equal(await count("name=pay"), null);
  assert.equal(await count("search=pay"), 24);
  assert.equal(await count("limit=2&cluster=edge-cluster"), 24);
  assert.equal(
    (await simulated.get("/api/v1/applications?selector=%21%21bad")).status,
    500,
  );
});

Deno.test("per-resource health is in the list only where the release stores it", async () => {
  const health = async (version: "2.14" | "3.5") => {
    const { body } = await new Simulated({ version }).get(
      "/api/v1/applications?name=worker",
    );
    return body.items[0].status.resources[0].health;
  };
  assert.equal(await health("3.5"), undefined);
  assert.equal((await health("2.14")).status, "Degraded");
});

Deno.test("a fleet is listed as a projection without making its bulk, and in full as a stream", async () => {
  const simulated = new Simulated({ applications: 300 });
  const projected = await simulated.get(`/api/v1/applications?fields=${SET_A}`);
  assert.equal(projected.body.items.length, 324);
  assert.ok(projected.text.length / 324 < 500, `${projected.text.length}`);
  const whole = await simulated.get(
    "/api/v1/applications?selector=fleet%3Dstores",
  );
  assert.equal(whole.body.items.length, 300);
  const each = whole.text.length / 300;
  assert.ok(each > 24_000 && each < 36_000, `${each}`);
});

Deno.test("a fleet member that is looked at is in the state the list says", async () => {
  const simulated = new Simulated({ applications: 120 });
  const { body } = await simulated.get(
    "/api/v1/applications?selector=fleet%3Dstores",
  );
  const seen = new Set<string>();
  for (const item of body.items) {
    const state = `${item.status.sync.status} ${item.status.health.status}`;
    if (seen.has(state)) continue;
    seen.add(state);
    const { status } = await simulated.application(item.metadata.name);
    assert.equal(`${status.sync.status} ${status.health.status}`, state);
  }
  assert.ok(seen.size >= 4, [...seen].join(", "));
});
