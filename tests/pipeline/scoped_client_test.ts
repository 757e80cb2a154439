import assert from "node:assert/strict";
import type { ArgocdClient } from "../../lib/argocd/client.ts";
import { endpoint } from "../../lib/argocd/endpoint.ts";
import {
  getApplication,
  getLogs,
  getProject,
  getResourceTree,
  getSettings,
  getVersion,
  listApplications,
  listClusters,
  serverSideDiff,
  watchApplications,
} from "../../lib/argocd/endpoints.ts";
import { parseServerVersion } from "../../lib/argocd/server_version.ts";
import { narrowScope, type Scope } from "../../lib/guards/scope.ts";
import {
  type ScopedCall,
  scopedCall,
} from "../../lib/pipeline/scoped_client.ts";

const APPLICATIONS = [
  { metadata: { name: "shop", namespace: "argocd" }, spec: { project: "web" } },
  { metadata: { name: "till", namespace: "argocd" }, spec: { project: "pos" } },
];

function open(
  scope: Scope | undefined,
  other: unknown = { items: APPLICATIONS },
): ScopedCall & { sent: string[] } {
  const sent: string[] = [];
  const client: ArgocdClient = {
    tier: "read",
    instance: "test",
    origin: "https://argocd.example",
    version: () => Promise.resolve(parseServerVersion("v3.5.0")),
    call: (asked, { path } = {}) => {
      sent.push(asked.path);
      const answer = asked === getApplication
        ? APPLICATIONS.find(({ metadata }) => metadata.name === path?.["name"])
        : other;
      return Promise.resolve(answer as never);
    },
    async *stream(asked) {
      sent.push(asked.path);
      const { items = APPLICATIONS } = other as { items?: readonly unknown[] };
      for (const application of items) {
        yield await Promise.resolve({ type: "MODIFIED", application } as never);
      }
      yield { type: "MODIFIED" } as never;
    },
  };
  const { signal } = new AbortController();
  return { ...scopedCall(client, { scope, signal }), sent };
}

const WEB: Scope = { projects: ["web"] };
const REFUSED = { code: "OUT_OF_SCOPE" };

Deno.test("without a scope the client is the same and everything passes", async () => {
  const { client, facts, sent } = open(undefined);
  await client.call(getResourceTree, { path: { name: "till" } });
  assert.equal(await facts.restrictionOf("till"), undefined);
  assert.deepEqual(sent, [getResourceTree.path]);
});

Deno.test("nothing of an application is read before it was found in scope", async () => {
  const { client, sent } = open(WEB);
  const shop = { path: { name: "shop" } };
  await assert.rejects(client.call(getResourceTree, shop), REFUSED);
  await assert.rejects(Array.fromAsync(client.stream(getLogs, shop)), REFUSED);
  assert.deepEqual(sent, []);
  await client.call(getApplication, shop);
  await client.call(getResourceTree, shop);
  await assert.rejects(
    client.call(getResourceTree, {
      ...shop,
      query: { appNamespace: "elsewhere" },
    }),
    REFUSED,
  );
  assert.deepEqual(sent, [getApplication.path, getResourceTree.path]);
});

Deno.test("a server-side diff is refused before its application was found in scope, however it is named", async () => {
  const { client, sent } = open(WEB);
  const body = { liveResources: [], targetManifests: [] };
  const shop = { path: { name: "shop" }, body };
  for (
    const options of [
      shop,
      { body },
      { body: { ...body, appName: "shop" } },
      { ...shop, query: { appNamespace: "elsewhere" } },
    ]
  ) await assert.rejects(client.call(serverSideDiff, options), REFUSED);
  assert.deepEqual(sent, []);
  await client.call(getApplication, { path: { name: "shop" } });
  await client.call(serverSideDiff, shop);
  await assert.rejects(
    client.call(serverSideDiff, { path: { name: "till" }, body }),
    REFUSED,
  );
  assert.deepEqual(sent, [getApplication.path, serverSideDiff.path]);
});

Deno.test("of a server-side diff an application out of scope is left out, which is a resource of one that is in", async () => {
  const { client, leftOut } = open(WEB, {
    items: APPLICATIONS.map((object) => ({
      group: "argoproj.io",
      kind: "Application",
      name: object.metadata.name,
      targetState: JSON.stringify({
        kind: "Application",
        apiVersion: "argoproj.io/v1alpha1",
        ...object,
      }),
      liveState: "null",
    })),
  });
  await client.call(getApplication, { path: { name: "shop" } });
  const { items } = await client.call(serverSideDiff, {
    path: { name: "shop" },
  });
  assert.deepEqual(items?.map(({ name }) => name), ["shop"]);
  assert.deepEqual([...leftOut], [["resources", 1]]);
});

Deno.test("an application of a list is found in scope, its neighbour is not", async () => {
  const { client, leftOut } = open(WEB);
  const { items } = await client.call(listApplications);
  assert.deepEqual(items, APPLICATIONS.slice(0, 1));
  assert.deepEqual([...leftOut], [["applications", 1]]);
  const query = { appNamespace: "argocd" };
  await client.call(getResourceTree, { path: { name: "shop" }, query });
  await assert.rejects(
    client.call(getResourceTree, { path: { name: "till" }, query }),
    REFUSED,
  );
  await assert.rejects(
    client.call(getApplication, { path: { name: "till" } }),
    REFUSED,
  );
});

Deno.test("what the guard has read is handed over once, then it is read anew", async () => {
  const { client, facts, sent } = open(WEB);
  assert.equal(await facts.restrictionOf("shop"), undefined);
  const shop = { path: { name: "shop" } };
  await client.call(getApplication, shop);
  assert.equal(sent.length, 1);
  await client.call(getApplication, shop);
  assert.equal(sent.length, 2);
});

Deno.test("a watch shows what is in scope, and nothing that does not tell", async () => {
  const { client } = open(WEB);
  const seen = await Array.fromAsync(client.stream(watchApplications));
  assert.deepEqual(
    seen.map(({ application }) => application?.metadata?.name),
    ["shop"],
  );
});

Deno.test("a watch says no more of the applications inside of an application than a read of it", async () => {
  const child = { group: "argoproj.io", kind: "Application", name: "till" };
  const resources = [
    { ...child, status: "Synced", health: { status: "Degraded" } },
    { kind: "Service", name: "shop", health: { status: "Healthy" } },
  ];
  const parent = { ...APPLICATIONS[0], status: { resources } };
  const { client } = open(WEB, { items: [parent] });
  const [event] = await Array.fromAsync(client.stream(watchApplications));
  assert.deepEqual(event, {
    type: "MODIFIED",
    application: {
      ...parent,
      status: { resources: [{ ...child, status: "Synced" }, resources[1]] },
    },
  });
});

Deno.test("an endpoint that is not known to be harmless is refused", async () => {
  const { client, sent } = open(WEB);
  const unknown = endpoint<unknown>("read", "GET /api/v1/applicationsets");
  await assert.rejects(client.call(unknown), REFUSED);
  await assert.rejects(
    client.call(getProject, { path: { project: "pos" } }),
    REFUSED,
  );
  assert.deepEqual(sent, []);
  await client.call(getVersion);
  await client.call(getProject, { path: { project: "web" } });
  assert.equal(sent.length, 2);
});

Deno.test("of two scopes each finds out what it depends on, wherever it stands", async () => {
  const server = "https://edge.example:6443";
  const destination = { server };
  const items = ["shop", "till"].flatMap((name) =>
    ["argocd", "team-b"].map((namespace) => ({
      metadata: { name, namespace },
      spec: { project: "web", destination },
    }))
  );
  const everything = {
    // One answer serves all: applications, clusters and settings.
    items: [...items, { name: "edge", server }],
    controllerNamespace: "argocd",
  };
  const outer: Scope = { cluster: "edge", applications: ["shop"] };
  const inner: Scope = { projects: ["web"] };
  for (const scope of [narrowScope(outer, inner), narrowScope(inner, outer)]) {
    const { client, sent } = open(scope, everything);
    const answer = await client.call(listApplications);
    assert.deepEqual(answer.items, [items[0]]);
    assert.deepEqual(sent, [
      listApplications.path,
      listClusters.path,
      getSettings.path,
    ]);
  }
});
