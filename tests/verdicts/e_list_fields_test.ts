/**
 * Verdict e), lists: which fields come, which vanish, and which filters do nothing.
 *
 * | verdict                                                                   | recorded as (v3.5/applications)                   |
 * | ------------------------------------------------------------------------- | ------------------------------------------------- |
 * | **parents do not include children**: `items.metadata`, `items.status` …   | `list with one field: items.status` and the others |
 * | conditions, history, messages, uid vanish from lists                      | `list with one field: items.status.conditions`     |
 * | `items.spec` with `items.spec.project`, and exclude lists: 500 mostly     | `list with fields items.spec together with …`      |
 * | a comma list of projects matches nothing                                  | `list filter projects comma`                       |
 * | `search`, `limit`, `cluster` are ignored                                  | `list filter search (unknown parameter)`, …        |
 * | `repo` looks at the first source only                                     | `list filter repo of a second source`              |
 * | bad selector: 500                                                         | errors: `bad label selector`                       |
 * | `refresh` has no effect on the list; on one application it writes         | —                                                  |
 * | `status.resources[].health` is absent on the list                         | `list with one field: items.status.resources`      |
 *
 * @module
 */
import assert from "node:assert/strict";
import { EXTRA_COLUMNS } from "../../lib/views/application_row.ts";
import { type Harness, harness } from "../helpers/tool_harness.ts";
import { asked, everything, readEverything, toolNamed } from "./all_reads.ts";

const listApplications = toolNamed("list_applications");
const VERSIONS = ["2.14", "3.2", "3.5"] as const;

/** What the recordings show to work; everything else vanishes without a word. */
const KNOWN = new Set([
  ..."name,namespace,labels,annotations,creationTimestamp,deletionTimestamp"
    .split(",").map((key) => `items.metadata.${key}`),
  "items.spec",
  ..."source,sources,destination,project,syncPolicy".split(",").map((key) =>
    `items.spec.${key}`
  ),
  "items.status.summary",
  "items.status.resources",
  "items.status.health",
  "items.status.sync.status",
  "items.status.sync.revision",
  ..."phase,startedAt,finishedAt".split(",").map((key) =>
    `items.status.operationState.${key}`
  ),
  "items.status.operationState.operation.sync",
]);

function fieldsAsked(h: Harness): readonly string[] {
  return h.requests.filter(({ path }) => path === "/api/v1/applications")
    .flatMap(({ query }) => query.get("fields")?.split(",") ?? []);
}

async function direct(
  h: Harness,
  query: string,
): Promise<{ status: number; items: Record<string, unknown>[] }> {
  const answer = await h.simulator.fetch(
    new Request(`http://argocd/api/v1/applications?${query}`, {
      headers: {
        authorization: `Bearer ${h.simulator.credentials.admin.token}`,
      },
    }),
  );
  const { items } = await answer.json();
  return { status: answer.status, items: items ?? [] };
}

function namesOf(result: { readonly structured?: unknown }): string[] {
  const { items } = result.structured as { items: string[][] };
  return items.map(([name = ""]) => name);
}

for (const version of VERSIONS) {
  Deno.test(`parents in fields= are never sent, only what Argo CD knows, on ${version}`, async () => {
    await using h = harness({ version });
    for (const column of [undefined, ...EXTRA_COLUMNS]) {
      // Each list is another one, so none is answered from what is kept.
      const columns = column === undefined ? {} : { columns: [column] };
      const { isError, text } = await h.call(listApplications, columns);
      assert(!isError, text);
    }
    const fields = new Set(fieldsAsked(h));
    assert(fields.has("items.metadata.name"));
    for (const field of fields) assert(KNOWN.has(field), field);
  });

  Deno.test(`never items.spec together with items.spec.x, and no exclude list, on ${version}`, async () => {
    await using h = harness({ version });
    for (
      const args of [{}, { columns: EXTRA_COLUMNS }, { repo: "platform" }, {
        problems: true,
      }]
    ) await h.call(listApplications, args);
    const lists = h.requests.flatMap(({ query }) => query.get("fields") ?? []);
    assert(lists.length >= 2);
    for (const list of lists) {
      const parts = list.split(",").filter((field) =>
        field.startsWith("items.spec.")
      );
      assert.equal(
        list.split(",").includes("items.spec"),
        parts.length === 0,
        list,
      );
      assert.equal(parts.length === 0, version !== "3.5", list);
      assert(!list.includes("-"), list);
      assert(list !== "", "an empty list means everything");
    }
  });
}

Deno.test("conditions and messages, which vanish from lists, are read from the application itself", async () => {
  await using h = harness();
  const { items: [bare] } = await direct(
    h,
    "name=billing&fields=items.metadata.name,items.status,items.status.conditions,items.status.operationState.message",
  );
  assert.deepEqual(bare, { metadata: { name: "billing" } });
  const { text } = await h.call(listApplications, {
    search: "billing",
    problems: true,
  });
  assert.match(text, /ComparisonError: billing\/does-not-exist: app path/);
  assert(asked(h).some((one) => /\/applications\/billing\?/.test(one)));
});

Deno.test("search, limit and cluster are done here because Argo CD ignores them", async () => {
  await using h = harness();
  const ignored = await direct(h, "search=pay&limit=1&cluster=edge-cluster");
  assert.equal(ignored.items.length, 24, "a real one shows all, too");

  const search = await h.call(listApplications, { search: "PAY" });
  assert.deepEqual(namesOf(search), ["payments"]);
  assert.match(search.text, /^1 of 24 applications/);
  const cluster = await h.call(listApplications, { cluster: "edge-cluster" });
  assert.deepEqual(namesOf(cluster), ["edge"]);
  const limited = await h.call(listApplications, { limit: 5 });
  assert.equal(namesOf(limited).length, 5);
  assert.match(limited.text, /^24 applications/, "counts are about all");
  for (const { query } of h.requests) {
    for (const key of ["search", "limit", "cluster", "continue"]) {
      assert(!query.has(key), key);
    }
  }
});

Deno.test("several projects repeat the key, for a comma list matches nothing", async () => {
  await using h = harness();
  assert.equal((await direct(h, "projects=team-a,frozen")).items.length, 0);
  const { structured } = await h.call(listApplications, {
    project: ["team-a", "frozen"],
  });
  assert.equal(structured?.["total"], 5);
  const { query } = h.requests.find(({ query }) => query.has("projects")) ??
    { query: new URLSearchParams() };
  assert.deepEqual(query.getAll("projects"), ["team-a", "frozen"]);
  assert(!query.has("project"));
});

Deno.test("repo finds a second source, which Argo CD's own filter does not look at", async () => {
  await using h = harness();
  const url = `${h.simulator.world.addresses.git}/config.git`;
  assert.deepEqual(
    (await direct(h, `repo=${encodeURIComponent(url)}`)).items,
    [],
  );
  const result = await h.call(listApplications, { repo: "config.git" });
  assert.deepEqual(namesOf(result), ["multi"]);
  assert(h.requests.every(({ query }) => !query.has("repo")));
});

Deno.test("a bad selector is the caller's mistake, though Argo CD answers 500", async () => {
  await using h = harness();
  const { text, isError } = await h.call(listApplications, {
    selector: "!!bad",
  });
  assert(isError);
  assert.match(text, /^INVALID_REQUEST: .*the label selector is not valid/);
  assert.equal(asked(h).length, 2, "the version and one list");
});

Deno.test("the health of resources is taken from one application, for lists have none", async () => {
  await using h = harness();
  const { items: [listed] } = await direct(
    h,
    "name=worker&fields=items.status.resources",
  );
  assert.doesNotMatch(JSON.stringify(listed), /health/);
  const { text } = await h.call(listApplications, {
    search: "worker",
    health: ["Degraded"],
  });
  assert.match(text, /Deployment worker Degraded: /);
  assert(fieldsAsked(h).every((field) => !field.includes("resources")));
});

Deno.test("nothing that reads asks for a refresh, which would write into the application", async () => {
  await using h = harness();
  function annotations(): readonly string[] {
    return [...h.simulator.world.applications.values()].map(({ app }) =>
      JSON.stringify(app.metadata.annotations)
    );
  }
  const before = annotations();
  await readEverything(h);
  for (const { method, path, query } of h.requests) {
    assert.equal(method, "GET", path);
    assert(!query.has("refresh"), path);
    assert(!query.has("resourceVersion"), path);
  }
  assert.deepEqual(annotations(), before);
});

Deno.test("a list that is empty for good reasons is told from one that filters emptied", async () => {
  await using h = harness({ account: "limited" });
  const emptied = await h.call(listApplications, { search: "no-such" });
  assert.match(everything(emptied), /none of 3 applications matches/);
  const unseen = await h.call(listApplications, { project: ["frozen"] });
  assert.match(
    everything(unseen),
    /shows this account no applications that match: there are none, or it may not see them/,
  );
});
