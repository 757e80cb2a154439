/**
 * Verdict h), managed resources, manifests, live objects, events. Health and Secrets: `h_health_and_secrets_test.ts`.
 *
 * | verdict                                                                       | recorded as (v3.5)                                                |
 * | ----------------------------------------------------------------------------- | ----------------------------------------------------------------- |
 * | four JSON texts an item, `"null"` = absent; hooks are left out                | managed-resources: `managed-resources payments`                   |
 * | `group=` means any; the tree ignores all filters                              | managed-resources: `managed-resources payments group=`            |
 * | fewer `revisions` than positions: 500                                         | see verdict f)                                                    |
 * | GET resource: not in the tree 400; **missing in the cluster 400 as well**     | errors: `resource that is not part of the application`            |
 * | wrong API version 404; **an orphaned object can be read**                     | (the simulator does the same)                                     |
 * | events with managedFields; resource events need all three parameters, else a misleading 400 | events: `events of a resource without the uid`      |
 *
 * @module
 */
import assert from "node:assert/strict";
import { onGet, recordedResponse } from "../helpers/recorded_response.ts";
import { type Harness, harness } from "../helpers/tool_harness.ts";
import { asked, everything, toolNamed } from "./all_reads.ts";

const VERSIONS = ["2.14", "3.2", "3.5"] as const;

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
