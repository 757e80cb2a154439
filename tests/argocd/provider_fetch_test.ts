import assert from "node:assert/strict";
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import type { TLSSocket } from "node:tls";
import { openProviderFetch } from "../../lib/argocd/provider_fetch.ts";
import { ToolError } from "../../lib/errors.ts";
import { startProxy } from "../helpers/connect_proxy.ts";
import { answer, json, startFaultServer } from "../helpers/fault_server.ts";
import { keyPair, pem } from "../helpers/tls_files.ts";

const caPem = pem("ca");

Deno.test("a provider is asked over https with its own authority, and gets no certificate and no header of ours", async () => {
  const seen: unknown[] = [];
  const server = createServer({
    ...keyPair("server"),
    ca: caPem,
    requestCert: true,
    rejectUnauthorized: false,
  }, (request, response) => {
    const certificate = (request.socket as TLSSocket).getPeerCertificate();
    seen.push([
      Object.keys(certificate ?? {}).length,
      request.headers.authorization,
      request.headers.cookie,
    ]);
    response.setHeader("content-type", "application/json");
    response.end("{}");
  });
  const { promise: listening, resolve } = Promise.withResolvers<void>();
  server.listen(0, "127.0.0.1", resolve);
  await listening;
  try {
    const { port } = server.address() as AddressInfo;
    using provider = openProviderFetch({ caPem });
    const address =
      `https://127.0.0.1:${port}/.well-known/openid-configuration`;
    for (let round = 0; round < 2; round++) {
      assert.deepEqual(await (await provider.fetch(address)).json(), {});
    }
    assert.deepEqual(seen, [[0, undefined, undefined], [
      0,
      undefined,
      undefined,
    ]]);
  } finally {
    const { promise: closed, resolve } = Promise.withResolvers<void>();
    server.close(() => resolve());
    server.closeAllConnections();
    await closed;
  }
});

Deno.test("nothing switches the verification of a provider off", async () => {
  for (const certificate of ["expired", "self_signed", "wrong_name"] as const) {
    await using server = startFaultServer({
      replies: [json({})],
      tls: keyPair(certificate),
    });
    using provider = openProviderFetch({ caPem });
    await assert.rejects(provider.fetch(server.url), TypeError);
    assert.equal(server.requests.length, 0);
  }
});

Deno.test("plain http is for providers on this machine only", async () => {
  await using server = startFaultServer({ replies: [json({ ok: true })] });
  using provider = openProviderFetch({});
  const response = await provider.fetch(new Request(server.url));
  assert.deepEqual(await response.json(), { ok: true });
  for (const elsewhere of ["http://idp.example/x", "ftp://127.0.0.1/x"]) {
    await assert.rejects(provider.fetch(elsewhere), {
      name: "TypeError",
      message: /^Cannot ask '.*': it is not https$/,
    });
  }
});

Deno.test("no redirect of a provider is followed", async () => {
  await using other = startFaultServer({ replies: [json({})] });
  await using server = startFaultServer({
    replies: [
      answer("", { status: 307, headers: { location: other.url.href } }),
    ],
  });
  using provider = openProviderFetch({});
  const response = await provider.fetch(server.url, {
    method: "POST",
    body: "refresh_token=s3cret",
  });
  assert.equal(response.status, 307);
  await response.body?.cancel();
  assert.equal(other.requests.length, 0);
});

Deno.test("a provider is reached through the proxy, and what fails there is said to be the proxy's", async () => {
  await using server = startFaultServer({
    replies: [json({ ok: true })],
    tls: keyPair("wrong_name"),
  });
  const address = "https://argocd.other.example/keys";
  await using proxy = startProxy(server.port);
  using provider = openProviderFetch({
    caPem,
    proxy: { httpsProxy: proxy.url },
  });
  assert.deepEqual(await (await provider.fetch(address)).json(), { ok: true });
  await using closed = startProxy(0, 403);
  using refused = openProviderFetch({
    caPem,
    proxy: { httpsProxy: closed.url },
  });
  await assert.rejects(refused.fetch(address), (error) => {
    assert(error instanceof ToolError);
    assert.equal(error.code, "CONNECTION_REFUSED");
    assert.match(
      error.message,
      /^Cannot reach the identity provider: the proxy 127\.0\.0\.1:\d+ did not connect to https:\/\/argocd\.other\.example$/,
    );
    return true;
  });
  using direct = openProviderFetch({
    caPem,
    proxy: { httpsProxy: closed.url, noProxy: ".invalid" },
  });
  await assert.rejects(direct.fetch("https://idp.invalid/"), TypeError);
  assert.equal(closed.seen.length, 1);
});

Deno.test("a CA text without a certificate is refused at once", () => {
  assert.throws(() => openProviderFetch({ caPem: "garbage" }), {
    code: "CONFIGURATION",
    message:
      "Cannot use the certificates: the certificate authority of the identity provider has no PEM certificate",
  });
});
