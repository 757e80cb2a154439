import assert from "node:assert/strict";
import { connect } from "../../lib/argocd/connect.ts";
import { endpoint } from "../../lib/argocd/endpoint.ts";
import * as endpoints from "../../lib/argocd/endpoints.ts";
import {
  argocdError,
  json,
  stall,
  startFaultServer,
} from "../helpers/fault_server.ts";
import {
  collect,
  failureOf,
  openClient,
  TOKEN,
} from "../helpers/open_client.ts";

const EMPTY = { replies: [json({ items: null })] };
const deleteApplication = endpoint<unknown>(
  "destructive",
  "DELETE /api/v1/applications/{name}",
  ["cascade"],
);
const refreshApplication = endpoint<unknown>(
  "write",
  "GET /api/v1/applications/{name}",
  ["refresh"],
);

Deno.test("call() asks below the root path with the token and the operator's headers", async () => {
  await using server = startFaultServer(EMPTY);
  using open = openClient(new URL("argocd/", server.url), {
    headers: [["X-Gate", "open-sesame"]],
    version: "1.2.3",
  });
  const list = await open.client.call(endpoints.listApplications, {
    query: {
      projects: ["a", "b"],
      selector: "app=web,tier!=db",
      name: undefined,
    },
  });
  // `null`, as Argo CD writes an empty list, is absent from here on.
  assert.deepEqual(list, {});
  const [request] = server.requests;
  assert.equal(request?.method, "GET");
  assert.equal(
    request?.path,
    "/argocd/api/v1/applications?projects=a&projects=b&selector=app%3Dweb%2Ctier%21%3Ddb",
  );
  assert.equal(request?.headers.get("authorization"), `Bearer ${TOKEN}`);
  assert.equal(request?.headers.get("x-gate"), "open-sesame");
  assert.equal(request?.headers.get("user-agent"), "argocd-mcp/1.2.3");
  assert.equal(request?.headers.get("accept"), "application/json");
  assert.equal(request?.headers.has("content-type"), false);
});

Deno.test("a write without a body has exactly the content type that Argo CD wants", async () => {
  await using server = startFaultServer({ replies: [json({})] });
  using open = openClient(server.url, { tier: "destructive" });
  await open.client.call(deleteApplication, {
    path: { name: "web" },
    query: { cascade: false },
  });
  const [request] = server.requests;
  assert.equal(request?.path, "/api/v1/applications/web?cascade=false");
  assert.equal(request?.headers.get("content-type"), "application/json");
});

Deno.test("a client refuses every endpoint above its tier before anything is sent", async () => {
  await using server = startFaultServer(EMPTY);
  for (
    const [tier, target] of [
      ["read", refreshApplication],
      ["read", deleteApplication],
      ["write", deleteApplication],
    ] as const
  ) {
    using open = openClient(server.url, { tier });
    const error = await failureOf(
      open.client.call(target, { path: { name: "web" } }),
    );
    assert.equal(error.code, "TIER_REFUSED");
  }
  assert.equal(server.requests.length, 0);
});

Deno.test("a client refuses an endpoint that was not declared, whatever tier it claims", async () => {
  await using server = startFaultServer(EMPTY);
  using open = openClient(server.url);
  const path = { name: "shop" };
  const copied = { ...deleteApplication, tier: "read" as const };
  const failure = await failureOf(open.client.call(copied, { path }));
  assert.equal(failure.code, "TIER_REFUSED");
  assert.equal(
    failure.message,
    "Cannot delete 'applications/shop': the endpoint is not a declared one",
  );
  assert.equal(server.requests.length, 0);
});

Deno.test("no client passes a sign-in on", async () => {
  await using server = startFaultServer(EMPTY);
  using open = openClient(server.url, { tier: "destructive" });
  const error = await failureOf(
    open.client.call(endpoints.createSession, { body: {} }),
  );
  assert.equal(error.code, "TIER_REFUSED");
  assert.equal(server.requests.length, 0);
});

Deno.test("a query key that is not the endpoint's, a missing value and a mistaken kind of answer are our own mistakes", async () => {
  await using server = startFaultServer(EMPTY);
  using open = openClient(server.url);
  const { client } = open;
  const codes = await Promise.all([
    client.call(endpoints.getApplication, {
      path: { name: "web" },
      query: { refresh: "hard" },
    }),
    client.call(endpoints.getApplication),
    client.call(endpoints.getApplication, { path: { name: "a", nmae: "b" } }),
    client.call(endpoints.getLogs, { path: { name: "web" } }),
    collect(client.stream(endpoints.listApplications)),
  ].map(async (work) => (await failureOf(work)).code));
  assert.deepEqual(codes, Array(5).fill("INTERNAL"));
  assert.equal(server.requests.length, 0);
});

Deno.test("version() asks once for any number of callers and keeps the answer for five minutes", async () => {
  await using server = startFaultServer({
    replies: [
      json({ Version: "v2.14.21+abc" }),
      json({ Version: "v3.5.1+def" }),
    ],
  });
  let now = 1_000_000;
  using open = openClient(server.url, { now: () => now });
  const other = open.connection.forTier("write");
  const versions = await Promise.all([
    open.client.version(),
    other.version(),
    open.client.version(),
  ]);
  assert.deepEqual(
    versions.map(({ text }) => text),
    Array(3).fill("v2.14.21+abc"),
  );
  now += 299_000;
  assert.equal((await other.version()).minor, 14);
  assert.equal(server.requests.length, 1);
  now += 2_000;
  assert.equal((await other.version()).minor, 5);
  assert.equal(server.requests.length, 2);
});

Deno.test("a version that cannot be read counts as the oldest, one that cannot be asked is an error", async () => {
  await using server = startFaultServer({
    replies: [json({ Version: "" }), argocdError(500, 13, "no")],
  });
  using first = openClient(server.url);
  assert.deepEqual(await first.client.version(), {
    text: "unknown",
    major: 0,
    minor: 0,
  });
  using second = openClient(server.url);
  const error = await failureOf(second.client.version());
  assert.equal(error.code, "ARGOCD_ERROR");
});

Deno.test("the caller's cancel and the deadline have their own codes, and neither is asked again", async () => {
  await using server = startFaultServer({ replies: [stall] });
  // A share of the time that is left is no round number, and is told as one.
  using open = openClient(server.url, { timeoutMs: 100.276_499 });
  const late = await failureOf(
    open.client.call(endpoints.getApplication, {
      path: { name: "web" },
      purpose: "read application 'web'",
    }),
  );
  assert.equal(late.code, "TIMEOUT");
  assert.equal(
    late.message,
    "Cannot read application 'web': no complete answer within 0.1 s, still waiting for a connection and the beginning of the answer",
  );
  using patient = openClient(server.url);
  const controller = new AbortController();
  const work = failureOf(
    patient.client.call(endpoints.getApplication, {
      path: { name: "web" },
      signal: controller.signal,
    }),
  );
  controller.abort();
  const error = await work;
  assert.equal(error.code, "CANCELLED");
  assert.equal(
    error.message,
    "Cannot read 'applications/web': the caller cancelled it",
  );
  const before = await failureOf(
    patient.client.call(endpoints.getVersion, { signal: AbortSignal.abort() }),
  );
  assert.equal(before.code, "CANCELLED");
  assert(server.requests.length <= 2);
});

Deno.test("a write that met the deadline says that its outcome is not known", async () => {
  await using server = startFaultServer({ replies: [stall] });
  using open = openClient(server.url, { tier: "destructive", timeoutMs: 100 });
  const error = await failureOf(
    open.client.call(deleteApplication, { path: { name: "web" } }),
  );
  assert.equal(error.code, "TIMEOUT");
  assert.match(error.message, /whether Argo CD carried it out is not known$/);
  assert.match(error.hint ?? "", /present state/);
  assert.equal(server.requests.length, 1);
});

Deno.test("connections are used again", async () => {
  await using server = startFaultServer(EMPTY);
  using open = openClient(server.url);
  for (let round = 0; round < 3; round++) {
    await open.client.call(endpoints.listProjects);
  }
  assert.deepEqual(
    server.requests.map(({ connection }) => connection),
    [0, 0, 0],
  );
});

Deno.test("secrets() names the token, what looks secret among the headers, and the proxy's password", () => {
  using open = openClient(new URL("https://argocd.example/"), {
    headers: [
      ["X-Team", "web"],
      ["X-Api-Key", "k3y"],
      ["X-Gate", "Token 0123456789abcdef"],
    ],
    proxy: { httpsProxy: "http://me:pr0xy@proxy.example:3128" },
  });
  assert.deepEqual(open.connection.secrets(), [
    TOKEN,
    "k3y",
    "Token 0123456789abcdef",
    "0123456789abcdef",
    "pr0xy",
  ]);
});

Deno.test("an injected fetch takes the place of the network and never follows a redirect", async () => {
  const seen: RequestInit[] = [];
  using connection = connect({
    instance: "test",
    baseUrl: new URL("https://argocd.example/"),
    fetch: (_url, init) => {
      seen.push(init ?? {});
      return Promise.resolve(Response.json({ value: "yes" }));
    },
  });
  const answer = await connection.forTier("read").call(endpoints.canI, {
    path: { resource: "applications", action: "get", object: "default/*" },
  });
  assert.equal(answer.value, "yes");
  assert.equal(seen[0]?.redirect, "manual");
});
