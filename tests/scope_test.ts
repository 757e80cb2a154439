import assert from "node:assert/strict";
import type * as z from "zod";
import type { World } from "../lib/demo/simulator.ts";
import type { Scope } from "../lib/guards/scope.ts";
import type { ToolResult } from "../lib/pipeline/present.ts";
import type { Tool } from "../lib/tool.ts";
import { TOOLS } from "../lib/tools/registry.ts";
import { SAMPLE_CALLS } from "./helpers/sample_calls.ts";
import {
  type Harness,
  harness,
  type HarnessOptions,
} from "./helpers/tool_harness.ts";

function scoped(scope: Scope, options: HarnessOptions = {}): Harness {
  const policy = { tier: "destructive", ...options.policy, scope } as const;
  return harness({ ...options, policy });
}

function tool(name: string): Tool {
  const found = TOOLS.find((one) => one.name === name);
  assert(found, name);
  return found;
}

function takes(one: Tool, argument: string): boolean {
  return argument in (one.input as z.ZodObject).shape;
}

/** What is made anew is judged by what it would be. */
const WITH_APPLICATION = TOOLS.filter((one) =>
  takes(one, "application") && one.name !== "create_application"
);
const HERE: Scope = { cluster: "in-cluster" };

function out(result: ToolResult): string {
  return `${result.text}\n${JSON.stringify(result.structured ?? {})}`;
}

/** Applications that are out of scope, and why. */
const OUT: readonly (readonly [string, string, Scope])[] = [
  ["edge", "MCP_SINGLE_CLUSTER", HERE],
  ["stranded", "MCP_SINGLE_CLUSTER", HERE],
  ["guestbook", "MCP_ALLOWED_PROJECTS", { projects: ["team-*"] }],
  ["multi", "MCP_ALLOWED_APPLICATIONS", { applications: ["guest*", "*/*e"] }],
  ["apps-b/remote", "MCP_ALLOWED_APPLICATIONS", { applications: ["argocd/*"] }],
  ["apps-b/remote", "MCP_ALLOWED_PROJECTS", { projects: ["default"] }],
];

Deno.test("there are tools to be refused", () => {
  assert(WITH_APPLICATION.length >= 10);
});

for (const [ref, setting, scope] of OUT) {
  Deno.test(`every tool refuses '${ref}' because of ${setting} ${JSON.stringify(scope)}, and asks for nothing else`, async () => {
    await using it = scoped(scope);
    const name = ref.split("/").at(-1);
    for (const one of WITH_APPLICATION) {
      it.requests.length = 0;
      const args = { ...SAMPLE_CALLS[one.name], application: ref };
      const result = await it.call(one, args);
      assert(result.isError, one.name);
      assert.match(result.text, /^OUT_OF_SCOPE: Cannot use application '/);
      assert(result.text.includes(setting), result.text);
      assert.doesNotMatch(result.text, /shop\.example|team-b|default\b|:6443/);
      assert.deepEqual(
        it.requests.map(({ method, path }) => `${method} ${path}`),
        [`GET /api/v1/applications/${name}`],
        one.name,
      );
    }
  });
}

Deno.test("a tool works within the scope with the requests that it makes without one", async () => {
  const calls: readonly (readonly [string, Record<string, unknown>])[] = [
    ["get_application", { application: "payments" }],
    ["get_application_diff", { application: "payments" }],
    ["get_application_history", { application: "multi" }],
    ["get_application_resource_tree", { application: "guestbook" }],
    ["get_application_logs", { application: "worker" }],
    ["get_application_events", { application: "worker" }],
    ["get_sync_windows", { application: "apps-b/remote" }],
    ["list_applications", {}],
  ];
  await using free = harness();
  await using it = scoped({
    cluster: "in-cluster",
    projects: ["default", "team-*", "frozen"],
    applications: ["argocd/*", "apps-b/*"],
  });
  for (const [name, args] of calls) {
    free.requests.length = 0;
    it.requests.length = 0;
    const expected = await free.call(tool(name), args);
    const result = await it.call(tool(name), args);
    assert.equal(result.isError, expected.isError, result.text);
    assert(!result.isError, result.text);
    assert.deepEqual(
      it.requests.map(({ path }) => path).sort(),
      free.requests.map(({ path }) => path).sort(),
      name,
    );
  }
});

Deno.test("list_applications shows what is in scope and counts the rest without naming it", async () => {
  await using it = scoped({ projects: ["team-a"] });
  for (const args of [{}, { problems: true }, { columns: ["repo"] }]) {
    const result = await it.call(tool("list_applications"), args);
    assert(!result.isError, result.text);
    const { out_of_scope: left } = result.structured ?? {};
    assert((left as { applications: number }).applications > 10);
    assert.match(result.text, /\[out of scope, left out: applications \d+\]/);
    assert.match(out(result), /payments/);
    assert.doesNotMatch(
      out(result),
      /guestbook|multi|remote|edge|ledger|default|frozen|team-b/,
    );
  }
});

Deno.test("single cluster leaves other clusters' applications out, by address and by name", async () => {
  function byName({ applications }: World): void {
    for (const { app } of applications.values()) {
      const { destination } = app.spec;
      const { name } = app.metadata;
      if (name === "worker") {
        app.spec.destination = { name: "in-cluster", namespace: "worker" };
      }
      if (name === "multi") {
        app.spec.destination = { name: "edge-cluster", namespace: "multi" };
      }
      if (name === "paused") {
        app.spec.destination = { namespace: destination.namespace ?? "" };
      }
    }
  }
  for (
    const [cluster, shown, hidden] of [
      ["in-cluster", ["guestbook", "worker"], ["edge", "multi", "paused"]],
      ["edge-cluster", ["edge", "multi"], ["guestbook", "worker", "paused"]],
      ["no-such", [], ["edge", "guestbook", "worker", "paused"]],
    ] as const
  ) {
    await using it = scoped({ cluster }, { customize: byName });
    const list = await it.call(tool("list_applications"), { limit: 500 });
    assert(!list.isError, list.text);
    const names = (list.structured?.["items"] as readonly string[][])
      .map(([name]) => name ?? "");
    for (const name of shown) assert(names.includes(name), `${name} ${names}`);
    for (const name of hidden) assert(!names.includes(name), name);
    for (const name of [...shown, ...hidden]) {
      const { text } = await it.call(tool("get_application"), {
        application: name,
      });
      const isOut = text.startsWith("OUT_OF_SCOPE: ");
      assert.equal(isOut, !names.includes(name), text);
    }
  }
});

Deno.test("an account that may not see clusters gets nothing of another single cluster by address", async () => {
  await using it = scoped({ cluster: "edge-cluster" }, {
    intercept: ({ url }) =>
      new URL(url).pathname === "/api/v1/clusters"
        ? Response.json({ error: "permission denied", code: 7 }, {
          status: 403,
        })
        : undefined,
  });
  const result = await it.call(tool("get_application"), {
    application: "edge",
  });
  assert.match(result.text, /^OUT_OF_SCOPE: .*MCP_SINGLE_CLUSTER/);
});

Deno.test("an application that Argo CD does not show is refused, and nothing of the error is told", async () => {
  await using it = scoped({ projects: ["team-*"] }, {
    intercept: ({ url }) =>
      new URL(url).pathname.startsWith("/api/v1/applications/")
        ? Response.json({ error: "hidden fact", code: 2 }, { status: 500 })
        : undefined,
  });
  for (const one of WITH_APPLICATION) {
    const args = { ...SAMPLE_CALLS[one.name], application: "payments" };
    const result = await it.call(one, args);
    assert(result.isError);
    assert.doesNotMatch(result.text, /hidden fact/);
  }
});

Deno.test("list_clusters shows the single cluster only", async () => {
  await using it = scoped(HERE);
  const result = await it.call(tool("list_clusters"));
  assert.match(out(result), /in-cluster/);
  assert.doesNotMatch(out(result), /edge|dead|10\.66/);
  assert.deepEqual(result.structured?.["out_of_scope"], { clusters: 2 });
  const edge = await it.call(tool("list_clusters"), {
    cluster: "edge-cluster",
  });
  assert.match(edge.text, /^NOT_FOUND_OR_FORBIDDEN/);
});

/** Names of the clusters that are shown, and how many are not. */
async function clustersOf(
  it: Harness,
): Promise<readonly [readonly string[], number]> {
  const { structured, text } = await it.call(tool("list_clusters"));
  const items = structured?.["items"] as readonly { readonly name: string }[];
  assert(items, text);
  const left = structured?.["out_of_scope"] as
    | { readonly clusters: number }
    | undefined;
  return [items.map(({ name }) => name).toSorted(), left?.clusters ?? 0];
}

const ALL_CLUSTERS = ["dead-cluster", "edge-cluster", "in-cluster"];

Deno.test("list_clusters shows where allowed projects may deploy, and where what is in scope is deployed", async () => {
  for (
    const [scope, shown] of [
      // Its destinations are namespaces of one cluster.
      [{ projects: ["team-a"] }, ["in-cluster"]],
      [{ projects: ["team-a", "default"] }, ALL_CLUSTERS],
      [{ projects: ["no-such-project"] }, []],
      [{ applications: ["edge"] }, ["edge-cluster"]],
      [{ applications: ["payments", "stranded"] }, [
        "dead-cluster",
        "in-cluster",
      ]],
      [{ ...HERE, projects: ["default"] }, ["in-cluster"]],
    ] as const
  ) {
    await using it = scoped(scope);
    assert.deepEqual(
      await clustersOf(it),
      [shown, ALL_CLUSTERS.length - shown.length],
      JSON.stringify(scope),
    );
  }
});

Deno.test("a cluster of a project is shown with that project only, and alone where the project is bound to its own", async () => {
  function bound(scope: Scope): Harness {
    const it = scoped(scope, {
      customize({ projects }) {
        const team = projects.get("team-a");
        assert(team);
        Object.assign(team.spec, {
          destinations: [{ server: "*", namespace: "*" }],
          permitOnlyProjectScopedClusters: true,
        });
      },
      async intercept(request) {
        if (new URL(request.url).pathname !== "/api/v1/clusters") {
          return undefined;
        }
        const answer = await it.simulator.fetch(request);
        const { items } = await answer.json();
        for (const one of items) {
          if (one.name === "edge-cluster") one.project = "team-a";
        }
        return Response.json({ items });
      },
    });
    return it;
  }
  await using others = bound({ projects: ["default"] });
  assert.deepEqual(
    await clustersOf(others),
    [["dead-cluster", "in-cluster"], 1],
  );
  // Its applications are where they are, whatever it would let in today.
  await using own = bound({ projects: ["team-a"] });
  assert.deepEqual(
    await clustersOf(own),
    [["edge-cluster", "in-cluster"], 1],
  );
});

Deno.test("where projects may not be read, clusters in use are what is in scope", async () => {
  await using it = scoped({ projects: ["team-a"] }, {
    customize({ projects }) {
      const team = projects.get("team-a");
      assert(team);
      team.spec.destinations = [{ server: "*", namespace: "*" }];
    },
    intercept: ({ url }) =>
      new URL(url).pathname === "/api/v1/projects"
        ? Response.json({ error: "permission denied", code: 7 }, {
          status: 403,
        })
        : undefined,
  });
  assert.deepEqual(await clustersOf(it), [["in-cluster"], 2]);
});

Deno.test("list_projects shows allowed projects only, and details of no other", async () => {
  await using it = scoped({ projects: ["team-?"] });
  const list = await it.call(tool("list_projects"));
  assert.match(out(list), /team-a/);
  assert.doesNotMatch(out(list), /default|frozen/);
  assert.deepEqual(list.structured?.["out_of_scope"], { projects: 2 });
  it.requests.length = 0;
  for (const one of TOOLS.filter((each) => takes(each, "project"))) {
    for (const project of ["default", ["team-a", "frozen"]]) {
      const result = await it.call(one, { project });
      if (result.text.startsWith("INVALID_ARGUMENT")) continue;
      assert.match(result.text, /^OUT_OF_SCOPE: Cannot use project '/);
    }
  }
  assert.deepEqual(it.requests, []);
});

Deno.test("list_repositories shows what applications in scope use, all sources of them", async () => {
  await using it = scoped({ applications: ["multi"] });
  const result = await it.call(tool("list_repositories"));
  assert.match(out(result), /platform\.git/);
  assert.match(out(result), /config\.git/);
  assert.doesNotMatch(out(result), /guestbook|private/);
  assert.deepEqual(result.structured?.["out_of_scope"], { repositories: 2 });
  await using single = scoped(HERE);
  const all = await single.call(tool("list_repositories"));
  assert.match(out(all), /private/);
});

Deno.test("an application inside of another one is named and nothing more", async () => {
  await using free = harness();
  const whole = await free.call(tool("get_application_manifests"), {
    application: "root",
  });
  const child = /kind: Application\nmetadata:\n(?:.*\n)*? {2}name: (\S+)/
    .exec(String(whole.structured?.["yaml"] ?? whole.text))?.[1];
  assert(child, whole.text);

  await using it = scoped({ applications: ["root"] });
  const resource = await it.call(tool("get_resource"), {
    application: "root",
    kind: "Application",
    name: child,
  });
  assert.match(resource.text, /^OUT_OF_SCOPE: Cannot use application '/);
  for (const name of ["get_application_manifests", "get_application_diff"]) {
    const result = await it.call(tool(name), { application: "root" });
    assert.doesNotMatch(out(result), new RegExp(`path: ${child}|repoURL`));
  }
  const manifests = await it.call(tool("get_application_manifests"), {
    application: "root",
  });
  assert(manifests.structured?.["out_of_scope"], out(manifests));

  await using both = scoped({ applications: ["root", child] });
  const seen = await both.call(tool("get_resource"), {
    application: "root",
    kind: "Application",
    name: child,
  });
  assert(!seen.isError, seen.text);
});

Deno.test("get_server_info says what the scope is", async () => {
  await using free = harness();
  const off = await free.call(tool("get_server_info"));
  assert.match(off.text, /scope: off/);
  await using it = scoped({
    cluster: "in-cluster",
    projects: ["team-*"],
    applications: ["*/*"],
  });
  const on = await it.call(tool("get_server_info"));
  assert(
    on.text.includes(
      "scope: cluster in-cluster; projects team-*; applications */*",
    ),
    on.text,
  );
  assert.doesNotMatch(on.text, /default\/|guestbook/);
});

Deno.test("a tree names the applications in it and says nothing else of them", async () => {
  await using it = scoped({ applications: ["root"] }, {
    intercept: ({ url }) =>
      new URL(url).pathname.endsWith("/resource-tree")
        ? Response.json({
          nodes: [{
            group: "argoproj.io",
            version: "v1alpha1",
            kind: "Application",
            namespace: "argocd",
            name: "child-x",
            uid: "1",
            health: { status: "Degraded", message: "hidden fact" },
            info: [{ name: "Status Reason", value: "hidden fact" }],
            images: ["registry.example/hidden:1"],
          }],
          orphanedNodes: [{
            group: "argoproj.io",
            version: "v1alpha1",
            kind: "Application",
            namespace: "argocd",
            name: "stranger",
            uid: "2",
          }],
        })
        : undefined,
  });
  const result = await it.call(tool("get_application_resource_tree"), {
    application: "root",
  });
  assert(!result.isError, result.text);
  assert.match(out(result), /child-x/);
  assert.doesNotMatch(out(result), /hidden|Degraded|stranger/);
});

Deno.test("of events about applications only the application's own are shown", async () => {
  const event = (name: string, kind = "Application") => ({
    metadata: { name: `${name}.1` },
    involvedObject: {
      kind,
      apiVersion: "argoproj.io/v1alpha1",
      name,
      namespace: "argocd",
    },
    type: "Warning",
    reason: "Changed",
    message: `told of ${kind} ${name}`,
    lastTimestamp: new Date().toISOString(),
  });
  await using it = scoped({ applications: ["worker"] }, {
    intercept: ({ url }) =>
      new URL(url).pathname.endsWith("/events")
        ? Response.json({
          items: [
            event("worker"),
            event("paused"),
            event("fleet", "ApplicationSet"),
          ],
        })
        : undefined,
  });
  const result = await it.call(tool("get_application_events"), {
    application: "worker",
  });
  assert.match(out(result), /told of Application worker/);
  assert.doesNotMatch(out(result), /paused|fleet/);
  assert.deepEqual(result.structured?.["out_of_scope"], { events: 2 });
});

Deno.test("an application that moves out of scope after it was listed is read, but not shown", async () => {
  await using it = scoped(HERE, {
    intercept: ({ url }) =>
      new URL(url).pathname.endsWith("/applications/payments")
        ? Response.json({
          metadata: { name: "payments", namespace: "argocd" },
          spec: {
            project: "default",
            destination: { server: "https://edge.shop.example:6443" },
          },
          status: { conditions: [{ type: "SyncError", message: "hidden" }] },
        })
        : undefined,
  });
  const result = await it.call(tool("list_applications"), { problems: true });
  assert(!result.isError, result.text);
  assert.match(result.text, /payments .*not readable: OUT_OF_SCOPE/);
  assert.doesNotMatch(out(result), /hidden/);
});

Deno.test("what Argo CD answers about another application than was asked for is refused", async () => {
  await using it = scoped({ applications: ["*"] }, {
    intercept: ({ url }) =>
      new URL(url).pathname.endsWith("/applications/worker")
        ? Response.json({
          metadata: { name: "paused", namespace: "argocd" },
          spec: { project: "default" },
        })
        : undefined,
  });
  const result = await it.call(tool("get_application"), {
    application: "worker",
  });
  assert.match(result.text, /^OUT_OF_SCOPE: .*cannot be told/);
});

Deno.test("an application whose project is broken is judged by what the list shows of it", async () => {
  function orphan({ applications }: World): void {
    for (const { app } of applications.values()) {
      if (app.metadata.name === "worker") app.spec.project = "no-such";
    }
  }
  const args = { application: "worker" };
  await using it = scoped(HERE, { customize: orphan });
  const shown = await it.call(tool("get_application"), args);
  assert(!shown.isError, shown.text);
  await using narrow = scoped({ projects: ["web"] }, { customize: orphan });
  const refused = await narrow.call(tool("get_application"), args);
  assert.match(refused.text, /^OUT_OF_SCOPE: .*MCP_ALLOWED_PROJECTS/);
  assert.doesNotMatch(refused.text, /no-such/);
});
