import assert from "node:assert/strict";
import { endpoint } from "../../lib/argocd/endpoint.ts";
import {
  getApplication,
  listApplications,
} from "../../lib/argocd/endpoints.ts";
import { SharedReads } from "../../lib/argocd/share_reads.ts";
import {
  argocdError,
  json,
  type Reply,
  startFaultServer,
} from "../helpers/fault_server.ts";
import { failureOf, openClient } from "../helpers/open_client.ts";

const APPLICATION = { path: { name: "web" } };
const FIELDS = { query: { fields: "items.metadata.name" } };
const syncApplication = endpoint<unknown>(
  "write",
  "POST /api/v1/applications/{name}/sync",
);

/** Answers once the test says so. */
function held(): { reply: Reply; arrived: Promise<void>; go: () => void } {
  const arrival = Promise.withResolvers<void>();
  const release = Promise.withResolvers<void>();
  return {
    arrived: arrival.promise,
    go: release.resolve,
    async reply(wire, request) {
      arrival.resolve();
      await Promise.race([release.promise, wire.stopped]);
      await json({ metadata: { name: "web" } })(wire, request);
    },
  };
}

Deno.test("equal reads under way share one request, different ones do not", async () => {
  const { reply, arrived, go } = held();
  await using server = startFaultServer({ replies: [reply] });
  using open = openClient(server.url);
  const other = open.connection.forTier("write");
  const work = [
    open.client.call(getApplication, APPLICATION),
    open.client.call(getApplication, { ...APPLICATION, purpose: "look" }),
    other.call(getApplication, APPLICATION),
    other.call(getApplication, { ...APPLICATION, query: { project: "shop" } }),
  ];
  await arrived;
  go();
  assert.equal((await Promise.all(work)).length, 4);
  assert.equal(server.requests.length, 2);
  await open.client.call(getApplication, APPLICATION);
  assert.equal(server.requests.length, 3);
});

Deno.test("connections share nothing", async () => {
  const { reply, arrived, go } = held();
  await using server = startFaultServer({ replies: [reply] });
  using one = openClient(server.url);
  using two = openClient(server.url);
  const work = [
    one.client.call(getApplication, APPLICATION),
    two.client.call(getApplication, APPLICATION),
  ];
  await arrived;
  go();
  await Promise.all(work);
  assert.equal(server.requests.length, 2);
});

Deno.test("one who leaves does not take the answer from the others, the last one ends the request", async () => {
  const { reply, arrived, go } = held();
  await using server = startFaultServer({ replies: [reply] });
  using open = openClient(server.url);
  const leaving = new AbortController();
  const left = failureOf(
    open.client.call(getApplication, {
      ...APPLICATION,
      signal: leaving.signal,
    }),
  );
  const stayed = open.client.call(getApplication, APPLICATION);
  await arrived;
  leaving.abort();
  assert.equal((await left).code, "CANCELLED");
  go();
  assert.equal((await stayed).metadata?.name, "web");
  assert.equal(server.requests.length, 1);

  const gone = Promise.withResolvers<void>();
  await using quiet = startFaultServer({
    replies: [async (wire) => {
      first.abort();
      second.abort();
      await wire.write("HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\n");
      try {
        while (true) {
          await wire.write("x".repeat(65_536));
        }
      } catch {
        gone.resolve();
      }
    }],
  });
  const first = new AbortController();
  const second = new AbortController();
  using both = openClient(quiet.url);
  const errors = await Promise.all(
    [first, second].map(({ signal }) =>
      failureOf(both.client.call(getApplication, { ...APPLICATION, signal }))
    ),
  );
  assert.deepEqual(errors.map(({ code }) => code), ["CANCELLED", "CANCELLED"]);
  await gone.promise;
});

Deno.test("all who share a failure get it, and the next one asks again", async () => {
  await using server = startFaultServer({
    replies: [argocdError(500, 13, "panic"), json({ metadata: {} })],
  });
  using open = openClient(server.url);
  const errors = await Promise.all(
    [1, 2, 3].map(() =>
      failureOf(open.client.call(getApplication, APPLICATION))
    ),
  );
  assert.deepEqual(
    errors.map(({ code }) => code),
    Array(3).fill("ARGOCD_ERROR"),
  );
  await open.client.call(getApplication, APPLICATION);
  assert.equal(server.requests.length, 2);
});

Deno.test("a projected list is kept for five seconds and until the next write, a whole one is not", async () => {
  await using server = startFaultServer({ replies: [json({ items: [] })] });
  let now = 0;
  using open = openClient(server.url, { tier: "write", now: () => now });
  const { client } = open;
  await client.call(listApplications, FIELDS);
  now += 4_999;
  await client.call(listApplications, FIELDS);
  assert.equal(server.requests.length, 1);
  await client.call(listApplications, {
    query: { ...FIELDS.query, projects: ["a"] },
  });
  assert.equal(server.requests.length, 2);
  now += 2;
  await client.call(listApplications, FIELDS);
  assert.equal(server.requests.length, 3);
  await client.call(syncApplication, { ...APPLICATION, body: {} });
  await client.call(listApplications, FIELDS);
  assert.equal(server.requests.length, 5);
  await client.call(listApplications);
  await client.call(listApplications);
  assert.equal(server.requests.length, 7);
});

Deno.test("SharedReads does not keep an answer that was asked for before a change", async () => {
  const reads = new SharedReads(() => 0);
  const { promise, resolve } = Promise.withResolvers<string>();
  let started = 0;
  const options = {
    keepMs: 1_000,
    start: () => {
      started++;
      return promise;
    },
  };
  const before = reads.read("list", options);
  reads.clear();
  const after = reads.read("list", options);
  resolve("answer");
  assert.deepEqual(await Promise.all([before, after]), ["answer", "answer"]);
  assert.equal(started, 2);
  await reads.read("list", options);
  assert.equal(started, 2);
});

Deno.test("SharedReads keeps few answers", async () => {
  const reads = new SharedReads(() => 0);
  const started: string[] = [];
  async function read(key: string): Promise<void> {
    await reads.read(key, {
      keepMs: 1_000,
      start: () => Promise.resolve(started.push(key)),
    });
  }
  for (const key of ["a", "b", "c", "d", "e", "e", "a"]) await read(key);
  assert.equal(started.join(""), "abcdea");
});
