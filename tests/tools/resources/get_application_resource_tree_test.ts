import assert from "node:assert/strict";
import { getApplicationResourceTree } from "../../../lib/tools/resources/get_application_resource_tree.ts";
import { harness } from "../../helpers/tool_harness.ts";

function json(value: unknown): Response {
  return new Response(JSON.stringify(value), {
    headers: { "content-type": "application/json" },
  });
}

Deno.test("the tree of a crash-looping application begins with what is wrong and why", async () => {
  await using h = harness();
  const { text, structured, isError } = await h.call(
    getApplicationResourceTree,
    { application: "worker" },
  );
  assert.equal(isError, false);
  assert.match(
    text,
    /^worker: sync Synced, health Degraded; 4 resources\nkinds: CronJob 1 Healthy; Deployment 1 Degraded; Pod 1 Degraded; ReplicaSet 1 Progressing\nunhealthy:\n- Pod worker-\S+: Degraded · CrashLoopBackOff, 0\/1 ready, 7 restarts · back-off 5m0s restarting failed container=worker\ntree:\nDeployment worker · Degraded · Rev:1\n {2}ReplicaSet /,
  );
  assert.equal(structured?.["total"], 4);
  assert.deepEqual(h.requests.map(({ path, query }) => `${path}?${query}`), [
    "/api/v1/applications/worker?",
    "/api/v1/applications/worker/resource-tree?project=default",
  ]);
});

Deno.test.each(["2.14", "3.2", "3.5"] as const)(
  "drift, prune candidates, hooks and orphans are told apart on %s",
  async (version) => {
    await using h = harness({ version });
    const { text } = await h.call(getApplicationResourceTree, {
      application: "payments",
    });
    assert.match(text, /^ConfigMap payments-legacy · OutOfSync · to prune$/m);
    assert.match(text, /^Job payments-migrate · Healthy · hook$/m);
    assert.match(
      text,
      /^orphaned, in the namespace but not of this application:\n {2}ConfigMap debug-notes$/m,
    );
    assert.match(text, /; Secret 1; /);
  },
);

Deno.test.each(["2.14", "3.2", "3.5"] as const)(
  "while the comparison fails the tree says so and nothing of pruning on %s",
  async (version) => {
    await using h = harness({ version });
    const { text } = await h.call(getApplicationResourceTree, {
      application: "billing",
    });
    assert.match(
      text,
      /cannot compare.*billing\/does-not-exist: app path does not exist/i,
    );
    assert.doesNotMatch(text, /prune/i);
  },
);

Deno.test("filters keep the owners of what matches; Argo CD's own filters, which do nothing, are not used", async () => {
  await using h = harness();
  const { text } = await h.call(getApplicationResourceTree, {
    application: "payments",
    kind: "pod",
    health: "Healthy",
    name: "migrate",
  });
  assert.match(
    text,
    /; 1 of 11 resources match, 1 orphaned\nkinds: Pod 1 Healthy\ntree:\nJob payments-migrate · Healthy · hook\n {2}Pod payments-migrate-\S+ · Healthy · Completed, 0\/1 ready$/,
  );
  assert.equal(h.requests.at(-1)?.query.toString(), "project=team-a");
});

Deno.test("an application outside the control plane's namespace is asked for there", async () => {
  await using h = harness();
  const { text } = await h.call(getApplicationResourceTree, {
    application: "apps-b/remote",
  });
  assert.match(text, /^apps-b\/remote: sync Synced, health Healthy; /);
  assert.deepEqual(h.requests.map(({ query }) => query.get("appNamespace")), [
    "apps-b",
    "apps-b",
  ]);
});

Deno.test("children of an app of apps point to where their health is", async () => {
  await using h = harness();
  const { text } = await h.call(getApplicationResourceTree, {
    application: "root",
  });
  assert.match(text, /^Application child-one · health: see get_application$/m);
});

Deno.test("three thousand nodes can all be reached page by page", async () => {
  const owner = {
    group: "apps",
    version: "v1",
    kind: "ReplicaSet",
    namespace: "big",
    name: "big-1",
    uid: "r",
  };
  const pods = Array.from({ length: 3_000 }, (_, index) => ({
    version: "v1",
    kind: "Pod",
    namespace: "big",
    name: `big-1-${String(index).padStart(4, "0")}`,
    uid: `p${index}`,
    parentRefs: [owner],
    info: [{ name: "Status Reason", value: "Running" }, {
      name: "Containers",
      value: "1/1",
    }],
    health: { status: "Healthy" },
  }));
  await using h = harness({
    intercept: ({ url }) =>
      url.includes("/resource-tree")
        ? json({ nodes: [owner, ...pods] })
        : undefined,
  });
  const seen = new Set<string>();
  let cursor: string | undefined;
  let pages = 0;
  do {
    const { text, structured } = await h.call(getApplicationResourceTree, {
      application: "guestbook",
      ...(cursor ? { cursor } : {}),
    });
    assert(
      JSON.stringify(text).length + JSON.stringify(structured).length <= 24_000,
    );
    for (const [name] of text.matchAll(/big-1-\d{4}/g)) seen.add(name);
    cursor = (structured?.["page"] as { next_cursor?: string } | undefined)
      ?.next_cursor;
    pages++;
  } while (cursor !== undefined && pages < 100);
  assert.equal(seen.size, 3_000);
});
