/**
 * Verdict h), the part about health and hidden values.
 *
 * | verdict                                                                       | recorded as (v3.5)                                                |
 * | ----------------------------------------------------------------------------- | ----------------------------------------------------------------- |
 * | **equal values under different keys cannot be told apart**                    | managed-resources: `managed-resources payments kind=Secret`       |
 * | not masked: ConfigMap data, env, Helm parameters                              | (the simulator does the same)                                     |
 * | a ComparisonError: tree and managed-resources 500, below 3.5 empty with 200   | errors: `resource-tree of an app with a ComparisonError`          |
 * | **their health is `Healthy`**                                                 | applications: `GET application billing`, `… badyaml`, `… stranded` |
 * | a refresh leaves `hydrate: normal` for good                                   | v2.14, v3.2: not                                                  |
 *
 * @module
 */
import assert from "node:assert/strict";
import { onGet, recordedResponse } from "../helpers/recorded_response.ts";
import { harness } from "../helpers/tool_harness.ts";
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
