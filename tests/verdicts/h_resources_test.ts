/**
 * Verdict h), managed resources, manifests, live objects, events.
 *
 * | verdict                                                                       | recorded as (v3.5)                                                |
 * | ----------------------------------------------------------------------------- | ----------------------------------------------------------------- |
 * | four JSON texts an item, `"null"` = absent; hooks are left out                | managed-resources: `managed-resources payments`                   |
 * | `group=` means any; the tree ignores all filters                              | managed-resources: `managed-resources payments group=`            |
 * | **equal values under different keys cannot be told apart**                    | managed-resources: `managed-resources payments kind=Secret`       |
 * | not masked: ConfigMap data, env, Helm parameters                              | (the simulator does the same)                                     |
 * | fewer `revisions` than positions: 500                                         | see verdict f)                                                    |
 * | GET resource: not in the tree 400; **missing in the cluster 400 as well**     | errors: `resource that is not part of the application`            |
 * | wrong API version 404; **an orphaned object can be read**                     | (the simulator does the same)                                     |
 * | events with managedFields; resource events need all three parameters, else a misleading 400 | events: `events of a resource without the uid`      |
 * | a ComparisonError: tree and managed-resources 500 with the condition's text   | errors: `resource-tree of an app with a ComparisonError`          |
 * | **their health is `Healthy`**                                                 | applications: `GET application billing`, `… badyaml`, `… stranded` |
 * | a refresh leaves `hydrate: normal` for good                                   | v2.14, v3.2: not                                                  |
 *
 * @module
 */
import assert from "node:assert/strict";
import { onGet, recordedResponse } from "../helpers/recorded_response.ts";
import { type Harness, harness } from "../helpers/tool_harness.ts";
import { asked, everything, toolNamed } from "./all_reads.ts";

const VERSIONS = ["2.14", "3.2", "3.5"] as const;
const BROKEN = ["badyaml", "billing", "stranded"] as const;

for (const version of VERSIONS) {
  Deno.test(`health Healthy beside sync Unknown is never reported as fine on ${version}`, async () => {
    await using h = harness({ version });
    for (const application of BROKEN) {
      const one = await h.call(toolNamed("get_application"), { application });
      assert.equal(one.structured?.["health"], "Healthy", "as Argo CD says");
      assert.equal(one.structured?.["sync"], "Unknown");
      assert.match(
        one.text,
        new RegExp(
          `^${application}: cannot compare, because \\w+: .*its health 'Healthy' says nothing`,
        ),
      );
    }
    const all = await h.call(toolNamed("list_applications"));
    const items = all.structured?.["items"] as string[][];
    assert.equal(
      all.structured?.["fine"],
      items.filter(([, , sync, health]) =>
        sync === "Synced" && health === "Healthy"
      ).length,
    );
    assert.match(all.text, /\(beside sync Unknown it says nothing\)/);
    const problems = await h.call(toolNamed("list_applications"), {
      problems: true,
    });
    const named = (problems.structured?.["items"] as string[][]).map(
      ([name]) => name,
    );
    for (const application of BROKEN) {
      assert(named.includes(application), application);
    }
    // Whoever asks for Healthy ones gets sync and reason beside it.
    const healthy = await h.call(toolNamed("list_applications"), {
      health: ["Healthy"],
      search: "billing",
    });
    assert.match(
      healthy.text,
      /billing +team-a +Unknown +Healthy +ComparisonError/,
    );
  });

  Deno.test(`a tree that comes as 500, or empty, because of the comparison is neither a fault of the server nor nothing on ${version}`, async () => {
    await using h = harness({ version });
    for (const application of BROKEN) {
      for (
        const tool of [
          "get_application_resource_tree",
          "get_application_diff",
          "get_application_logs",
        ]
      ) {
        const { text } = await h.call(toolNamed(tool), { application });
        assert.match(text, /^COMPARISON_FAILED: /, `${tool} ${application}`);
        assert.doesNotMatch(text, /500|log of argocd-server/);
      }
    }
    const trees = asked(h).filter((one) => one.includes("/resource-tree"));
    assert.equal(
      trees.length,
      6,
      "a comparison that failed is not tried again",
    );
  });
}

Deno.test("Secrets: equal plus runs under different keys are not called equal", async () => {
  const answer = recordedResponse({
    version: "v3.5",
    file: "managed-resources",
    name: "managed-resources payments kind=Secret",
  });
  const { items: [secret] } = await answer().json();
  const live = JSON.parse(secret.normalizedLiveState).data;
  assert(
    new Set(Object.values(live)).size < Object.keys(live).length ||
      Object.values(live).some((run) => /^\++$/.test(String(run))),
  );
  await using h = harness({
    intercept: onGet(/\/managed-resources$/, answer),
  });
  const diff = await h.call(toolNamed("get_application_diff"), {
    application: "payments",
    kind: "Secret",
    name: "payments-secret",
  });
  assert.match(diff.text, /\(values masked, keys: \S+ \w+/);
  assert.doesNotMatch(everything(diff), /\+{8}/);
  for (const key of Object.keys(live)) {
    assert.match(diff.text, new RegExp(`${key} (same|differs|only \\w+)`));
  }
});

Deno.test("a Secret that is shown as a whole says that equal marks do not mean equal values", async () => {
  await using h = harness();
  for (
    const [tool, args] of [
      ["get_resource", { kind: "Secret", name: "payments-secret" }],
      ["get_application_manifests", { kind: ["Secret"] }],
    ] as const
  ) {
    const result = await h.call(toolNamed(tool), {
      application: "payments",
      ...args,
    });
    assert.match(result.text, /api-key: \+{8}\n/);
    assert.match(result.text, /equal marks do not mean equal values/);
    assert.match(
      JSON.stringify(result.structured),
      /equal marks do not mean equal values/,
    );
  }
});

Deno.test("what Argo CD does not mask is masked here: ConfigMaps, env, Helm parameters and values", async () => {
  const planted = "quartz-Ladder-77";
  await using h = harness({
    customize: (world) => {
      for (const [kind, name] of [["ConfigMap", "payments-config"]] as const) {
        const object = world.liveObject(kind, "payments", name);
        if (object) object["data"] = { DB_PASSWORD: planted, MODE: "live" };
      }
      const deployment = JSON.stringify(
        world.liveObject("Deployment", "payments", "payments"),
      );
      const changed = JSON.parse(
        deployment.replaceAll(
          '"name":"FEATURE_REFUNDS","value":"true"',
          `"name":"API_TOKEN","value":"${planted}"`,
        ),
      );
      world.home.put(changed);
    },
  });
  const results = await Promise.all([
    h.call(toolNamed("get_resource"), {
      application: "payments",
      kind: "ConfigMap",
      name: "payments-config",
    }),
    h.call(toolNamed("get_resource"), {
      application: "payments",
      kind: "Deployment",
      name: "payments",
    }),
    h.call(toolNamed("get_application_diff"), { application: "payments" }),
    h.call(toolNamed("get_application"), {
      application: "chart",
      include: ["spec", "parameters"],
    }),
  ]);
  for (const result of results) {
    assert(!result.isError, result.text);
    for (
      const secret of [planted, "hazel-Kettle-31", "cedar-Window-58"]
    ) assert(!everything(result).includes(secret));
    assert.match(result.text, /<masked:\d+>/);
  }
});

Deno.test("an empty group means the core group, though Argo CD takes it for any", async () => {
  await using h = harness();
  const { structured } = await h.call(toolNamed("get_application_diff"), {
    application: "payments",
    name: "payments",
    group: "",
  });
  const resources = structured?.["resources"] as { resource: string }[];
  assert.deepEqual(resources.map(({ resource }) => resource), [
    "Service payments",
  ]);
  assert(h.requests.every(({ query }) => query.get("group") !== ""));
});

Deno.test("the tree is filtered here, for Argo CD ignores every filter of it", async () => {
  await using h = harness();
  const { structured } = await h.call(
    toolNamed("get_application_resource_tree"),
    { application: "payments", kind: ["Service"] },
  );
  assert.equal(structured?.["total"], 1);
  assert.equal(structured?.["tree"], "Service payments · Healthy");
  assert(
    asked(h).includes(
      "GET /api/v1/applications/payments/resource-tree?project=team-a",
    ),
  );
});

Deno.test("hooks, which are left out of the comparison, are told apart from what is equal", async () => {
  await using h = harness();
  const { structured } = await h.call(toolNamed("get_application_diff"), {
    application: "payments",
  });
  assert.deepEqual(structured?.["counts"], {
    changed: 3,
    hook: 1,
    prune: 1,
    synced: 1,
  });
});

async function readObject(h: Harness, args: Record<string, string>) {
  const before = h.requests.length;
  const { text, isError } = await h.call(toolNamed("get_resource"), args);
  const live = h.requests.slice(before).filter(({ path }) =>
    path.endsWith("/resource")
  );
  return { text, isError, questions: live.length };
}

Deno.test("a missing live object is told apart from one that is no part of the application", async () => {
  await using h = harness();
  const missing = await readObject(h, {
    application: "hooked",
    kind: "ConfigMap",
    name: "hooked-config",
  });
  assert.match(
    missing.text,
    /^NOT_FOUND: .*it is in the source but not in the cluster/,
  );
  const foreign = await readObject(h, {
    application: "hooked",
    kind: "Secret",
    name: "admin-password",
  });
  assert.match(
    foreign.text,
    /^NOT_FOUND: .*the application has no such resource/,
  );
  // Argo CD's own answer is the same 400 for both, so it is not asked for.
  assert.deepEqual([missing.questions, foreign.questions], [0, 0]);
});

Deno.test("an object that vanishes between two questions is not called a bad question", async () => {
  await using h = harness({
    intercept: onGet(
      /\/resource$/,
      recordedResponse({
        version: "v3.5",
        file: "errors",
        name: "resource that is not part of the application",
      }),
    ),
  });
  const { text } = await readObject(h, {
    application: "payments",
    kind: "Service",
    name: "payments",
  });
  assert.match(
    text,
    /^NOT_FOUND: .*not one of the application, or it is missing/,
  );
});

Deno.test("an orphaned object can be read, and is called orphaned", async () => {
  await using h = harness();
  const { text, isError } = await readObject(h, {
    application: "payments",
    kind: "ConfigMap",
    name: "debug-notes",
  });
  assert(!isError, text);
  assert.match(text, /^ConfigMap debug-notes of payments · orphaned\n/);
});

for (const version of VERSIONS) {
  Deno.test(`a live object is asked for in the version that it has, and with kind and name, on ${version}`, async () => {
    await using h = harness({ version });
    for (
      const [kind, name] of [
        ["Deployment", "payments"],
        ["ConfigMap", "payments-config"],
      ] as const
    ) {
      const { isError, text } = await readObject(h, {
        application: "payments",
        kind,
        name,
      });
      assert(!isError, text);
    }
    const questions = h.requests.filter(({ path }) =>
      path.endsWith("/resource")
    );
    assert.equal(questions.length, 2);
    for (const { query } of questions) {
      for (const key of ["kind", "resourceName", "version"]) {
        assert(query.get(key), key);
      }
      assert(query.has("group"));
    }
  });
}

Deno.test("events need all three parameters, so a question about a resource has them", async () => {
  await using h = harness();
  const { token } = h.simulator.credentials.admin;
  const misled = await h.simulator.fetch(
    new Request(
      "http://argocd/api/v1/applications/guestbook/events?resourceName=guestbook&resourceNamespace=guestbook",
      { headers: { authorization: `Bearer ${token}` } },
    ),
  );
  assert.equal(misled.status, 400);
  assert.match((await misled.json()).message, /not found as part of/);

  for (
    const args of [
      { application: "worker" },
      { application: "guestbook", kind: "Deployment", name: "guestbook" },
    ]
  ) {
    const result = await h.call(toolNamed("get_application_events"), args);
    assert(!result.isError, result.text);
    assert.doesNotMatch(everything(result), /managedFields|fieldsV1/);
  }
  const keys = ["resourceUID", "resourceName", "resourceNamespace"];
  const questions = h.requests.filter(({ path }) => path.endsWith("/events"));
  assert(questions.length > 3);
  for (const { query } of questions) {
    const given = keys.filter((key) => query.get(key));
    assert([0, 3].includes(given.length), given.join());
  }
});

Deno.test("the annotation that a refresh leaves for good is not taken for a refresh that is pending", async () => {
  await using h = harness({
    customize: (world) => {
      const mark = (name: string, key: string) => {
        const app = world.application(name)?.app;
        if (app) {
          app.metadata.annotations = {
            [`argocd.argoproj.io/${key}`]: "normal",
          };
        }
      };
      mark("kust", "hydrate");
      mark("edge", "refresh");
    },
  });
  const read = async (application: string) =>
    (await h.call(toolNamed("get_application"), { application })).text;
  assert.doesNotMatch(await read("kust"), /refresh/);
  assert.match(await read("edge"), /a refresh is pending/);
});
