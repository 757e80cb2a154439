import assert from "node:assert/strict";
import { endpoint } from "../../lib/argocd/endpoint.ts";
import { getApplication } from "../../lib/argocd/endpoints.ts";
import { pause, readRetryAfter } from "../../lib/argocd/retry.ts";
import {
  answer,
  argocdError,
  hangUp,
  json,
  type Reply,
  startFaultServer,
  truncateAfter,
} from "../helpers/fault_server.ts";
import { failureOf, openClient } from "../helpers/open_client.ts";

const APPLICATION = { path: { name: "web" } };
const OK = json({ metadata: { name: "web" } });
const syncApplication = endpoint<unknown>(
  "write",
  "POST /api/v1/applications/{name}/sync",
);
const refreshApplication = endpoint<unknown>(
  "write",
  "GET /api/v1/applications/{name}",
  ["refresh"],
);
const GATEWAY_PAGE = answer(
  "<html><head><title>502 Bad Gateway</title></head><body>nginx</body></html>",
  { status: 502, type: "text/html" },
);

const PASSING: readonly (readonly [string, Reply])[] = [
  ["502 with a gateway's page", GATEWAY_PAGE],
  ["503", argocdError(503, 14, "connection error")],
  ["504", argocdError(504, 4, "context deadline exceeded")],
  [
    "429 with Retry-After",
    argocdError(429, 8, "slow down", { "retry-after": "0" }),
  ],
  ["a connection that is closed", hangUp],
  ["a body that breaks off", truncateAfter('{"metadata":')],
];

Deno.test("a read is asked again after a failure that may pass", async (t) => {
  for (const [name, fault] of PASSING) {
    await t.step(name, async () => {
      await using server = startFaultServer({ replies: [fault, fault, OK] });
      using open = openClient(server.url);
      const application = await open.client.call(getApplication, APPLICATION);
      assert.equal(application.metadata?.name, "web");
      assert.equal(server.requests.length, 3);
      assert.equal(open.slept.length, 2);
    });
  }
});

Deno.test("a read is asked three times at most, a write and a refresh once", async (t) => {
  for (const [name, fault] of PASSING) {
    await t.step(name, async () => {
      await using server = startFaultServer({ replies: [fault] });
      using open = openClient(server.url, { tier: "write" });
      await failureOf(open.client.call(getApplication, APPLICATION));
      assert.equal(server.requests.length, 3);
      await failureOf(
        open.client.call(syncApplication, { ...APPLICATION, body: {} }),
      );
      assert.equal(server.requests.length, 4);
      await failureOf(
        open.client.call(refreshApplication, {
          ...APPLICATION,
          query: { refresh: "normal" },
        }),
      );
      assert.equal(server.requests.length, 5);
    });
  }
});

Deno.test("what will not pass is asked once", async (t) => {
  const lasting: readonly (readonly [string, Reply])[] = [
    ["500", argocdError(500, 13, "panic")],
    ["429 without Retry-After", argocdError(429, 8, "slow down")],
    ["400", argocdError(400, 3, "no")],
    ["403", argocdError(403, 7, "permission denied")],
    ["404", argocdError(404, 5, 'applications.argoproj.io "web" not found')],
    [
      "a page",
      answer("<html><title>Log in</title></html>", { type: "text/html" }),
    ],
    ["JSON that breaks off", answer('{"metadata":')],
  ];
  for (const [name, fault] of lasting) {
    await t.step(name, async () => {
      await using server = startFaultServer({ replies: [fault, OK] });
      using open = openClient(server.url);
      await failureOf(open.client.call(getApplication, APPLICATION));
      assert.equal(server.requests.length, 1);
    });
  }
});

Deno.test("Retry-After is honoured, unless it goes beyond the deadline", async () => {
  await using server = startFaultServer({
    replies: [
      argocdError(503, 14, "down", { "retry-after": "3" }),
      OK,
      argocdError(503, 14, "down", { "retry-after": "3600" }),
    ],
  });
  using open = openClient(server.url);
  await open.client.call(getApplication, APPLICATION);
  assert.deepEqual(open.slept, [3_000]);
  const error = await failureOf(open.client.call(getApplication, APPLICATION));
  assert.equal(error.code, "UNAVAILABLE");
  assert.equal(error.hint, "It asked to wait 3600 s; try again after that");
  assert.equal(server.requests.length, 3);
});

Deno.test("a cancel ends the pause between two attempts", async () => {
  await using server = startFaultServer({
    replies: [argocdError(503, 14, "down")],
  });
  const controller = new AbortController();
  using open = openClient(server.url, {
    sleep: (_ms, signal) => {
      controller.abort();
      return Promise.reject(signal.reason);
    },
  });
  const error = await failureOf(
    open.client.call(getApplication, {
      ...APPLICATION,
      signal: controller.signal,
    }),
  );
  assert.equal(error.code, "CANCELLED");
  assert.equal(server.requests.length, 1);
});

Deno.test("pause() doubles, is random and has an end", () => {
  assert.deepEqual([1, 2, 3, 9].map((attempt) => pause(attempt, 1)), [
    400,
    800,
    1600,
    2000,
  ]);
  assert.equal(pause(1, 0), 0);
  assert.equal(pause(2, 0.5), 400);
});

Deno.test("readRetryAfter() takes seconds and dates, and nothing else", () => {
  const now = Date.parse("2026-01-01T00:00:00Z");
  assert.equal(readRetryAfter(" 7 ", now), 7_000);
  assert.equal(readRetryAfter("Thu, 01 Jan 2026 00:01:00 GMT", now), 60_000);
  assert.equal(readRetryAfter("Thu, 01 Jan 1970 00:01:00 GMT", now), 0);
  for (const bad of [null, "", "-1", "1.5", "soon", "1e9", "9".repeat(12)]) {
    assert.equal(readRetryAfter(bad, now), undefined, String(bad));
  }
});
