import assert from "node:assert/strict";
import type { ToolResult } from "../../lib/pipeline/present.ts";
import {
  applicationState,
  severity,
} from "../../lib/views/application_state.ts";
import type { Application } from "../../lib/argocd/wire/application.ts";
import { refusal } from "../helpers/change_harness.ts";
import { entryOf, fleet, site } from "./fleet.ts";

type Row = readonly string[];

function rowsOf({ isError, text, structured }: ToolResult): readonly Row[] {
  assert(!isError, text);
  return structured?.["items"] as readonly Row[];
}

function total(result: ToolResult): number {
  assert(!result.isError, result.text);
  return result.structured?.["total"] as number;
}

/** How each application is, on its own line of a structured answer. */
function counts(result: ToolResult): Readonly<Record<string, unknown>> {
  const { total, unfiltered, fine, sync, health, failed_operations } =
    result.structured ?? {};
  return { total, unfiltered, fine, sync, health, failed_operations };
}

function sum(a: unknown, b: unknown): unknown {
  if (typeof a === "number" || typeof b === "number") {
    return Number(a ?? 0) + Number(b ?? 0);
  }
  if (a === undefined) return b;
  if (b === undefined) return a;
  const [one, other] = [a, b] as Record<string, unknown>[];
  const keys = new Set([
    ...Object.keys(one ?? {}),
    ...Object.keys(other ?? {}),
  ]);
  return Object.fromEntries(
    [...keys].map((key) => [key, sum(one?.[key], other?.[key])]),
  );
}

const LABELS = {
  a: { env: "prod", region: "eu" },
  b: { env: "test", region: "us" },
  c: { env: "prod", region: "us" },
};

Deno.test("all instances are one list: counts are added, and each row begins with its instance", async () => {
  await using a = site();
  await using b = site({
    customize: ({ applications }) =>
      void applications.delete("argocd/guestbook"),
  });
  await using it = await fleet([entryOf("a", a), entryOf("b", b)]);
  for (const args of [{}, { project: ["team-a"] }, { health: ["Degraded"] }]) {
    const [ofA, ofB, all] = await Promise.all([
      it.call("list_applications", { ...args, instance: "a" }),
      it.call("list_applications", { ...args, instance: "b" }),
      it.call("list_applications", { ...args, instances: "all" }),
    ]);
    assert(ofA && ofB && all);
    const alone = [ofA, ofB].map((one, at) =>
      rowsOf(one).map((row) => [at === 0 ? "a" : "b", ...row])
    );
    assert.deepEqual(
      new Set(rowsOf(all).map(String)),
      new Set(alone.flat().map(String)),
    );
    assert.deepEqual(all.structured?.["columns"], [
      "instance",
      ...ofA.structured?.["columns"] as string[],
    ]);
    const [x, y, merged] = [ofA, ofB, all].map(counts);
    const { unfiltered: _, ...expected } = sum(x, y) as Record<string, unknown>;
    const { unfiltered: __, ...got } = merged ?? {};
    assert.deepEqual(got, {
      failed_operations: undefined,
      ...expected,
    });
    assert.deepEqual(all.structured?.["instances"], ["a", "b"]);
    assert.match(all.text, /^instances a, b\n/);
    // Text and structure say the same rows.
    for (const row of rowsOf(all)) {
      assert(all.text.includes(String(row[1])), String(row));
    }
  }
});

Deno.test("how many there are without the filters is the sum over all, also over those where all match", async () => {
  await using a = site();
  await using b = site({
    customize({ applications }) {
      for (const [key, { app }] of applications) {
        if (app.metadata.name !== "payments") applications.delete(key);
      }
    },
  });
  await using it = await fleet([entryOf("a", a), entryOf("b", b)]);
  const whole = total(await it.call("list_applications", { instance: "a" })) +
    1;
  const found = await it.call("list_applications", {
    instances: "all",
    search: "payments",
  });
  assert.equal(total(found), 2);
  assert.equal(found.structured?.["unfiltered"], whole);
  assert.match(found.text, new RegExp(`\n2 of ${whole} applications: `));
  const all = await it.call("list_applications", { instances: "all" });
  assert.match(all.text, new RegExp(`\n${whole} applications: `));
});

Deno.test("what is said of rows without details is said for each instance", async () => {
  await using a = site({ applications: 400 });
  await using b = site({ applications: 400 });
  await using it = await fleet([entryOf("a", a), entryOf("b", b)]);
  const { text } = await it.call("list_applications", {
    instances: "all",
    columns: ["reason"],
    problems: true,
    limit: 200,
  });
  const said = "details: only of the first 20 rows shown";
  assert(text.includes(`a: ${said}`), text);
  assert(text.includes(`b: ${said}`), text);
});

Deno.test("labels choose whom to ask, and nobody else is asked", async () => {
  await using a = site();
  await using b = site();
  await using c = site();
  const sites = { a, b, c };
  await using it = await fleet(
    (["a", "b", "c"] as const).map((name) =>
      entryOf(name, sites[name], { labels: LABELS[name] })
    ),
  );
  for (
    const [instances, expected] of [
      ["all", ["a", "b", "c"]],
      ["env=prod", ["a", "c"]],
      ["env=prod,region!=eu", ["c"]],
      ["env in (test)", ["b"]],
      ["!nothing", ["a", "b", "c"]],
      ["region", ["a", "b", "c"]],
    ] as const
  ) {
    for (const one of Object.values(sites)) one.requests.length = 0;
    const result = await it.call("list_applications", {
      instances,
      limit: 500,
    });
    const owners = new Set(rowsOf(result).map(([owner]) => owner));
    assert.deepEqual([...owners], expected);
    assert.deepEqual(result.structured?.["instances"], expected);
    const asked = Object.entries(sites)
      .filter(([, { requests }]) => requests.length > 0)
      .map(([name]) => name);
    assert.deepEqual(asked, expected);
  }
});

Deno.test("problems of all instances are sorted as one list, with their reasons", async () => {
  await using a = site();
  await using b = site();
  await using it = await fleet([entryOf("a", a), entryOf("b", b)]);
  const alone = await it.call("list_applications", {
    problems: true,
    instance: "a",
  });
  const all = await it.call("list_applications", {
    problems: true,
    instances: "all",
  });
  const names = (result: ToolResult, column: number) =>
    rowsOf(result).map((row) => row[column] ?? "");
  assert.deepEqual(
    names(all, 1).toSorted(),
    [...names(alone, 0), ...names(alone, 0)].toSorted(),
  );
  const severities = names(all, 1).map((name) => {
    const record = a.simulator.world.application(
      name.split("/").at(-1) ?? "",
      name.includes("/") ? name.split("/")[0] : undefined,
    );
    assert(record, name);
    return severity(applicationState(record.app as unknown as Application));
  });
  assert.deepEqual(severities, severities.toSorted((x, y) => y - x));
  assert(new Set(severities).size > 2, "there is something to be sorted");
  const owners = names(all, 0);
  assert(
    owners.indexOf("b") < owners.lastIndexOf("a"),
    "the second one's worst stands before the first one's least",
  );
  const reasons = rowsOf(all).map((row) => row.at(-1));
  assert(reasons.every((reason) => reason !== ""));
});

Deno.test("a merged list is paged by its cursor, without a gap or a double, and a cursor fits its question only", async () => {
  await using a = site();
  await using b = site();
  await using it = await fleet([
    entryOf("a", a, { labels: LABELS.a }),
    entryOf("b", b, { labels: LABELS.b }),
  ]);
  const whole = rowsOf(
    await it.call("list_applications", { instances: "all", limit: 500 }),
  );
  const paged: Row[] = [];
  let cursor: string | undefined;
  let first: string | undefined;
  do {
    const result = await it.call("list_applications", {
      instances: "all",
      limit: 7,
      ...(cursor === undefined ? {} : { cursor }),
    });
    paged.push(...rowsOf(result));
    const page = result.structured?.["page"] as { next_cursor?: string };
    cursor = page?.next_cursor;
    first ??= cursor;
    assert(cursor === undefined || result.text.includes(cursor));
  } while (cursor !== undefined);
  assert.deepEqual(paged, whole);
  assert(whole.length > 14);

  assert(first);
  for (
    const args of [
      { instance: "a" },
      { instance: "b" },
      { instances: "env=prod" },
      { instances: "all", project: ["team-a"] },
    ]
  ) {
    const result = await it.call("list_applications", {
      ...args,
      cursor: first,
    });
    assert.equal(refusal(result).code, "INVALID_CURSOR", JSON.stringify(args));
  }
  const alone = await it.call("list_applications", { instance: "a", limit: 7 });
  const { next_cursor } = alone.structured?.["page"] as { next_cursor: string };
  const next = await it.call("list_applications", {
    instance: "a",
    limit: 7,
    cursor: next_cursor,
  });
  assert.deepEqual(
    [...rowsOf(alone), ...rowsOf(next)].map(([name]) => name),
    whole.slice(0, 14).map(([, name]) => name),
  );
  for (const args of [{ instance: "b" }, { instances: "all" }]) {
    const result = await it.call("list_applications", {
      ...args,
      cursor: next_cursor,
    });
    assert.equal(refusal(result).code, "INVALID_CURSOR");
  }
});

Deno.test("an answer of several stays within its size and says what is left", async () => {
  await using a = site({ applications: 200 });
  await using b = site({ applications: 200 });
  await using it = await fleet([entryOf("a", a), entryOf("b", b)], {
    policy: { maxResultChars: 6_000 },
  });
  const result = await it.call("list_applications", {
    instances: "all",
    limit: 500,
  });
  const { structured, text } = result;
  assert(
    JSON.stringify(text).length + JSON.stringify(structured).length <= 6_000,
  );
  assert(total(result) > 400);
  assert.match(text, /\[shown 1-\d+ of 4\d\d; more: cursor="/);
});

Deno.test("what one instance does not answer is said beside the answers of the others", async () => {
  await using a = site();
  await using refusing = site();
  await using broken = site({
    intercept: ({ url }) =>
      url.includes("/applications")
        ? Response.json({ error: "boom", message: "boom", code: 13 }, {
          status: 500,
        })
        : undefined,
  });
  const closed = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { port } = closed.addr;
  closed.close();
  const token = "head.claims.signature";
  await using it = await fleet([
    entryOf("a", a),
    { name: "down", baseUrl: `http://127.0.0.1:${port}`, token },
    entryOf("broken", broken),
    { name: "refusing", baseUrl: refusing.url, token },
    { name: "unknown", baseUrl: "https://argocd.invalid", token },
  ]);
  const result = await it.call("list_applications", { instances: "all" });
  assert(!result.isError, result.text);
  assert(rowsOf(result).every(([owner]) => owner === "a"));
  assert(rowsOf(result).length > 10);
  const failed = result.structured?.["failed"] as readonly {
    readonly instance: string;
    readonly error: string;
    readonly next: string;
  }[];
  assert.deepEqual(
    failed.map(({ instance, error }) => [instance, error.split(":")[0]]),
    [
      ["broken", "ARGOCD_ERROR"],
      ["down", "CONNECTION_REFUSED"],
      ["refusing", "UNAUTHENTICATED"],
      ["unknown", "DNS_FAILURE"],
    ],
  );
  for (const { instance, error, next } of failed) {
    assert(next.length > 0);
    assert(
      result.text.includes(`NOT ANSWERED by instance ${instance}: ${error}`),
      result.text,
    );
  }

  const alone = await it.call("list_applications", { instance: "down" });
  assert.equal(refusal(alone).code, "CONNECTION_REFUSED");
});

Deno.test("when nobody answers it is an error that says so of each", async () => {
  const token = "head.claims.signature";
  await using it = await fleet([
    { name: "a", baseUrl: "https://a.invalid", token },
    { name: "b", baseUrl: "https://b.invalid", token },
    { name: "c", baseUrl: "http://127.0.0.1:1", token },
  ]);
  for (const name of ["list_applications", "list_clusters"]) {
    const { code, message } = refusal(
      await it.call(name, { instances: "all" }),
    );
    assert.equal(code, "DNS_FAILURE");
    assert.match(
      message,
      /\(instance a\); nor did b \(DNS_FAILURE\), c \(\w+\)/,
    );
  }
});

Deno.test("clusters, repositories and projects of all instances are one list each", async () => {
  await using a = site();
  await using b = site();
  await using it = await fleet([entryOf("a", a), entryOf("b", b)]);
  for (const name of ["list_clusters", "list_repositories", "list_projects"]) {
    const [ofA, ofB, all] = [
      await it.call(name, { instance: "a" }),
      await it.call(name, { instance: "b" }),
      await it.call(name, { instances: "all" }),
    ];
    assert.equal(total(all), total(ofA) + total(ofB), name);
    const items = all.structured?.["items"] as readonly (
      | readonly string[]
      | { readonly instance: string; readonly status: string }
    )[];
    // What fails comes first, wherever it is; otherwise in the order of the instances.
    const failing = items.filter((item) =>
      "status" in item && item.status === "Failed"
    ).length;
    const owners = items.map((item) =>
      "instance" in item ? item.instance : item[0]
    );
    assert.equal(
      owners.splice(0, failing).join(""),
      "a".repeat(failing / 2) + "b".repeat(failing / 2),
    );
    const half = total(ofA) - failing / 2;
    assert.equal(
      owners.join(""),
      "a".repeat(half) + "b".repeat(total(ofB) - failing / 2),
    );
    const { status } = all.structured as { status?: Record<string, number> };
    if (status) {
      assert.deepEqual(
        status,
        sum(ofA.structured?.["status"], ofB.structured?.["status"]),
      );
    }
    assert.match(all.text, /(^|\n)(- )?a(: | {2})/);
    assert.match(all.text, /(^|\n)(- )?b(: | {2})/);
  }
});

Deno.test("one project of all instances, with what each has of it", async () => {
  await using a = site();
  await using b = site({
    customize: ({ projects }) => void projects.delete("team-a"),
  });
  await using it = await fleet([entryOf("a", a), entryOf("b", b)]);
  const args = { instances: "all", project: "team-a" };
  const result = await it.call("list_projects", args);
  assert(!result.isError, result.text);
  const [item, ...others] = result.structured?.["items"] as readonly {
    readonly instance: string;
    readonly project: string;
  }[];
  assert.deepEqual(others, []);
  assert.equal(item?.instance, "a");
  assert.equal(item?.project, "team-a");
  assert.match(
    result.text,
    /NOT ANSWERED by instance b: NOT_FOUND/,
  );
  assert.match(result.text, /\ninstance: a\nproject: team-a/);
});

Deno.test("what one instance says in words stands with its name, and hides nothing of the others", async () => {
  await using a = site();
  await using b = site();
  const { token } = b.simulator.credentials.limited;
  await using it = await fleet([
    entryOf("a", a),
    { name: "b", baseUrl: b.url, token },
  ]);
  const { text, structured } = await it.call("list_projects", {
    instances: "all",
  });
  assert.match(text, /b: this account may not see any project/);
  assert.match(text, /\na +team-a/);
  assert.equal(structured?.["note"], "b: this account may not see any project");
});

Deno.test("a scope of one instance leaves out there, and counts as out of scope", async () => {
  await using a = site();
  await using b = site();
  await using it = await fleet([
    entryOf("a", a, { allowed_projects: ["team-a"] }),
    entryOf("b", b),
  ]);
  const result = await it.call("list_applications", {
    instances: "all",
    limit: 500,
  });
  const projects = Map.groupBy(rowsOf(result), ([owner]) => owner);
  assert.deepEqual(
    [...new Set(projects.get("a")?.map((row) => row[2]))],
    ["team-a"],
  );
  assert((projects.get("b")?.length ?? 0) > 20);
  const { out_of_scope: left } = result.structured ?? {};
  assert.equal(
    (left as { applications: number }).applications,
    (projects.get("b")?.length ?? 0) - (projects.get("a")?.length ?? 0),
  );
});

Deno.test("at most five instances are asked at once, and all of them are", async () => {
  let running = 0;
  let most = 0;
  const intercept = async ({ url }: Request) => {
    if (!url.includes("/clusters")) return undefined;
    most = Math.max(most, ++running);
    await new Promise((resolve) => setTimeout(resolve, 20));
    running--;
    return undefined;
  };
  await using sites = new AsyncDisposableStack();
  const made = Array.from({ length: 12 }, () => sites.use(site({ intercept })));
  await using it = await fleet(
    made.map((one, at) => entryOf(`site-${at}`, one)),
  );
  const result = await it.call("list_clusters", { instances: "all" });
  const items = result.structured?.["items"] as readonly { instance: string }[];
  assert.equal(new Set(items.map(({ instance }) => instance)).size, 12);
  assert.equal(most, 5);
});

Deno.test("a call that was cancelled ends, whatever is still asked", async () => {
  const asked = Promise.withResolvers<void>();
  const held = Promise.withResolvers<void>();
  await using slow = site({
    intercept: async ({ url }) => {
      if (!url.includes("/clusters")) return undefined;
      asked.resolve();
      await held.promise;
      return undefined;
    },
  });
  await using quick = site();
  await using it = await fleet([
    entryOf("quick", quick),
    entryOf("slow", slow),
  ]);
  const cancel = new AbortController();
  const call = it.call("list_clusters", { instances: "all" }, {
    signal: cancel.signal,
  });
  await asked.promise;
  cancel.abort();
  const result = await call;
  held.resolve();
  assert(result.isError);
});
