import * as assert from "node:assert/strict";
import { serveSimulator } from "../../lib/demo/serve_simulator.ts";
import { createSimulator } from "../../lib/demo/simulator.ts";
import { Simulated } from "./simulated.ts";

/** A request whose path the URL parser has not cleaned. */
function raw(
  simulated: Simulated,
  path: string,
  method = "GET",
): Promise<Response> {
  const { token } = simulated.simulator.credentials.admin;
  const request = new Request("http://argocd/", {
    method,
    headers: {
      authorization: `Bearer ${token}`,
      "content-type": "application/json",
    },
  });
  Object.defineProperty(request, "url", { value: `http://argocd${path}` });
  return simulated.simulator.fetch(request);
}

Deno.test("an encoded slash chooses another endpoint under applications, not under clusters", async () => {
  const simulated = new Simulated();
  const windows = await raw(
    simulated,
    "/api/v1/applications/guestbook%2Fsyncwindows",
  );
  assert.deepEqual(await windows.json(), { canSync: true });
  const terminate = await raw(
    simulated,
    "/api/v1/applications/slow%2Foperation",
    "DELETE",
  );
  assert.match((await terminate.json()).error, /^Unable to terminate/);
  assert.notEqual(
    simulated.simulator.world.application("slow"),
    undefined,
    "it was not deleted",
  );
  assert.equal(
    (await raw(
      simulated,
      "/api/v1/clusters/in-cluster%2Finvalidate-cache?id.type=name",
    )).status,
    403,
  );
});

Deno.test("paths that are not clean are redirected, encoded dots lead nowhere", async () => {
  const simulated = new Simulated();
  for (
    const [path, location] of [
      ["/api/v1/applications/../clusters", "/api/v1/clusters"],
      ["/api/v1//applications", "/api/v1/applications"],
      ["/api/v1/applications/.", "/api/v1/applications"],
    ] as const
  ) {
    const answer = await raw(simulated, path);
    assert.equal(answer.status, 307, path);
    assert.equal(answer.headers.get("location"), location);
    await answer.body?.cancel();
  }
  for (
    const path of [
      "..%2Fclusters",
      "%2e%2e/clusters",
      "x%2F..%2F..%2Fclusters",
      "guestbook:x",
      "guest%2Fbook",
    ]
  ) {
    const answer = await raw(simulated, `/api/v1/applications/${path}`);
    assert.equal(answer.status, 404, path);
    assert.equal(await answer.text(), "Not Found\n");
  }
});

Deno.test("writes need exactly application/json", async () => {
  const simulated = new Simulated();
  const status = async (type: string) =>
    (await simulated.send("POST", "/api/v1/applications/no-such-app/sync", {
      headers: { "content-type": type },
      body: {},
    })).status;
  assert.equal(await status("application/json; charset=utf-8"), 415);
  assert.equal(await status("text/plain"), 415);
  assert.equal(await status("Application/JSON"), 403);
});

Deno.test("a wrong method is 405, an unknown path 404, a page only for those who want HTML", async () => {
  const simulated = new Simulated();
  assert.equal(
    (await simulated.send(
      "PUT",
      "/api/v1/applications/guestbook/resource-tree",
      { body: {} },
    )).status,
    405,
  );
  assert.equal(
    (await simulated.get("/api/v1/no-such-thing")).text,
    "Not Found\n",
  );
  assert.equal(
    (await simulated.get("/somewhere")).text,
    "404 page not found\n",
  );
  const page = await simulated.send("GET", "/somewhere", {
    headers: { accept: "text/html" },
  });
  assert.equal(page.status, 200);
  assert.match(page.headers.get("content-type") ?? "", /^text\/html/);
});

Deno.test("with a root path everything outside it is a plain 404", async () => {
  const simulated = new Simulated({ rootPath: "/argocd/" });
  assert.equal(
    (await simulated.get("/argocd/api/version")).body.Version,
    "v3.5.1",
  );
  assert.equal(
    (await simulated.get("/api/version")).text,
    "404 page not found\n",
  );
  assert.equal((await simulated.get("/healthz")).text, "ok\n");
});

Deno.test("serveSimulator() listens on a free port until it is disposed of", async () => {
  let address = "";
  {
    await using served = serveSimulator(
      createSimulator({ rootPath: "/argocd" }),
    );
    address = served.url;
    assert.match(address, /^http:\/\/127\.0\.0\.1:\d+\/argocd$/);
    const answer = await fetch(`${address}/api/version`);
    assert.equal((await answer.json()).Version, "v3.5.1");
  }
  await assert.rejects(fetch(`${address}/api/version`));
});

Deno.test("a watch answers nothing before its first event, then sends changes", async () => {
  const simulated = new Simulated();
  const { token } = simulated.simulator.credentials.admin;
  const leave = new AbortController();
  let answered = false;
  const watch = simulated.simulator.fetch(
    new Request(
      "http://argocd/api/v1/stream/applications?resourceVersion=1&fields=result.type,result.application.metadata.name",
      {
        headers: { authorization: `Bearer ${token}` },
        signal: leave.signal,
      },
    ),
  ).then((response) => {
    answered = true;
    return response;
  });
  await simulated.get("/api/v1/applications/kust");
  assert.equal(answered, false);
  await simulated.send("PATCH", "/api/v1/applications/kust", {
    body: {
      patch: JSON.stringify({ metadata: { labels: { touched: "yes" } } }),
      patchType: "merge",
    },
  });
  const response = await watch;
  const reader = response.body?.getReader();
  const { value } = await reader?.read() ?? {};
  assert.equal(
    new TextDecoder().decode(value),
    '{"result":{"application":{"metadata":{"name":"kust"}},"type":"MODIFIED"}}\n',
  );
  await reader?.cancel();
  leave.abort();
  assert.equal(
    simulated.simulator.world.listeners.size,
    0,
    "nobody listens any more",
  );
});

Deno.test("a watch that nobody waits for any more stops listening", async () => {
  const simulated = new Simulated();
  const leave = new AbortController();
  const { token } = simulated.simulator.credentials.limited;
  const silent = simulated.simulator.fetch(
    new Request("http://argocd/api/v1/stream/applications?name=guestbook", {
      headers: { authorization: `Bearer ${token}` },
      signal: leave.signal,
    }),
  );
  await simulated.get("/api/v1/applications/kust");
  assert.equal(simulated.simulator.world.listeners.size, 1);
  leave.abort();
  await (await silent).body?.cancel();
  assert.equal(simulated.simulator.world.listeners.size, 0);
});

Deno.test("errors of streams have the form of streams", async () => {
  const simulated = new Simulated();
  const { status, body } = await simulated.get(
    "/api/v1/stream/applications",
    "nobody",
  );
  assert.equal(status, 401);
  assert.deepEqual(body, {
    error: {
      grpc_code: 16,
      http_code: 401,
      message: "no session information",
      http_status: "Unauthorized",
    },
  });
  const logs = await simulated.get(
    "/api/v1/applications/payments/logs",
    "limited",
  );
  assert.equal(logs.body.error.http_code, 403);
});

Deno.test("a component that is down shows itself the way it does in Argo CD", async () => {
  const simulated = new Simulated();
  const { outages } = simulated.simulator.world;
  outages.repoServer = true;
  const create = await simulated.post("/api/v1/applications/payments/sync", {});
  assert.deepEqual(
    [create.status, create.body.code],
    [400, 9],
    "not every 400 is the caller's fault",
  );
  assert.equal(
    (await simulated.get("/api/v1/applications/guestbook/manifests")).status,
    503,
  );
  outages.repoServer = false;
  outages.redis = true;
  assert.equal(
    (await simulated.get("/api/v1/applications/kust/resource-tree")).status,
    500,
  );
  assert.equal((await simulated.get("/api/v1/applications/kust")).status, 200);
  outages.redis = false;
  outages.controller = true;
  const late = await simulated.send(
    "GET",
    "/api/v1/applications/kust?refresh=normal",
    { headers: { "grpc-timeout": "20m" } },
  );
  assert.deepEqual([late.status, late.body.error], [
    504,
    "context deadline exceeded",
  ]);
});
