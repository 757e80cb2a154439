import assert from "node:assert/strict";
import { createApplication } from "../../lib/demo/world/applications.ts";
import {
  awaitApplication,
  type WaitOptions,
  type WaitOutcome,
} from "../../lib/tools/await_application.ts";
import {
  awaitedOutlook,
  type AwaitedState,
} from "../../lib/views/awaited_states.ts";
import { openWaiting, PACE, type Waiting, WATCH } from "../helpers/waiting.ts";

const ALL: readonly AwaitedState[] = ["synced", "healthy", "operation"];
const GONE = "it is gone";

function wait(
  { client }: Waiting,
  options:
    & Partial<WaitOptions>
    & { readonly ref: string; readonly states?: readonly AwaitedState[] },
): Promise<WaitOutcome> {
  const { states = ALL, ...rest } = options;
  return awaitApplication(client, {
    timeout: 4,
    signal: new AbortController().signal,
    pace: PACE,
    until(application) {
      if (application) return awaitedOutlook(application, states);
      return states.includes("deleted")
        ? { missing: [] }
        : { missing: [GONE], failed: GONE };
    },
    ...rest,
  });
}

function readsOf(ref: string, { paths }: Waiting): number {
  return paths.filter((path) => path === `/api/v1/applications/${ref}`).length;
}

for (const version of ["2.14", "3.2", "3.5"] as const) {
  Deno.test(`on ${version} the watch ends the wait for a sync, long before the next read is due`, async () => {
    await using w = openWaiting({ version });
    await w.send("POST", "applications/payments/sync", { prune: true });
    const told: string[] = [];
    const steps: number[] = [];
    const outcome = await wait(w, {
      ref: "payments",
      report({ progress, message = "" }) {
        steps.push(progress);
        told.push(message);
      },
    });
    assert.deepEqual([outcome.done, outcome.missing, outcome.gone], [
      true,
      [],
      false,
    ]);
    const { sync, operationState } = outcome.application.status ?? {};
    assert.equal(sync?.status, "Synced");
    assert.equal(operationState?.phase, "Succeeded");
    assert(outcome.waited_s < 3, `${outcome.waited_s}`);
    assert.match(
      told[0] ?? "",
      /^sync waits for the controller; sync OutOfSync/,
    );
    assert.equal(told.at(-1), "done");
    assert.deepEqual(steps, [...new Set(steps)].sort((a, b) => a - b));
  });
}

Deno.test("what is so already is answered with one request", async () => {
  await using w = openWaiting();
  const outcome = await wait(w, { ref: "guestbook" });
  assert.equal(outcome.done, true);
  assert.deepEqual(w.paths, ["/api/v1/applications/guestbook"]);
});

Deno.test("a quiet watch costs time and nothing else", async () => {
  await using w = openWaiting({
    intercept: ({ url }) =>
      url.includes(WATCH) ? new Promise<Response>(() => {}) : undefined,
  });
  await w.send("POST", "applications/payments/sync", { prune: true });
  const outcome = await wait(w, {
    ref: "payments",
    pace: { poll: 200, rest: 50 },
  });
  assert.equal(outcome.done, true);
  assert.equal(w.paths.filter((path) => path === WATCH).length, 1);
});

Deno.test("a watch that ends, breaks or is refused is opened again, each time later", async () => {
  let opened = 0;
  await using w = openWaiting({
    async intercept(request, simulator) {
      if (!request.url.includes(WATCH)) return undefined;
      opened++;
      if (opened === 1) return new Response("");
      if (opened === 2) {
        return new Response('{"result":{"type":"ADDED","appli', {
          headers: { "content-type": "application/json" },
        });
      }
      if (opened === 3) {
        return Response.json({ error: { http_code: 503, message: "bye" } }, {
          status: 503,
        });
      }
      return await simulator.fetch(request);
    },
  });
  const waiting = wait(w, { ref: "payments" });
  await new Promise((next) => setTimeout(next, 600));
  await w.send("POST", "applications/payments/sync", { prune: true });
  const outcome = await waiting;
  assert.equal(outcome.done, true);
  assert.equal(opened, 4);
  // The first, and what the watch brought: no poll was due.
  assert(readsOf("payments", w) <= 3, w.paths.join());
});

Deno.test("Argo CD that is away for a while does not end a wait", async () => {
  let away = false;
  await using w = openWaiting({
    intercept: () =>
      away
        ? Response.json({ error: "gone", code: 14, message: "gone" }, {
          status: 503,
        })
        : undefined,
  });
  const told: string[] = [];
  const waiting = wait(w, {
    ref: "payments",
    pace: { poll: 100, rest: 50 },
    report: ({ message = "" }) => told.push(message),
  });
  await new Promise((next) => setTimeout(next, 200));
  away = true;
  await new Promise((next) => setTimeout(next, 400));
  away = false;
  await w.send("POST", "applications/payments/sync", { prune: true });
  assert.equal((await waiting).done, true);
  assert(
    told.some((text) =>
      text.startsWith("Argo CD cannot be asked: Cannot read application")
    ),
    told.join("\n"),
  );
});

Deno.test("when the time is up the wait says what is missing, by name", async () => {
  await using w = openWaiting();
  const outcome = await wait(w, { ref: "worker", timeout: 0.3 });
  assert.equal(outcome.done, false);
  assert.equal(outcome.failed, undefined);
  assert.equal(
    outcome.missing[0],
    "health Degraded: 1 of 2 resources healthy",
  );
  assert.match(outcome.missing[1] ?? "", /^Deployment worker Degraded: /);
});

Deno.test("a namesake elsewhere neither ends a wait nor makes it read", async () => {
  await using w = openWaiting({
    customize: (world) => {
      createApplication(world, {
        name: "payments",
        namespace: "apps-b",
        labels: {},
        project: "team-b",
        path: "remote",
        destinationNamespace: "remote",
        metadata: { finalizers: [] },
      });
    },
  });
  const waiting = wait(w, {
    ref: "payments",
    states: ["deleted"],
    timeout: 2.5,
  });
  await new Promise((next) => setTimeout(next, 200));
  const answer = await w.send(
    "DELETE",
    "applications/payments?appNamespace=apps-b&cascade=false",
  );
  assert.equal(answer.status, 200);
  const outcome = await waiting;
  assert.equal(w.simulator.world.applications.has("apps-b/payments"), false);
  assert.deepEqual(
    [outcome.done, outcome.gone, outcome.missing],
    [false, false, ["nobody has asked for its deletion"]],
  );
  assert.equal(readsOf("payments", w), 2);
});

for (const version of ["2.14", "3.2", "3.5"] as const) {
  Deno.test(`on ${version} a deletion is seen when it is over, not when it is asked for`, async () => {
    await using w = openWaiting({ version });
    const told: string[] = [];
    const waiting = wait(w, {
      ref: "guestbook",
      states: ["deleted"],
      report: ({ message = "" }) => told.push(message),
    });
    await new Promise((next) => setTimeout(next, 100));
    await w.send("DELETE", "applications/guestbook");
    const outcome = await waiting;
    assert.deepEqual([outcome.done, outcome.gone], [true, true]);
    assert.equal(outcome.application.metadata?.name, "guestbook");
    assert(
      told.some((text) =>
        /^being deleted since .*, held by resources-finalizer/.test(text)
      ),
      told.join("\n"),
    );
  });
}

Deno.test("an account that sees one project only sees a deletion in it, too", async () => {
  await using w = openWaiting({ account: "limited" });
  const waiting = wait(w, { ref: "payments", states: ["deleted"] });
  await new Promise((next) => setTimeout(next, 100));
  await w.send("DELETE", "applications/payments?cascade=false");
  const { done, gone } = await waiting;
  assert.deepEqual([done, gone], [true, true]);
});

Deno.test("an application that moved to another project is not gone", async () => {
  await using w = openWaiting();
  const waiting = wait(w, {
    ref: "payments",
    states: ["deleted"],
    timeout: 1,
    pace: { poll: 100, rest: 50 },
  });
  await new Promise((next) => setTimeout(next, 100));
  const patch = JSON.stringify({ spec: { project: "default" } });
  const answer = await w.send("PATCH", "applications/payments", {
    patch,
    patchType: "merge",
  });
  assert.equal(answer.status, 200);
  const outcome = await waiting;
  assert.deepEqual([outcome.done, outcome.gone], [false, false]);
  assert.equal(outcome.application.spec?.project, "default");
});

Deno.test("an application that is made again under its name is another one", async () => {
  await using w = openWaiting();
  const before = await (await w.send("GET", "applications/payments")).json();
  const known = {
    application: { ...before, metadata: { ...before.metadata, uid: "old" } },
    key: { name: "payments", query: { project: "team-a" } },
  };
  const deleted = await wait(w, {
    ref: "payments",
    known,
    states: ["deleted"],
  });
  assert.deepEqual([deleted.done, deleted.gone], [true, true]);
  assert.equal(deleted.successor?.metadata?.uid, before.metadata.uid);
  const synced = await wait(w, { ref: "payments", known });
  assert.deepEqual([synced.done, synced.failed], [false, GONE]);
});

Deno.test("what is known to have been there may be gone at the first look", async () => {
  await using w = openWaiting();
  const known = {
    application: { metadata: { name: "no-such-app", uid: "1" } },
    key: { name: "no-such-app", query: { project: "default" } },
  };
  const outcome = await wait(w, {
    ref: "no-such-app",
    known,
    states: ["deleted"],
  });
  assert.deepEqual([outcome.done, outcome.gone], [true, true]);
  await assert.rejects(wait(w, { ref: "no-such-app", states: ["deleted"] }), {
    code: "NOT_FOUND_OR_FORBIDDEN",
  });
});

Deno.test("a right that is lost ends the wait and is not taken for a deletion", async () => {
  await using w = openWaiting({ account: "limited" });
  const waiting = wait(w, {
    ref: "payments",
    states: ["deleted"],
    pace: { poll: 100, rest: 50 },
  });
  const refused = assert.rejects(waiting, { code: "FORBIDDEN" });
  await new Promise((next) => setTimeout(next, 150));
  w.simulator.world.policies.length = 0;
  await refused;
});

Deno.test("who cancels gets an answer at once", async () => {
  await using w = openWaiting();
  const controller = new AbortController();
  const waiting = wait(w, { ref: "worker", signal: controller.signal });
  const refused = assert.rejects(waiting, {
    code: "CANCELLED",
    message: "Cannot wait for application 'worker': the caller cancelled it",
  });
  await new Promise((next) => setTimeout(next, 200));
  const before = performance.now();
  controller.abort();
  await refused;
  assert(performance.now() - before < 500);
});

Deno.test("a defect in what is waited for is not swallowed by the watch", async () => {
  await using w = openWaiting();
  let looks = 0;
  const waiting = wait(w, {
    ref: "worker",
    until() {
      if (++looks > 1) throw new TypeError("a defect");
      return { missing: ["something"] };
    },
  });
  await assert.rejects(waiting, TypeError);
});
