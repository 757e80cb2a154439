import assert from "node:assert/strict";
import { getApplicationEvents } from "../../../lib/tools/resources/get_application_events.ts";
import { harness } from "../../helpers/tool_harness.ts";

function json(value: unknown, status = 200): Response {
  return new Response(JSON.stringify(value), {
    status,
    headers: { "content-type": "application/json" },
  });
}

Deno.test("events of an application are its own and those of its unhealthy resources, newest first", async () => {
  await using h = harness();
  const { text, structured } = await h.call(getApplicationEvents, {
    application: "worker",
  });
  assert.match(
    text,
    /^worker: \d+ events of Application worker, Pod worker-\S+, Deployment worker, ReplicaSet worker-\S+\n/,
  );
  assert.match(
    text,
    /Warning BackOff Pod worker-\S+: Back-off restarting failed container .*\(\d+ times/,
  );
  const times = (structured?.["events"] as { last: string }[]).map(({ last }) =>
    last
  );
  assert.deepEqual(times, times.toSorted().toReversed());
});

Deno.test("events of a resource go out with all three parameters", async () => {
  await using h = harness();
  const { text } = await h.call(getApplicationEvents, {
    application: "worker",
    kind: "Deployment",
    name: "worker",
  });
  assert.match(text, /^worker: \d+ events? of Deployment worker\n/);
  const query = h.requests.at(-1)?.query;
  assert.match(query?.get("resourceUID") ?? "", /^[0-9a-f-]{36}$/);
  assert.equal(query?.get("resourceName"), "worker");
  assert.equal(query?.get("resourceNamespace"), "worker");
});

Deno.test("events can be narrowed to warnings", async () => {
  await using h = harness();
  const { structured } = await h.call(getApplicationEvents, {
    application: "worker",
    type: "Warning",
  });
  const types = (structured?.["events"] as { type: string }[]).map(({ type }) =>
    type
  );
  assert(types.length > 0);
  assert.deepEqual(new Set(types), new Set(["Warning"]));
});

Deno.test("of many unhealthy resources ten are asked about, at most five at once, and the rest is counted", async () => {
  const nodes = Array.from({ length: 40 }, (_, index) => ({
    version: "v1",
    kind: "Pod",
    namespace: "guestbook",
    name: `p-${index}`,
    uid: `u-${index}`,
    health: { status: "Degraded" },
  }));
  let inFlight = 0;
  let most = 0;
  await using h = harness({
    intercept: async ({ url }) => {
      if (url.includes("/resource-tree")) return json({ nodes });
      if (!url.includes("/events")) return undefined;
      most = Math.max(most, ++inFlight);
      await new Promise((resolve) => setTimeout(resolve, 5));
      inFlight--;
      return json({ items: null });
    },
  });
  const { text, structured } = await h.call(getApplicationEvents, {
    application: "guestbook",
  });
  assert.equal(
    h.requests.filter(({ path }) => path.endsWith("/events")).length,
    11,
  );
  assert(most <= 5, `${most}`);
  assert.equal(structured?.["not_read"], 30);
  assert.match(text, /no events; Kubernetes keeps them for about an hour$/);
});

Deno.test("events that cannot be read for one resource are told beside those that can", async () => {
  await using h = harness({
    intercept: ({ url }) =>
      url.includes("resourceUID")
        ? json({ error: "boom", code: 2, message: "boom" }, 500)
        : undefined,
  });
  const { text, isError } = await h.call(getApplicationEvents, {
    application: "worker",
  });
  assert.equal(isError, false);
  assert.match(
    text,
    /^failed: ARGOCD_ERROR: Cannot read events of Pod worker-\S+: /m,
  );
  assert.match(text, /OperationCompleted Application worker/);
});

Deno.test("an application that cannot be compared still has events of its own", async () => {
  await using h = harness();
  const { text, isError } = await h.call(getApplicationEvents, {
    application: "billing",
  });
  assert.equal(isError, false, text);
  assert.match(text, /^billing: \d+ events? of Application billing\n/);
});

Deno.test("a kind without a name is refused", async () => {
  await using h = harness();
  const { text } = await h.call(getApplicationEvents, {
    application: "worker",
    kind: "Pod",
  });
  assert.match(
    text,
    /^INVALID_ARGUMENT: Cannot read events of application 'worker': 'kind' or 'namespace' is given without 'name'/,
  );
  assert.equal(h.requests.length, 0);
});

Deno.test("a resource that is missing in the cluster has no events, and the answer says why", async () => {
  await using h = harness();
  const { text } = await h.call(getApplicationEvents, {
    application: "slow",
    name: "slow-config",
  });
  assert.match(
    text,
    /^NOT_FOUND: .*ConfigMap slow-config is not in the cluster\n/,
  );
});
