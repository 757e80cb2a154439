import assert from "node:assert/strict";
import { createApplication } from "../../../lib/demo/world/applications.ts";
import type { Progress } from "../../../lib/pipeline/progress.ts";
import { waitForApplication } from "../../../lib/tools/applications/wait_for_application.ts";
import { type Harness, harness } from "../../helpers/tool_harness.ts";

/** As somebody else would, past our server. */
async function send(
  { simulator }: Harness,
  method: string,
  path: string,
  body: unknown = {},
): Promise<void> {
  const { ok } = await simulator.fetch(
    new Request(`http://argocd/api/v1/applications/${path}`, {
      method,
      headers: {
        authorization: `Bearer ${simulator.credentials.admin.token}`,
        "content-type": "application/json",
      },
      body: JSON.stringify(body),
    }),
  );
  assert(ok);
}

for (const version of ["2.14", "3.2", "3.5"] as const) {
  Deno.test(`wait_for_application on ${version} ends with the sync, and tells of it meanwhile`, async () => {
    await using h = harness({ version });
    await send(h, "POST", "payments/sync", { prune: true });
    const steps: Progress[] = [];
    const { text, structured } = await h.call(
      waitForApplication,
      { application: "payments", timeout: 10 },
      { report: (step) => steps.push(step) },
    );
    const { waited, ...rest } = structured ?? {};
    assert.deepEqual(rest, {
      application: "payments",
      done: true,
      sync: "Synced",
      health: "Healthy",
      operation: "Succeeded",
    });
    assert.equal(
      text,
      `payments: done after ${waited} s: Synced, Healthy, operation Succeeded`,
    );
    const [first] = steps;
    assert.match(first?.message ?? "", /^sync waits for the controller; /);
    assert.equal(first?.total, 10);
    assert.equal(steps.at(-1)?.message, "done");
    assert.deepEqual(h.changes(), []);
  });
}

Deno.test("at the deadline wait_for_application names what is missing", async () => {
  await using h = harness();
  const { text, structured } = await h.call(waitForApplication, {
    application: "payments",
    timeout: 1,
  });
  assert.equal(structured?.["done"], false);
  assert.deepEqual(structured?.["missing"], [
    "sync OutOfSync (3 resources differ, 1 to prune: ConfigMap payments-config, Secret payments-secret, " +
    "Deployment payments, 1 more); automated sync is off, so somebody has to sync it",
  ]);
  assert.match(
    text,
    /^payments: not done after 1 s: OutOfSync, Healthy, operation Succeeded\n- sync OutOfSync .*\nnext: get_application_diff shows what a sync would change$/,
  );
});

Deno.test("a failed operation ends the wait at once", async () => {
  await using h = harness();
  const { text, structured } = await h.call(waitForApplication, {
    application: "hooked",
  });
  assert.equal(structured?.["waited"], 0);
  assert.match(
    text,
    /^hooked: failed after 0 s: .*operation Failed\nsync Failed: Job hooked-migrate.*\n- sync OutOfSync/,
  );
});

Deno.test("healthy is not believed of what cannot be compared", async () => {
  await using h = harness();
  const { structured } = await h.call(waitForApplication, {
    application: "billing",
    for: ["healthy"],
    timeout: 1,
  });
  assert.equal(structured?.["health"], "Healthy");
  assert.equal(structured?.["done"], false);
  const [first] = structured?.["missing"] as string[];
  assert.match(
    first ?? "",
    /^sync Unknown: ComparisonError: .*app path does not exist/,
  );
});

Deno.test("healthy is not believed of what was never deployed", async () => {
  await using h = harness({
    version: "2.14",
    customize: (world) => {
      createApplication(world, {
        name: "fresh",
        labels: {},
        path: "kust/base",
      });
    },
  });
  const { structured } = await h.call(waitForApplication, {
    application: "fresh",
    for: ["healthy"],
    timeout: 1,
  });
  assert.equal(structured?.["health"], "Healthy");
  assert.deepEqual([structured?.["done"], structured?.["missing"]], [false, [
    "1 resource not in the cluster: ConfigMap kust-config",
  ]]);
});

Deno.test("a deletion is waited for, and nothing is deleted by it", async () => {
  await using h = harness();
  const waiting = h.call(waitForApplication, {
    application: "guestbook",
    for: "deleted",
    timeout: 10,
  });
  await new Promise((next) => setTimeout(next, 200));
  await send(h, "DELETE", "guestbook");
  const { structured } = await waiting;
  const { waited: _, ...rest } = structured ?? {};
  assert.deepEqual(rest, {
    application: "guestbook",
    done: true,
    note:
      "Argo CD has it neither in its project nor elsewhere that this account may see",
  });
  assert.deepEqual(h.changes(), []);
});

Deno.test("what was not there at the beginning is not said to have been deleted", async () => {
  await using h = harness();
  const { text } = await h.call(waitForApplication, {
    application: "no-such-app",
    for: ["deleted"],
  });
  assert.match(
    text,
    /^no-such-app: done after 0 s\nit was not there when the wait began: deleted before, never made, or not to be seen/,
  );
  const other = await h.call(waitForApplication, {
    application: "no-such-app",
  });
  assert.match(other.text, /^NOT_FOUND_OR_FORBIDDEN: /);
  assert.equal(other.isError, true);
});

Deno.test("an application that is deleted while its sync is waited for ends the wait", async () => {
  await using h = harness();
  const waiting = h.call(waitForApplication, { application: "payments" });
  await new Promise((next) => setTimeout(next, 200));
  await send(h, "DELETE", "payments?cascade=false");
  const { text } = await waiting;
  assert.match(
    text,
    /^payments: failed after \d s\nit was deleted while it was waited for\n/,
  );
});

Deno.test("'deleted' stands alone", async () => {
  await using h = harness();
  const { text } = await h.call(waitForApplication, {
    application: "guestbook",
    for: ["deleted", "synced"],
  });
  assert.match(text, /^INVALID_ARGUMENT: Cannot wait for 'deleted' and /);
  assert.deepEqual(h.requests, []);
});

Deno.test("under a scope one waits for what is in it, and for nothing else", async () => {
  const scope = { projects: ["team-a"] };
  await using h = harness({ policy: { scope } });
  await send(h, "POST", "payments/sync", { prune: true });
  const { structured } = await h.call(waitForApplication, {
    application: "payments",
    timeout: 10,
  });
  assert.equal(structured?.["done"], true);
  for (const application of ["guestbook", "no-such-app"]) {
    for (const states of [["synced"], ["deleted"]]) {
      const { text, isError } = await h.call(waitForApplication, {
        application,
        for: states,
      });
      assert(isError);
      assert.doesNotMatch(text, /Synced|Healthy|default/);
    }
  }
});

Deno.test("an application that leaves the scope is not looked at any longer", async () => {
  const scope = { projects: ["team-a"] };
  await using h = harness({ policy: { scope } });
  const waiting = h.call(waitForApplication, {
    application: "payments",
    for: ["deleted"],
    timeout: 2,
  });
  await new Promise((next) => setTimeout(next, 200));
  await send(h, "PATCH", "payments", {
    patch: JSON.stringify({ spec: { project: "default" } }),
    patchType: "merge",
  });
  const { text } = await waiting;
  assert.match(
    text,
    /^OUT_OF_SCOPE: Cannot use application 'payments': MCP_ALLOWED_PROJECTS does not allow its project/,
  );
});

Deno.test("who cancels wait_for_application is told so", async () => {
  await using h = harness();
  const controller = new AbortController();
  const waiting = h.call(
    waitForApplication,
    { application: "worker" },
    { signal: controller.signal },
  );
  await new Promise((next) => setTimeout(next, 300));
  controller.abort();
  assert.match((await waiting).text, /^CANCELLED: Cannot wait for /);
});
