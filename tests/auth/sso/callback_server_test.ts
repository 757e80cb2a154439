import assert from "node:assert/strict";
import {
  awaitCallback,
  PortBusyError,
} from "../../../lib/auth/sso/callback_server.ts";
import { isOurPort } from "../../../lib/auth/sso/port_holder.ts";
import { freePort, isFree, LOOPBACK } from "./sso_harness.ts";

/** One request as it stands on the wire: `fetch` would not send a foreign Host. */
async function send(
  port: number,
  target: string,
  { host = `localhost:${port}`, method = "GET", hostname = "127.0.0.1" } = {},
): Promise<{ status: number; text: string }> {
  using connection = await Deno.connect({ hostname, port });
  await connection.write(new TextEncoder().encode(
    `${method} ${target} HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`,
  ));
  const text = await new Response(connection.readable).text();
  return { status: Number(text.split(" ")[1]), text };
}

const CALLBACK = "/auth/callback?code=c0de&state=right";

Deno.test("only a GET of the callback with a known state counts; everything else changes nothing", async () => {
  const port = freePort();
  await using awaited = await awaitCallback(port, "right");
  const asked: [string, Parameters<typeof send>[2], number][] = [
    ["/auth/callback?code=x&state=wrong", {}, 400],
    ["/auth/callback?code=x", {}, 400],
    ["/auth/callback?state=right", {}, 400],
    ["/auth/callback?code=x&state=right&state=right", {}, 400],
    ["/auth/callback?code=x&state=", {}, 400],
    ["/auth/callback/?code=x&state=right", {}, 404],
    ["/favicon.ico", {}, 404],
    ["/", {}, 404],
    [CALLBACK, { method: "POST" }, 405],
    [CALLBACK, { method: "HEAD" }, 405],
    [CALLBACK, { host: "attacker.example" }, 421],
    [CALLBACK, { host: `localhost.attacker.example:${port}` }, 421],
    [CALLBACK, { host: `127.0.0.1:${port}` }, 421],
    [CALLBACK, { host: `localhost:${port + 1}` }, 421],
  ];
  for (const [target, options, status] of asked) {
    const answer = await send(port, target, options);
    assert.equal(answer.status, status, `${options?.method ?? ""} ${target}`);
    assert.doesNotMatch(answer.text, /right|attacker|c0de/);
  }
  const answered = send(port, CALLBACK);
  const { url, show } = await awaited.arrival;
  assert.equal(
    url.href,
    `http://localhost:${port}/auth/callback?code=c0de&state=right`,
  );
  show(200, { title: "Done", text: "<b>&'\"" });
  const { status, text } = await answered;
  assert.equal(status, 200);
  assert.match(text, /<p>&lt;b&gt;&amp;&#39;&quot;<\/p>/);
  assert.equal((await send(port, CALLBACK)).status, 400, "used once");
});

Deno.test("the page is not kept, framed or scripted, and its address is told to nobody", async () => {
  const port = freePort();
  await using _awaited = await awaitCallback(port, "right");
  const response = await fetch(`http://localhost:${port}/auth/callback`);
  await response.body?.cancel();
  const { headers } = response;
  assert.equal(headers.get("cache-control"), "no-store");
  assert.equal(headers.get("referrer-policy"), "no-referrer");
  assert.equal(headers.get("x-content-type-options"), "nosniff");
  assert.match(
    headers.get("content-security-policy") ?? "",
    /^default-src 'none'; style-src 'sha256-[\w+/=]+'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'$/,
  );
});

Deno.test("it listens at both loopback addresses and at no other", async () => {
  const port = freePort();
  await using _awaited = await awaitCallback(port, "right");
  for (const hostname of LOOPBACK) {
    assert.equal((await send(port, "/", { hostname })).status, 404, hostname);
  }
  const others = Deno.networkInterfaces().filter(({ family, address }) =>
    family === "IPv4" && address !== "127.0.0.1"
  );
  for (const { address } of others) {
    await assert.rejects(Deno.connect({ hostname: address, port }));
  }
});

Deno.test("sign-ins of one process share the port, and each gets its own callback", async () => {
  const port = freePort();
  const first = await awaitCallback(port, "one");
  const second = await awaitCallback(port, "two");
  const answered = [
    send(port, "/auth/callback?code=2&state=two"),
    send(port, "/auth/callback?code=1&state=one"),
  ];
  for (const [awaited, code] of [[first, "1"], [second, "2"]] as const) {
    const { url, show } = await awaited.arrival;
    assert.equal(url.searchParams.get("code"), code);
    show(200, { title: "Done", text: code });
  }
  await Promise.all(answered);
  await first[Symbol.asyncDispose]();
  assert.equal((await send(port, "/")).status, 404, "the other one waits");
  await second[Symbol.asyncDispose]();
  assert(isFree(port));
});

Deno.test("the port is free at the end, also of a browser that says nothing, and can be had again at once", async () => {
  const port = freePort();
  const awaited = await awaitCallback(port, "right");
  using silent = await Deno.connect({ hostname: "127.0.0.1", port });
  await silent.write(new TextEncoder().encode("GET / HTT"));
  const waiting = send(port, CALLBACK);
  await awaited.arrival;
  const over = awaited[Symbol.asyncDispose]();
  const next = await awaitCallback(port, "next");
  await over;
  assert.equal((await waiting).status, 410, "given up, and said so");
  assert.equal((await send(port, "/")).status, 404);
  await next[Symbol.asyncDispose]();
  await next[Symbol.asyncDispose]();
  assert(isFree(port));
});

Deno.test.each(LOOPBACK.map((hostname) => ({ hostname })))(
  "a port that somebody has at $hostname is busy, and is not half taken",
  async ({ hostname }) => {
    using other = Deno.listen({ hostname, port: 0 });
    const { port } = other.addr;
    await assert.rejects(awaitCallback(port, "right"), PortBusyError);
    for (const free of LOOPBACK.filter((each) => each !== hostname)) {
      Deno.listen({ hostname: free, port }).close();
    }
  },
);

Deno.test("isOurPort() knows this program from others", async () => {
  const port = freePort();
  {
    await using _awaited = await awaitCallback(port, "right");
    assert.equal(await isOurPort(port), true);
  }
  assert.equal(await isOurPort(port), false);
  await using server = Deno.serve(
    { hostname: "127.0.0.1", port, onListen() {} },
    () => new Response("server: argocd-mcp"),
  );
  assert.equal(await isOurPort(server.addr.port), false);
});
