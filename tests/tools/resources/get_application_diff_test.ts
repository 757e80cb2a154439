import assert from "node:assert/strict";
import { getApplicationDiff } from "../../../lib/tools/resources/get_application_diff.ts";
import { harness } from "../../helpers/tool_harness.ts";

function json(value: unknown): Response {
  return new Response(JSON.stringify(value), {
    headers: { "content-type": "application/json" },
  });
}

Deno.test.each(["2.14", "3.2", "3.5"] as const)(
  "the diff of payments is right and at most 2,500 characters on %s",
  async (version) => {
    await using h = harness({ version });
    const { text, structured } = await h.call(getApplicationDiff, {
      application: "payments",
    });
    assert(text.length <= 2_500, `${text.length}`);
    assert.deepEqual(structured?.["counts"], {
      changed: 3,
      prune: 1,
      hook: 1,
      synced: 1,
    });
    assert.match(
      text,
      /^payments: OutOfSync \(target main, revision [0-9a-f]{40}, compared at 2\d{3}-\S+Z\)\n3 changed, 1 to prune, 1 hook, 1 synced\n/,
    );
    assert.match(text, /^- {2}replicas: 3\n\+ {2}replicas: 2$/m);
    assert.match(
      text,
      /^\(values masked, keys: api-key differs, unchanged same\)$/m,
    );
    assert.match(
      text,
      /^--- live ConfigMap payments-legacy\n\+\+\+ \(not in the source\)\n-apiVersion: v1$/m,
    );
    assert.match(
      text,
      /^run by a sync as hook, never compared: Job payments-migrate$/m,
    );
    assert.match(text, /^synced: Service payments$/m);
    assert.doesNotMatch(
      text,
      /managedFields|last-applied|resourceVersion|uid:/,
    );
  },
);

Deno.test.each(["2.14", "3.2", "3.5"] as const)(
  "while the comparison fails on %s the answer is that nothing is known, and managed resources are not even read",
  async (version) => {
    await using h = harness({ version });
    const { text, isError } = await h.call(getApplicationDiff, {
      application: "billing",
    });
    assert.equal(isError, true);
    assert.match(
      text,
      /^COMPARISON_FAILED: Cannot compare application 'billing': .*billing\/does-not-exist: app path does not exist\n/,
    );
    assert.doesNotMatch(text, /prune|delete/i);
    assert.deepEqual(h.requests.map(({ path }) => path), [
      "/api/v1/applications/billing",
    ]);
  },
);

Deno.test("a comparison that local manifests spoilt does not look as if everything were to be deleted", async () => {
  // What a running Argo CD shows after a sync with local manifests: sync Unknown, everything requires pruning.
  await using h = harness({
    intercept: (request) => {
      if (!request.url.endsWith("/api/v1/applications/payments")) {
        return undefined;
      }
      return json({
        metadata: { name: "payments" },
        spec: { project: "team-a" },
        status: {
          sync: { status: "Unknown" },
          health: { status: "Healthy" },
          conditions: [{
            type: "ComparisonError",
            message: "Failed to load local manifests",
          }],
          resources: [{
            version: "v1",
            kind: "ConfigMap",
            namespace: "payments",
            name: "payments-config",
            status: "Unknown",
            requiresPruning: true,
          }],
        },
      });
    },
  });
  const { text } = await h.call(getApplicationDiff, {
    application: "payments",
  });
  assert.match(text, /^COMPARISON_FAILED: .*Failed to load local manifests/);
});

Deno.test("one resource is found whatever the case of its kind, and Argo CD is asked for it alone", async () => {
  await using h = harness();
  const { text } = await h.call(getApplicationDiff, {
    application: "payments",
    kind: "configmap",
    name: "payments-config",
  });
  assert.match(text, /^1 changed\n--- live ConfigMap payments-config$/m);
  const query = h.requests.at(-1)?.query;
  assert.equal(query?.get("kind"), "ConfigMap");
  assert.equal(query?.get("name"), "payments-config");
  assert.equal(query?.get("project"), "team-a");
});

Deno.test("a hook asked for by name says that it is never compared", async () => {
  await using h = harness();
  const { text } = await h.call(getApplicationDiff, {
    application: "payments",
    name: "payments-migrate",
  });
  assert.match(
    text,
    /^run by a sync as hook, never compared: Job payments-migrate$/m,
  );
});

Deno.test("a resource that is not managed is an error that says what is compared", async () => {
  await using h = harness();
  const { text } = await h.call(getApplicationDiff, {
    application: "payments",
    kind: "Pod",
    name: "nope",
  });
  assert.match(
    text,
    /^NOT_FOUND: Cannot compare application 'payments': it manages no 'Pod' 'nope'\nNext: /,
  );
});

Deno.test("a server that leaves the projected fields out is asked for everything", async () => {
  await using h = harness({
    intercept: ({ url }) =>
      url.includes("fields=") && url.includes("managed-resources")
        ? json({
          items: [{
            kind: "ConfigMap",
            namespace: "payments",
            name: "payments-config",
          }],
        })
        : undefined,
  });
  const { structured } = await h.call(getApplicationDiff, {
    application: "payments",
  });
  assert.deepEqual(structured?.["counts"], {
    changed: 3,
    prune: 1,
    hook: 1,
    synced: 1,
  });
  assert.equal(h.requests.at(-1)?.query.has("fields"), false);
});

Deno.test("an application that is in sync has nothing but names", async () => {
  await using h = harness();
  const { text } = await h.call(getApplicationDiff, {
    application: "guestbook",
  });
  assert.match(
    text,
    /^guestbook: Synced .*\n4 synced\nsynced: Deployment guestbook, ConfigMap guestbook-config, Secret guestbook-secret, Service guestbook$/,
  );
});

Deno.test("a thousand changed resources can all be reached page by page", async () => {
  const items = Array.from({ length: 1_000 }, (_, index) => {
    const object = (value: string) =>
      JSON.stringify({
        apiVersion: "v1",
        kind: "ConfigMap",
        metadata: { name: `c-${index}`, namespace: "payments" },
        data: { value },
      });
    return {
      kind: "ConfigMap",
      namespace: "payments",
      name: `c-${index}`,
      normalizedLiveState: object("old"),
      predictedLiveState: object("new"),
    };
  });
  await using h = harness({
    intercept: ({ url }) =>
      url.includes("managed-resources") ? json({ items }) : undefined,
  });
  const seen = new Set<string>();
  let cursor: string | undefined;
  let pages = 0;
  do {
    const { text, structured } = await h.call(getApplicationDiff, {
      application: "payments",
      kind: "ConfigMap",
      ...(cursor ? { cursor } : {}),
    });
    assert(
      JSON.stringify(text).length + JSON.stringify(structured).length <= 24_000,
    );
    for (
      const { resource } of structured?.["resources"] as { resource: string }[]
    ) seen.add(resource);
    cursor = (structured?.["page"] as { next_cursor?: string } | undefined)
      ?.next_cursor;
    pages++;
  } while (cursor !== undefined && pages < 200);
  assert.equal(
    [...seen].filter((name) => name.startsWith("ConfigMap c-")).length,
    1_000,
  );
});

Deno.test("each difference says who made it: a hand in the cluster, or the source", async () => {
  await using h = harness();
  const { text, structured } = await h.call(getApplicationDiff, {
    application: "payments",
  });
  assert.match(
    text,
    /^\(cause: kubectl-edit at 2\d{3}-\S+Z set spec\.replicas; changed in the source since the last apply: spec\.template\.spec\.containers\[payments\]\.image\)$/m,
  );
  assert.match(
    text,
    /^\(cause: kubectl-edit at \S+Z set data\.DAILY_LIMIT_EUR; changed in the source since the last apply: data\.FEE_PERCENT\)$/m,
  );
  assert.match(text, /^\(cause: kubectl-edit at \S+Z set data\.api-key\)$/m);
  const items = structured?.["resources"] as { cause?: string }[];
  assert.equal(items.filter(({ cause }) => cause !== undefined).length, 3);
});

Deno.test("what the application tells Argo CD not to compare is said where it applies", async () => {
  await using h = harness({
    customize({ applications }) {
      const { spec } = applications.get("argocd/payments")?.app ?? {};
      assert(spec);
      spec["ignoreDifferences"] = [
        { group: "apps", kind: "Deployment", jsonPointers: ["/spec/paused"] },
        { kind: "Service", jqPathExpressions: [".spec.ports"] },
      ];
    },
  });
  const { text } = await h.call(getApplicationDiff, {
    application: "payments",
  });
  assert.match(
    text,
    /^\(cause: .*\.image\)\n\(not compared: \/spec\/paused\)$/m,
  );
  assert.match(
    text,
    /^synced: Service payments \(not compared: \.spec\.ports\)$/m,
  );
});

Deno.test("self-heal that goes on and on is said with the number of its attempts", async () => {
  const url = new URL(
    "../../recordings/managed-fields/f50-mutated.json",
    import.meta.url,
  );
  const { application, items } = JSON.parse(await Deno.readTextFile(url));
  await using h = harness({
    intercept: ({ url }) =>
      url.includes("/managed-resources")
        ? json({ items })
        : url.includes("/applications/")
        ? json(application)
        : undefined,
  });
  const { text, structured } = await h.call(getApplicationDiff, {
    application: "f50-mutated",
  });
  assert.match(
    text,
    /\n1 changed\nself-heal has synced 7 times in a row, last Succeeded at 2026-11-21T\S+Z: what differs comes back\n/,
  );
  assert.match(
    text,
    /^\(cause: changed by the cluster as it was applied \(.*\): data\.level\)$/m,
  );
  assert.match(
    String(structured?.["self_heal"]),
    /^self-heal has synced 7 times/,
  );
});
