import assert from "node:assert/strict";
import { touch } from "../../lib/demo/model/application_events.ts";
import type { Application } from "../../lib/argocd/wire/application.ts";
import {
  awaitOperation,
  operationInfos,
  type OperationWait,
} from "../../lib/tools/await_operation.ts";
import type { WaitOutcome } from "../../lib/tools/await_application.ts";
import { openWaiting, PACE, type Waiting } from "../helpers/waiting.ts";

function wait(
  { client }: Waiting,
  options: Partial<OperationWait> & { readonly ref: string },
): Promise<WaitOutcome> {
  return awaitOperation(client, {
    timeout: 4,
    signal: new AbortController().signal,
    pace: PACE,
    ...options,
  });
}

async function read({ send }: Waiting, name: string): Promise<Application> {
  return await (await send("GET", `applications/${name}`)).json();
}

for (const version of ["2.14", "3.2", "3.5"] as const) {
  Deno.test(`on ${version} an own sync is known by its infos, and its result is compared again`, async () => {
    await using w = openWaiting({ version });
    await w.send("POST", "applications/payments/sync", {
      prune: true,
      infos: operationInfos("one"),
    });
    const outcome = await wait(w, { ref: "payments", token: "one" });
    assert.deepEqual([outcome.done, outcome.missing], [true, []]);
    const { sync, operationState, reconciledAt } = outcome.application.status ??
      {};
    assert.equal(sync?.status, "Synced");
    assert.deepEqual(operationState?.operation?.info, operationInfos("one"));
    assert(
      Date.parse(reconciledAt ?? "") >=
        Date.parse(operationState?.finishedAt ?? ""),
    );
  });

  Deno.test(`on ${version} an operation that ends badly ends the wait with its reason`, async () => {
    await using w = openWaiting({ version });
    await w.send("POST", "applications/hooked/sync", {
      infos: operationInfos("one"),
    });
    const outcome = await wait(w, { ref: "hooked", token: "one" });
    assert.equal(outcome.done, false);
    assert.match(outcome.failed ?? "", /^sync Failed: Job hooked-migrate/);
    assert.deepEqual(outcome.missing, [outcome.failed]);
  });
}

Deno.test("an operation between two tries is not over", async () => {
  await using w = openWaiting();
  const told: string[] = [];
  await w.send("POST", "applications/hooked/sync", {
    infos: operationInfos("one"),
    retryStrategy: { limit: 1, backoff: { duration: "1s", factor: 1 } },
  });
  const outcome = await wait(w, {
    ref: "hooked",
    token: "one",
    report: ({ message = "" }) => told.push(message),
  });
  assert(
    told.some((text) =>
      /^sync failed and waits for its retry: .*Retrying attempt #1/.test(text)
    ),
    told.join("\n"),
  );
  assert.equal(outcome.application.status?.operationState?.retryCount, 1);
  assert.match(outcome.failed ?? "", /^sync Failed: /);
});

Deno.test("the end of the operation before is not the end of this one", async () => {
  await using w = openWaiting();
  const outcome = await wait(w, {
    ref: "guestbook",
    token: "never sent",
    timeout: 0.3,
    before: (await read(w, "guestbook")).status?.operationState,
  });
  assert.deepEqual(
    [outcome.done, outcome.failed, outcome.missing],
    [false, undefined, ["the operation has not begun"]],
  );
  const other = await wait(w, { ref: "guestbook", token: "x", timeout: 0.3 });
  assert.deepEqual(other.missing, [
    "Argo CD shows another operation by admin and not this one",
  ]);
});

Deno.test("an operation that took its place is not taken for it", async () => {
  await using w = openWaiting();
  const before = (await read(w, "slow")).status?.operationState;
  await w.send("POST", "applications/slow/sync", {
    infos: operationInfos("one"),
  });
  const waiting = wait(w, { ref: "slow", token: "one", before });
  await new Promise((next) => setTimeout(next, 600));
  const record = w.simulator.world.application("slow");
  assert.equal(record?.app.status.operationState?.phase, "Running");
  const { app } = record;
  delete app.operation;
  Object.assign(app.status.operationState ?? {}, {
    phase: "Succeeded",
    startedAt: "2099-01-01T00:00:00Z",
    operation: { sync: {}, initiatedBy: { automated: true }, retry: {} },
  });
  touch(w.simulator.world, record);
  const { done, failed, missing } = await waiting;
  assert.deepEqual([done, missing], [false, [failed]]);
  assert.equal(
    failed,
    "another operation by automated has taken its place before its end was seen; " +
      "get_application_history tells whether it was done",
  );
});

Deno.test("a rollback has no infos: it is the operation that begins after the one before", async () => {
  await using w = openWaiting();
  const { status } = await read(w, "guestbook");
  const id = status?.history?.[0]?.id;
  await w.send("POST", "applications/guestbook/rollback", { id });
  const { done, application } = await wait(w, {
    ref: "guestbook",
    before: status?.operationState,
  });
  assert.equal(done, true);
  assert.equal(application.status?.sync?.status, "OutOfSync");
  assert.equal(
    application.status?.history?.at(-1)?.revision,
    status?.history?.[0]?.revision,
  );
});

Deno.test("a dry run is over when it ends: nothing is compared after it", async () => {
  await using w = openWaiting();
  await w.send("POST", "applications/payments/sync", {
    dryRun: true,
    infos: operationInfos("one"),
  });
  const { done, application } = await wait(w, {
    ref: "payments",
    token: "one",
  });
  assert.equal(done, true);
  assert.equal(application.status?.sync?.status, "OutOfSync");
});

Deno.test("an operation is terminated: that is a failure, and it has to be over", async () => {
  await using w = openWaiting();
  await w.send("POST", "applications/slow/sync", {
    infos: operationInfos("one"),
  });
  const waiting = wait(w, { ref: "slow", token: "one", timeout: 8 });
  await new Promise((next) => setTimeout(next, 600));
  await w.send("DELETE", "applications/slow/operation");
  assert.match((await waiting).failed ?? "", /Operation terminated/);
});
