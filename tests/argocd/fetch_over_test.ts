import assert from "node:assert/strict";
import { fetchOver } from "../../lib/argocd/fetch_over.ts";
import { openTransport } from "../../lib/argocd/open_transport.ts";
import {
  answer,
  json,
  stallAfter,
  startFaultServer,
} from "../helpers/fault_server.ts";

Deno.test("fetchOver() sends what it adds and what the request has, body and type too", async () => {
  await using server = startFaultServer({ replies: [json({ ok: true })] });
  using transport = openTransport({ baseUrl: server.url });
  const over = fetchOver(transport, { headers: [["X-Gate", "open-sesame"]] });
  const response = await over(`${server.url}token`, {
    method: "POST",
    headers: { accept: "application/json" },
    body: new URLSearchParams({ code: "a b" }),
  });
  assert.deepEqual(await response.json(), { ok: true });
  assert.equal(response.headers.get("content-type"), "application/json");
  const [request] = server.requests;
  assert.equal(request?.method, "POST");
  assert.equal(request?.path, "/token");
  assert.equal(request?.body, "code=a+b");
  assert.equal(request?.headers.get("x-gate"), "open-sesame");
  assert.equal(request?.headers.get("accept"), "application/json");
  assert.match(
    request?.headers.get("content-type") ?? "",
    /^application\/x-www-form-urlencoded/,
  );
  assert.equal(request?.headers.has("authorization"), false);
});

Deno.test("fetchOver() asks its own origin only, and hands redirects and no cookie on", async () => {
  await using other = startFaultServer({ replies: [json({})] });
  await using server = startFaultServer({
    replies: [answer("", {
      status: 302,
      headers: { location: `${other.url}x`, "set-cookie": "a=b" },
    })],
  });
  using transport = openTransport({ baseUrl: server.url });
  const over = fetchOver(transport, { origin: server.url.origin });
  const response = await over(server.url, { redirect: "follow" });
  assert.equal(response.status, 302);
  assert.equal(response.headers.get("location"), `${other.url}x`);
  assert.equal(response.headers.get("set-cookie"), null);
  await response.body?.cancel();
  await assert.rejects(over(other.url), {
    name: "TypeError",
    message:
      `Cannot ask '${other.url.origin}': only ${server.url.origin} may be`,
  });
  assert.equal(other.requests.length, 0);
});

Deno.test("fetchOver() holds no answer beyond its limit, however well it is compressed", async () => {
  const plain = new Blob([new Uint8Array(2_000_000)]).stream();
  const bomb = await new Response(
    plain.pipeThrough(new CompressionStream("gzip")),
  ).bytes();
  await using server = startFaultServer({
    replies: [answer(bomb, { headers: { "content-encoding": "gzip" } })],
  });
  using transport = openTransport({ baseUrl: server.url });
  const response = await fetchOver(transport, {})(server.url);
  await assert.rejects(response.text(), {
    name: "TypeError",
    message: "Cannot read the answer: it is larger than 1048576 bytes",
  });
});

Deno.test("fetchOver() ends a body with the signal of its request", async () => {
  await using server = startFaultServer({ replies: [stallAfter("{")] });
  using transport = openTransport({ baseUrl: server.url });
  const over = fetchOver(transport, {});
  const controller = new AbortController();
  const { signal } = controller;
  const first = await over(server.url, { signal });
  const second = await over(new Request(server.url, { signal }));
  const both = Promise.allSettled([first.text(), second.text()]);
  controller.abort(new Error("enough"));
  for (const result of await both) assert.equal(result.status, "rejected");
});

Deno.test("fetchOver() has no body where there can be none", async () => {
  await using server = startFaultServer({
    replies: [answer("", { status: 204 })],
  });
  using transport = openTransport({ baseUrl: server.url });
  const response = await fetchOver(transport, {})(server.url);
  assert.equal(response.status, 204);
  assert.equal(response.body, null);
});
