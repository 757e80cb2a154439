import assert from "node:assert/strict";
import { getApplication } from "../../../lib/tools/applications/get_application.ts";
import { listApplications } from "../../../lib/tools/applications/list_applications.ts";
import { harness } from "../../helpers/tool_harness.ts";

for (const version of ["3.5", "3.2", "2.14"] as const) {
  Deno.test(`get_application on ${version}: a drifted application in 900 characters`, async () => {
    await using h = harness({ version });
    const { text, structured } = await h.call(getApplication, {
      application: "payments",
    });
    assert.match(
      text,
      /^payments: OutOfSync, Healthy \(3 resources differ, 1 to prune\); last sync Succeeded/,
    );
    assert.match(
      text,
      /differing: ConfigMap payments-config, Secret payments-secret, Deployment payments\n/,
    );
    assert.match(text, /to prune: ConfigMap payments-legacy\n/);
    assert.match(text, /OrphanedResourceWarning/);
    assert(text.length <= 900, `${text.length}`);
    assert.equal(structured?.["sync"], "OutOfSync");
  });

  Deno.test(`get_application on ${version}: a broken source is never called fine or to be pruned`, async () => {
    await using h = harness({ version });
    const { text, structured } = await h.call(getApplication, {
      application: "billing",
    });
    assert.match(
      text,
      /^billing: cannot compare, because ComparisonError: .*app path does not exist/,
    );
    assert.match(text, /its health 'Healthy' says nothing/);
    assert.doesNotMatch(JSON.stringify([text, structured]), /prun|delete/);
  });

  Deno.test(`get_application on ${version} knows the parent of an application`, async () => {
    await using h = harness({ version });
    const { structured } = await h.call(getApplication, {
      application: "child-one",
    });
    assert.equal(structured?.["managed_by"], "application root");
  });

  Deno.test(`get_application on ${version} says that objects are missing whatever the health says`, async () => {
    await using h = harness({ version });
    const { text } = await h.call(getApplication, { application: "hooked" });
    assert.match(
      text,
      /^hooked: OutOfSync, \w+ \(1 resource missing\); last sync Failed/,
    );
    assert.match(
      text,
      /Job hooked-migrate \(PreSync hook\): Job has reached the specified backoff limit/,
    );
  });
}

Deno.test("get_application of any application of the world stays under 4,000 characters", async () => {
  await using h = harness();
  const list = await h.call(listApplications);
  for (const [application] of list.structured?.["items"] as string[][]) {
    const { text, structured } = await h.call(getApplication, { application });
    const size = text.length + JSON.stringify(structured).length;
    assert(size < 4_000, `${application}: ${size}`);
  }
});

Deno.test("get_application asks once, with the namespace and nothing that writes", async () => {
  await using h = harness();
  const { text } = await h.call(getApplication, {
    application: "apps-b/remote",
  });
  assert.match(text, /^apps-b\/remote: Synced, Healthy/);
  assert.deepEqual(
    h.requests.map(({ method, path, query }) => `${method} ${path} ${query}`),
    ["GET /api/v1/applications/remote appNamespace=apps-b"],
  );
});

Deno.test("get_application of a name that is nobody's does not pretend to know why", async () => {
  await using h = harness({ account: "limited" });
  for (const application of ["no-such-app", "guestbook"]) {
    const { text, isError } = await h.call(getApplication, { application });
    assert(isError);
    assert.match(text, /^NOT_FOUND_OR_FORBIDDEN: /);
  }
});

Deno.test("get_application masks what it includes", async () => {
  await using h = harness();
  const { text, structured } = await h.call(getApplication, {
    application: "chart",
    include: ["spec", "parameters", "history", "resources"],
  });
  const chart = h.simulator.world.applications.values()
    .find(({ app }) => app.metadata.name === "chart");
  const helm = chart?.app.spec.source?.helm as {
    parameters: { name: string; value: string }[];
  };
  const secret = helm.parameters.find(({ name }) => /password/i.test(name))
    ?.value;
  assert(secret && secret.length > 5);
  assert(
    !text.includes(secret) && !JSON.stringify(structured).includes(secret),
  );
  assert.match(text, /parameters:\n/);
  assert.match(text, /<masked:1>/);
  assert.match(text, /\nhistory:\n- id 0: /);
  assert.match(text, /\nall resources:\n- ConfigMap /);
  assert.match(text, /\nspec:\n {2}destination:\n/);
});

Deno.test("get_application refuses names that are none before any request", async () => {
  await using h = harness();
  for (
    const application of [
      "..",
      "a/b/c",
      "a%2Fb",
      "a?x",
      "a#b",
      "%2e%2e",
      "Guestbook",
      "",
    ]
  ) {
    const { text } = await h.call(getApplication, { application });
    assert.match(text, /^INVALID_ARGUMENT: /, application);
  }
  assert.deepEqual(h.requests, []);
});
