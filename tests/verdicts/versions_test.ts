/**
 * Argo CD 2.14, 3.2 and 3.5: the list "how to be right on all three", as far as it touches reads.
 *
 * | point                                                              | recorded as                                                        |
 * | ------------------------------------------------------------------ | ------------------------------------------------------------------ |
 * | 1 one version question; what cannot be parsed is the oldest        | settings-version-session: `version, anonymous`                     |
 * | 2 `items.spec` whole below 3.5, parts from 3.5, fall back          | applications: `list with fields: set A`                            |
 * | 3 text 404 = too old, JSON 404 = no such object                    | see verdict i)                                                     |
 * | 4 `automated` without `enabled` is on                              | v2.14/applications: `application 12 s after PATCH automated …`     |
 * | 5, 6 health                                                        | see `versions_health_test.ts`                                      |
 * | 8 logs readable without a policy on 2.14                           | logs: `logs: without logs permission (limited)`, rbac              |
 * | 9 the case of log filters                                          | logs: `logs: filter=info (lower case; …)`                          |
 * | 10 tracking by label or annotation                                 | settings-version-session: `settings, logged in`                    |
 * | 11 missing settings keys are unknown                               | the same                                                           |
 * | 12 texts differ, status and code decide; `syncResult.source`       | errors; see also verdict a)                                        |
 *
 * Points 4, 7 and 8 are otherwise about writes.
 *
 * @module
 */
import assert from "node:assert/strict";
import { recordedBody } from "../helpers/recorded_body.ts";
import { onGet, recordedResponse } from "../helpers/recorded_response.ts";
import { type Harness, harness } from "../helpers/tool_harness.ts";
import { asked, readEverything, toolNamed } from "./all_reads.ts";

const getApplication = toolNamed("get_application");
const listApplications = toolNamed("list_applications");
const VERSIONS = ["2.14", "3.2", "3.5"] as const;

function lists(h: Harness): readonly string[] {
  return h.requests.filter(({ path }) => path === "/api/v1/applications")
    .flatMap(({ query }) => query.get("fields") ?? []);
}

for (const version of VERSIONS) {
  Deno.test(`the version is asked once for any number of questions on ${version}`, async () => {
    await using h = harness({ version });
    await readEverything(h);
    const questions = asked(h).filter((one) => one === "GET /api/version");
    // get_server_info reads the answer as a whole as well, for what only a login is told.
    assert.equal(questions.length, 2);
  });

  Deno.test(`every read tool answers on ${version}, without a call that this version does not know`, async () => {
    await using h = harness({ version });
    const errors: string[] = [];
    const call = h.call.bind(h);
    await readEverything({
      ...h,
      requests: h.requests,
      call: async (tool, args) => {
        const result = await call(tool, args);
        if (result.isError) errors.push(`${tool.name}: ${result.text}`);
        return result;
      },
    });
    assert.deepEqual(errors, []);
  });
}

for (const said of ["v3.x-custom", "", "latest"]) {
  Deno.test(`a version like '${said}' is treated as the oldest`, async () => {
    await using h = harness({
      intercept: onGet("/api/version", () => Response.json({ Version: said })),
    });
    const { structured } = await h.call(listApplications);
    assert.equal(structured?.["total"], 24);
    const [fields = ""] = lists(h);
    assert(fields.split(",").includes("items.spec"));
    const info = await h.call(toolNamed("get_server_info"));
    assert.equal(info.structured?.["version"], said || "unknown");
  });
}

Deno.test("a build of 3.5 and what comes after it are asked for parts of the spec", async () => {
  for (const said of ["v3.5.0-rc1+abc", "v3.6.0", "v4.0.1", "3.10.0"]) {
    await using h = harness({
      intercept: onGet("/api/version", () => Response.json({ Version: said })),
    });
    await h.call(listApplications);
    assert(lists(h)[0]?.includes("items.spec.project"), said);
  }
});

for (const version of ["2.14", "3.2"] as const) {
  Deno.test(`parts of the spec that vanish on ${version} are noticed when a server is older than it says`, async () => {
    await using h = harness({
      version,
      intercept: onGet(
        "/api/version",
        () => Response.json({ Version: "v3.5.1" }),
      ),
    });
    const { structured } = await h.call(listApplications, {
      search: "payments",
    });
    const [row] = structured?.["items"] as string[][];
    assert.deepEqual(row, [
      "payments",
      "team-a",
      "OutOfSync",
      "Healthy",
      "in-cluster/payments",
    ]);
    const asked = lists(h);
    assert.equal(asked.length, 2);
    assert(asked[0]?.includes("items.spec.project"));
    assert(asked[1]?.split(",").includes("items.spec"));
  });
}

for (const version of VERSIONS) {
  Deno.test(`the revision column is right on ${version}, though lists leave it out below 3.5`, async () => {
    await using h = harness({ version });
    const { structured } = await h.call(listApplications, {
      search: "i",
      columns: ["revision"],
    });
    const rows = structured?.["items"] as string[][];
    const revisions = new Map(rows.map((row) => [row[0], row.at(-1)]));
    assert.match(revisions.get("multi") ?? "", /^[0-9a-f]{7}, [0-9a-f]{7}$/);
    assert.match(revisions.get("child-one") ?? "", /^[0-9a-f]{7}$/);
    // The name of a branch is not what was compared.
    assert.equal(revisions.get("billing"), "");
  });

  Deno.test(`while a comparison fails no branch is shown as its revision on ${version}`, async () => {
    const real = recordedBody<{ status: { sync: { revision?: string } } }>({
      version: `v${version}`,
      file: "applications",
      name: "GET application billing",
    });
    assert.equal(
      real.status.sync.revision,
      version === "2.14" ? undefined : "main",
    );
    await using h = harness({ version });
    const { text } = await h.call(getApplication, { application: "billing" });
    assert.match(text, / @ main$/m);
    assert.doesNotMatch(text, /@ main \(main\)/);
  });

  Deno.test(`automated without 'enabled' is on, and off is off, on ${version}`, async () => {
    await using h = harness({
      version,
      customize: (world) => {
        const set = (name: string, automated: Record<string, boolean>) => {
          const spec = world.application(name)?.app.spec;
          if (spec) spec.syncPolicy = { ...spec.syncPolicy, automated };
        };
        set("kust", {});
        set("edge", { prune: true, enabled: false });
      },
    });
    const policy = async (application: string) =>
      (await h.call(getApplication, { application })).structured?.["policy"];
    assert.equal(await policy("kust"), "automated");
    assert.match(
      String(await policy("edge")),
      /^manual \(automated is switched/,
    );
    assert.equal(await policy("guestbook"), "manual");
    const { structured } = await h.call(listApplications, {
      search: "kust",
      columns: ["policy"],
    });
    const [row] = structured?.["items"] as string[][];
    assert.equal(row?.at(-1), "automated");
  });

  Deno.test(`logs follow the permissions of ${version}, and the permissions that are shown agree`, async () => {
    await using h = harness({ version, account: "limited" });
    const { text, isError } = await h.call(toolNamed("get_application_logs"), {
      application: "payments",
      tail: 2,
    });
    const info = await h.call(toolNamed("get_server_info"), {
      project: "team-a",
    });
    const { may } = info.structured?.["permissions"] as {
      may: Record<string, string[]>;
    };
    if (version === "2.14") {
      assert(!isError, text);
      assert.deepEqual(may["logs"], ["get"]);
    } else {
      assert.match(text, /^FORBIDDEN: /);
      assert.equal(may["logs"], undefined);
    }
  });

  Deno.test(`log filters mind no case on ${version}`, async () => {
    await using h = harness({ version });
    const read = async (filter: string) => {
      const { structured } = await h.call(toolNamed("get_application_logs"), {
        application: "payments",
        filter,
        tail: 1_000,
      });
      return structured?.["log"];
    };
    const upper = await read("WARN");
    assert.match(String(upper), /WARN capture retried/);
    assert.equal(await read("warn"), upper);
    assert.doesNotMatch(String(await read("!info")), /INFO/);
    const sent = h.requests.filter(({ path }) => path.endsWith("/logs"))
      .filter(({ query }) => query.has("filter"));
    // Below 3.0 the server minds the case whatever it is told, so it is not asked to filter.
    assert.equal(sent.length > 0, version !== "2.14");
    for (const { query } of sent) assert(!query.has("matchCase"));
  });

  Deno.test(`whose object something is, is found by the mark that ${version} makes`, async () => {
    await using h = harness({ version });
    const { structured } = await h.call(getApplication, {
      application: "child-one",
    });
    assert.equal(structured?.["managed_by"], "application root");
    const info = await h.call(toolNamed("get_server_info"));
    const settings = info.structured?.["settings"] as { tracking: string };
    assert.match(
      settings.tracking,
      version === "2.14"
        ? /^label \(app\.kubernetes\.io\/instance\)/
        : /^annotation/,
    );
  });

  Deno.test(`settings keys that are missing on ${version} mean unknown, not off`, async () => {
    const real = recordedBody<Record<string, unknown>>({
      version: `v${version}`,
      file: "settings-version-session",
      name: "settings, logged in",
    });
    await using h = harness({
      version,
      intercept: onGet("/api/v1/settings", () => Response.json(real)),
    });
    const { structured } = await h.call(toolNamed("get_server_info"));
    const settings = structured?.["settings"] as Record<string, string[]>;
    const key = "sync with Replace";
    assert.equal(
      settings["on"]?.includes(key) ?? false,
      real["syncWithReplaceAllowed"] === true,
    );
    assert.equal(
      settings["not_mentioned"]?.includes(key),
      real["syncWithReplaceAllowed"] === undefined,
    );
    assert(!("off" in settings), "nothing is said to be off that is not said");
    assert(!("passwordPattern" in settings));
  });

  Deno.test(`an operation names its revisions on ${version}, which keeps its source in another place`, async () => {
    await using h = harness({ version });
    const { structured } = await h.call(getApplication, {
      application: "payments",
    });
    const operation = structured?.["operation"] as Record<string, unknown>;
    assert.match(String(operation["revisions"]), /^[0-9a-f]{40}$/);
    const record = h.simulator.world.application("payments");
    const { source } = record?.app.status.operationState?.operation.sync ?? {};
    assert.equal(source === undefined, version === "2.14");
  });

  Deno.test(`actions are those of ${version}`, async () => {
    await using h = harness({ version });
    const { structured } = await h.call(toolNamed("get_resource_actions"), {
      application: "payments",
      kind: "Deployment",
      name: "payments",
    });
    const actions = structured?.["actions"] as { name: string }[];
    assert.deepEqual(
      actions.map(({ name }) => name),
      {
        // Before 3.3 `pause` is only offered where the field exists.
        "2.14": ["restart", "resume"],
        "3.2": ["restart", "resume", "scale"],
        "3.5": ["pause", "restart", "resume", "scale"],
      }[version],
    );
  });

  Deno.test(`the tree is indented by owner and events name who reported them on ${version}`, async () => {
    await using h = harness({ version });
    const tree = await h.call(toolNamed("get_application_resource_tree"), {
      application: "worker",
    });
    assert.match(
      String(tree.structured?.["tree"]),
      /^Deployment worker .*\n {2}ReplicaSet worker-.*\n {4}Pod worker-/m,
    );
    const events = await h.call(toolNamed("get_application_events"), {
      application: "worker",
    });
    for (
      const event of events.structured?.["events"] as Record<string, unknown>[]
    ) assert(event["from"], JSON.stringify(event));
  });

  Deno.test(`windows have no description below 3.2, and the rest is the same, on ${version}`, async () => {
    await using h = harness({ version });
    const { text } = await h.call(toolNamed("get_sync_windows"), {
      application: "reports",
    });
    assert.match(text, /^reports: sync now: by hand no, automated no/);
    assert.equal(text.includes("until the audit"), version !== "2.14");
  });
}

Deno.test("an object in a version that the cluster lacks is a missing object, in the words of any release", async () => {
  for (const version of ["v2.14", "v3.2", "v3.5"] as const) {
    await using h = harness({
      intercept: onGet(
        /\/resource$/,
        recordedResponse({
          version,
          file: "resources-actions",
          name: "GET resource: wrong version",
        }),
      ),
    });
    const { text } = await h.call(toolNamed("get_resource"), {
      application: "payments",
      kind: "Service",
      name: "payments",
    });
    assert.match(text, /^NOT_FOUND: /, version);
  }
});
