import assert from "node:assert/strict";
import { getResource } from "../../../lib/tools/resources/get_resource.ts";
import { harness } from "../../helpers/tool_harness.ts";

function json(value: unknown): Response {
  return new Response(JSON.stringify(value), {
    headers: { "content-type": "application/json" },
  });
}

Deno.test.each(["2.14", "3.2", "3.5"] as const)(
  "kind and name are enough to read a live object on %s",
  async (version) => {
    await using h = harness({ version });
    const { text, structured } = await h.call(getResource, {
      application: "worker",
      kind: "deployment",
      name: "worker",
    });
    assert.match(
      text,
      /^Deployment worker of worker · Degraded · Synced · Rev:1\n---\napiVersion: apps\/v1\nkind: Deployment\n/,
    );
    assert.match(text, /^status:\n/m);
    assert.doesNotMatch(text, /managedFields|last-applied/);
    assert.equal(structured?.["resource"], "Deployment worker");
    const query = h.requests.at(-1)?.query;
    assert.deepEqual(
      Object.fromEntries(query ?? []),
      {
        project: "default",
        namespace: "worker",
        resourceName: "worker",
        version: "v1",
        group: "apps",
        kind: "Deployment",
      },
    );
  },
);

Deno.test("a pod, which no source has, can be read too", async () => {
  await using h = harness();
  const { text: list } = await h.call(getResource, {
    application: "worker",
    kind: "Pod",
    name: "nope",
  });
  const name = /it has Pod worker\/(worker-\S+)/.exec(list)?.[1];
  assert.match(list, /^NOT_FOUND: Cannot read Pod 'nope': /);
  const { text } = await h.call(getResource, {
    application: "worker",
    kind: "Pod",
    name,
  });
  assert.match(
    text,
    /^Pod worker-\S+ of worker · Degraded · CrashLoopBackOff, 0\/1 ready, 7 restarts\n/,
  );
});

Deno.test("a managed object that is missing in the cluster is told as such, and Argo CD's misleading 400 is not provoked", async () => {
  await using h = harness();
  const { text } = await h.call(getResource, {
    application: "slow",
    kind: "ConfigMap",
    name: "slow-config",
  });
  assert.equal(
    text,
    "NOT_FOUND: Cannot read ConfigMap 'slow-config': it is in the source but not in the cluster\n" +
      "Next: get_application_manifests shows what the source says about it",
  );
  assert.equal(h.requests.length, 2);
});

Deno.test("an orphaned object can be read and is marked", async () => {
  await using h = harness();
  const { text, structured } = await h.call(getResource, {
    application: "payments",
    kind: "ConfigMap",
    name: "debug-notes",
  });
  assert.match(text, /^ConfigMap debug-notes of payments · orphaned\n---\n/);
  assert.equal(structured?.["orphaned"], true);
});

Deno.test("a Secret's values stay masked", async () => {
  await using h = harness();
  const { text } = await h.call(getResource, {
    application: "payments",
    kind: "Secret",
    name: "payments-secret",
  });
  assert.match(text, /^ {2}api-key: (?:\+{8,}|<masked:\d+>)$/m);
});

Deno.test("credentials in other objects, which Argo CD does not mask, are masked", async () => {
  const manifest = JSON.stringify({
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: { name: "payments-config" },
    data: {
      DB_PASSWORD: "hunter2-in-clear",
      URL: "https://robot:hunter2-in-clear@db.example.test/x",
      MODE: "live",
    },
  });
  await using h = harness({
    intercept: ({ url }) =>
      url.includes("/resource?") ? json({ manifest }) : undefined,
  });
  const { text, structured } = await h.call(getResource, {
    application: "payments",
    kind: "ConfigMap",
    name: "payments-config",
  });
  assert.doesNotMatch(text + JSON.stringify(structured), /hunter2/);
  assert.match(text, /^ {2}MODE: live$/m);
});

Deno.test("a kind that two groups share is an error with both until the group is given", async () => {
  const nodes = [
    {
      version: "v1",
      kind: "Service",
      namespace: "payments",
      name: "payments",
      uid: "a",
    },
    {
      group: "serving.knative.dev",
      version: "v1",
      kind: "Service",
      namespace: "payments",
      name: "payments",
      uid: "b",
    },
  ];
  await using h = harness({
    intercept({ url }) {
      if (url.includes("/resource-tree")) return json({ nodes });
      if (url.includes("/resource?")) {
        return json({ manifest: '{"kind":"Service"}' });
      }
      return undefined;
    },
  });
  const both = await h.call(getResource, {
    application: "payments",
    kind: "Service",
    name: "payments",
  });
  assert.match(
    both.text,
    /^INVALID_ARGUMENT: .*2 resources match: .*\(group serving\.knative\.dev\)\nNext: Add 'kind', 'namespace' or 'group'/,
  );
  const core = await h.call(getResource, {
    application: "payments",
    kind: "Service",
    name: "payments",
    group: "",
  });
  assert.equal(core.isError, false);
  assert.equal(h.requests.at(-1)?.query.get("group"), "");
});

Deno.test("an object of half a megabyte can be read page by page", async () => {
  const manifest = JSON.stringify({
    apiVersion: "apiextensions.k8s.io/v1",
    kind: "CustomResourceDefinition",
    metadata: { name: "widgets.example.test" },
    spec: {
      lines: Array.from(
        { length: 5_000 },
        (_, index) => `line-${index} ${"x".repeat(80)}`,
      ),
    },
  });
  await using h = harness({
    intercept: ({ url }) =>
      url.includes("/resource?") ? json({ manifest }) : undefined,
  });
  const seen = new Set<string>();
  let cursor: string | undefined;
  for (let pages = 0; pages < 200; pages++) {
    const { text, structured } = await h.call(getResource, {
      application: "payments",
      kind: "ConfigMap",
      name: "payments-config",
      ...(cursor ? { cursor } : {}),
    });
    assert(
      JSON.stringify(text).length + JSON.stringify(structured).length <= 24_000,
    );
    for (const [line] of text.matchAll(/line-\d+/g)) seen.add(line);
    cursor = (structured?.["page"] as { next_cursor?: string } | undefined)
      ?.next_cursor;
    if (cursor === undefined) break;
  }
  assert.equal(seen.size, 5_000);
});

Deno.test.each(["2.14", "3.5"] as const)(
  "while the comparison fails on %s a resource that is not known is not said to be absent",
  async (version) => {
    await using h = harness({ version });
    const { text } = await h.call(getResource, {
      application: "billing",
      kind: "Deployment",
      name: "billing",
    });
    assert.match(
      text,
      /^(?:COMPARISON_FAILED|NOT_FOUND): Cannot read Deployment 'billing': .*cannot compare: .*app path does not exist\n/,
    );
  },
);
