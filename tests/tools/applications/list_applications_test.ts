import assert from "node:assert/strict";
import type { ToolResult } from "../../../lib/pipeline/present.ts";
import { getApplication } from "../../../lib/tools/applications/get_application.ts";
import { listApplications } from "../../../lib/tools/applications/list_applications.ts";
import {
  type Harness,
  harness,
  type HarnessOptions,
} from "../../helpers/tool_harness.ts";
import { denied } from "../../helpers/denied.ts";

const LIST = "/api/v1/applications";

function rows(result: ToolResult): readonly (readonly string[])[] {
  assert(!result.isError, result.text);
  return result.structured?.["items"] as readonly (readonly string[])[];
}

function names(result: ToolResult): readonly string[] {
  return rows(result).map(([name = ""]) => name);
}

async function listed(
  args: unknown,
  options: HarnessOptions = {},
): Promise<readonly string[]> {
  await using h = harness(options);
  return names(await h.call(listApplications, args));
}

function asked(h: Harness, path: string): readonly URLSearchParams[] {
  return h.requests.filter((request) => request.path === path)
    .map(({ query }) => query);
}

for (const version of ["3.5", "3.2", "2.14"] as const) {
  Deno.test(`list_applications on ${version} shows project and destination of all 24`, async () => {
    await using h = harness({ version });
    const result = await h.call(listApplications);
    assert.equal(rows(result).length, 24);
    for (const [name, project, , , destination] of rows(result)) {
      assert(project && destination, name);
    }
    const [query] = asked(h, LIST);
    const fields = query?.get("fields")?.split(",") ?? [];
    // Both together make Argo CD 3.5 fail at random; below it knows only the whole.
    assert.equal(fields.includes("items.spec"), version !== "3.5");
    assert.equal(fields.includes("items.spec.project"), version === "3.5");
    assert(!fields.some((field) => field.startsWith("-")));
  });

  Deno.test(`list_applications on ${version} has the revisions of a multi-source application`, async () => {
    await using h = harness({ version });
    const [row] = rows(
      await h.call(listApplications, {
        search: "multi",
        columns: ["revision"],
      }),
    );
    assert.match(row?.at(-1) ?? "", /^[0-9a-f]{7}, [0-9a-f]{7}$/);
  });
}

Deno.test("list_applications falls back when a server lets the parts of the spec vanish", async () => {
  await using h = harness({
    async intercept(request) {
      const url = new URL(request.url);
      const fields = url.searchParams.get("fields")?.split(",") ?? [];
      if (url.pathname !== LIST || !fields.includes("items.spec.project")) {
        return;
      }
      url.searchParams.set(
        "fields",
        fields.filter((field) => !field.startsWith("items.spec.")).join(","),
      );
      return await h.simulator.fetch(new Request(url, request));
    },
  });
  const result = await h.call(listApplications);
  assert.equal(rows(result)[0]?.[1], "default");
  assert.deepEqual(
    asked(h, LIST).map((query) => query.get("fields")?.includes("items.spec.")),
    [true, false],
  );
});

Deno.test("every name that list_applications shows can be passed to get_application", async () => {
  await using h = harness();
  const shown = names(await h.call(listApplications));
  assert(shown.includes("apps-b/remote") && shown.includes("guestbook"));
  for (const application of shown) {
    const result = await h.call(getApplication, { application });
    assert(!result.isError, result.text);
  }
});

Deno.test("names are qualified when nothing says where Argo CD lives", async () => {
  const items = ["gitops", "team-x"].map((namespace) => ({
    metadata: { name: "shop", namespace },
    spec: { project: "default" },
  }));
  await using h = harness({
    intercept: (request) => {
      const { pathname } = new URL(request.url);
      // Settings of somebody who is not logged in do not have the namespace.
      if (pathname === "/api/v1/settings") return Response.json({ url: "" });
      return pathname === LIST ? Response.json({ items }) : undefined;
    },
  });
  const shown = names(await h.call(listApplications));
  assert.deepEqual(shown, ["gitops/shop", "team-x/shop"]);
});

Deno.test("the settings say which namespace need not be named", async () => {
  const items = ["gitops", "argocd"].map((namespace) => ({
    metadata: { name: "shop", namespace },
    spec: { project: "default" },
  }));
  await using h = harness({
    intercept: (request) => {
      const { pathname } = new URL(request.url);
      if (pathname === "/api/v1/settings") {
        return Response.json({ controllerNamespace: "gitops" });
      }
      return pathname === LIST ? Response.json({ items }) : undefined;
    },
  });
  const shown = names(await h.call(listApplications));
  assert.deepEqual(shown, ["shop", "argocd/shop"]);
});

Deno.test.each([
  { args: { search: "PAY" }, names: ["payments"] },
  { args: { namespace: "broken" }, names: ["badyaml"] },
  { args: { cluster: "edge-cluster" }, names: ["edge"] },
  { args: { cluster: "https://edge.shop.example:6443/" }, names: ["edge"] },
  { args: { cluster: "no-such-cluster" }, names: [] },
  { args: { repo: "shop/config" }, names: ["multi"] },
  { args: { repo: "guestbook.git" }, names: ["guestbook"] },
  {
    args: { project: ["frozen", "team-b"] },
    names: ["ledger", "apps-b/remote", "reports"],
  },
  { args: { project: "frozen" }, names: ["ledger", "reports"] },
  { args: { selector: "team=edge" }, names: ["edge", "stranded"] },
  { args: { health: ["Suspended"] }, names: ["paused"] },
  { args: { sync: ["Unknown"], project: ["team-a"] }, names: ["billing"] },
  {
    args: { problems: true, project: ["team-a"] },
    names: ["billing", "slow", "payments"],
  },
])("list_applications filters by $args", async ({ args, names }) => {
  assert.deepEqual(await listed(args), names);
});

Deno.test("in-cluster needs no look at the clusters, another name does", async () => {
  await using h = harness();
  assert.equal(
    names(await h.call(listApplications, { cluster: "in-cluster" })).length,
    22,
  );
  assert.equal(asked(h, "/api/v1/clusters").length, 0);
  await h.call(listApplications, { cluster: "edge-cluster" });
  assert.equal(asked(h, "/api/v1/clusters").length, 1);
});

Deno.test("an account that may not see clusters can still filter by an address", async () => {
  await using h = harness({ account: "limited" });
  const result = await h.call(listApplications, {
    cluster: "https://kubernetes.default.svc",
  });
  assert.equal(rows(result).length, 3);
});

Deno.test("Argo CD is not sent what it would ignore", async () => {
  await using h = harness();
  await h.call(listApplications, {
    search: "pay",
    cluster: "in-cluster",
    namespace: "payments",
    repo: "platform",
    limit: 5,
  });
  const [query] = asked(h, LIST);
  assert.deepEqual([...query?.keys() ?? []], ["fields"]);
});

Deno.test("several projects are sent as a repeated key", async () => {
  await using h = harness();
  await h.call(listApplications, { project: ["team-a", "frozen"] });
  assert.deepEqual(asked(h, LIST)[0]?.getAll("projects"), ["team-a", "frozen"]);
});

Deno.test("problems come with reasons, worst first, and cost at most 1,500 characters", async () => {
  await using h = harness();
  const result = await h.call(listApplications, { problems: true });
  const reasons = new Map(
    rows(result).map((row) => [row[0], row.at(-1) ?? ""]),
  );
  assert.match(reasons.get("billing") ?? "", /app path does not exist/);
  assert.match(reasons.get("stranded") ?? "", /connection refused/);
  assert.match(reasons.get("worker") ?? "", /^Deployment worker Degraded/);
  assert.match(
    reasons.get("hooked") ?? "",
    /backoff limit; 1 resource missing$/,
  );
  assert.equal(reasons.get("payments"), "3 resources differ, 1 to prune");
  assert(!reasons.has("guestbook"));
  assert.equal(names(result)[0], "worker");
  assert(result.text.length <= 1_500, `${result.text.length}`);
  assert(JSON.stringify(result.structured).length <= 2_000);
});

Deno.test("an application that cannot be compared has no resource to prune in its reasons", async () => {
  await using h = harness();
  const result = await h.call(listApplications, { sync: ["Unknown"] });
  assert.doesNotMatch(result.text, /prune|differ|missing/);
});

Deno.test("an application whose details cannot be read keeps its row", async () => {
  await using h = harness({
    intercept: (request) =>
      new URL(request.url).pathname === `${LIST}/worker` ? denied() : undefined,
  });
  const result = await h.call(listApplications, { health: ["Degraded"] });
  assert.deepEqual(rows(result).map((row) => [row[0], row.at(-1)]), [
    ["worker", "not readable: FORBIDDEN"],
  ]);
});

Deno.test("details of at most 20 applications are read, five at once", async () => {
  let [now, most] = [0, 0];
  await using h = harness({
    applications: 300,
    async intercept(request) {
      if (!new URL(request.url).pathname.startsWith(`${LIST}/`)) return;
      most = Math.max(most, ++now);
      await new Promise((resolve) => setTimeout(resolve, 2));
      const answer = await h.simulator.fetch(request);
      now--;
      return answer;
    },
  });
  const result = await h.call(listApplications, { problems: true });
  assert(rows(result).length > 20);
  const details = h.requests.filter(({ path }) => path.startsWith(`${LIST}/`));
  assert.equal(details.length, 20);
  assert(most <= 5, `${most} at once`);
  assert.match(result.text, /only of the first 20 rows/);
  assert(rows(result).slice(20).every((row) => row.at(-1) === "not read"));
});

Deno.test("pages cover everything once, and one of 50 stays under 8,000 characters", async () => {
  await using h = harness({ applications: 120 });
  const seen: string[] = [];
  let cursor: string | undefined;
  do {
    const result = await h.call(listApplications, cursor ? { cursor } : {});
    seen.push(...names(result));
    const size = result.text.length + JSON.stringify(result.structured).length;
    assert(size < 8_000, `${size}`);
    const page = result.structured?.["page"] as
      | { next_cursor?: string }
      | undefined;
    cursor = page?.next_cursor;
  } while (cursor);
  assert.equal(seen.length, 144);
  assert.equal(new Set(seen).size, 144);
});

Deno.test("the counts are those of everything that matched, not of the page", async () => {
  await using h = harness();
  const result = await h.call(listApplications, { limit: 2 });
  assert.equal(result.structured?.["total"], 24);
  assert.deepEqual(result.structured?.["sync"], {
    Synced: 18,
    OutOfSync: 3,
    Unknown: 3,
  });
  assert.match(result.text, /^24 applications: \d+ fine, \d+ not\n/);
  assert.match(result.text, /beside sync Unknown it says nothing/);
});

Deno.test("an empty list says that it may be a matter of permissions", async () => {
  await using h = harness({
    intercept: (request) =>
      new URL(request.url).pathname === LIST
        ? Response.json({ metadata: {}, items: null })
        : undefined,
  });
  const result = await h.call(listApplications);
  assert.match(result.text, /there are none, or it may not see them/);
  assert.deepEqual(rows(result), []);
});

Deno.test("a list that filters emptied says how many there were", async () => {
  await using h = harness();
  const result = await h.call(listApplications, { search: "zzz" });
  assert.match(result.text, /none of 24 applications matches/);
});

Deno.test("a refused credential is an error, never an empty list", async () => {
  await using h = harness({ account: "anonymous" });
  assert.match((await h.call(listApplications)).text, /^NO_CREDENTIAL: /);
  await using bad = harness({ token: "aaaa.bbbb.cccc" });
  assert.match((await bad.call(listApplications)).text, /^UNAUTHENTICATED: /);
});

Deno.test("a bad selector is the caller's error though Argo CD answers 500", async () => {
  await using h = harness();
  const result = await h.call(listApplications, { selector: "a in (b" });
  assert.match(result.text, /^INVALID_REQUEST: .*selector/);
});

Deno.test("extra columns bring what they name", async () => {
  await using h = harness();
  const columns = [
    "repo",
    "path",
    "target_revision",
    "labels",
    "policy",
    "operation",
    "created",
  ];
  const result = await h.call(listApplications, {
    search: "selfheal",
    columns,
  });
  const [row] = rows(result);
  assert.deepEqual(row?.slice(5, 10), [
    "https://git.shop.example/shop/platform.git",
    "selfheal",
    "main",
    "team=platform,env=prod",
    "automated, prune, self-heal",
  ]);
  assert.match(row?.[10] ?? "", /^Succeeded 20/);
});

Deno.test("an application without any status is Unknown and a problem", async () => {
  const application = {
    metadata: { name: "new", namespace: "argocd" },
    spec: { project: "default" },
    status: {},
  };
  await using h = harness({
    intercept: (request) => {
      const { pathname } = new URL(request.url);
      if (pathname === LIST) return Response.json({ items: [application] });
      return pathname === `${LIST}/new`
        ? Response.json(application)
        : undefined;
    },
  });
  const result = await h.call(listApplications, { problems: true });
  assert.deepEqual(rows(result), [
    ["new", "default", "Unknown", "Unknown", "never compared yet"],
  ]);
});
