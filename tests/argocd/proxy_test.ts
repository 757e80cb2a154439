import assert from "node:assert/strict";
import { connect } from "../../lib/argocd/connect.ts";
import { getVersion } from "../../lib/argocd/endpoints.ts";
import { proxyFor } from "../../lib/argocd/proxy.ts";
import { startProxy } from "../helpers/connect_proxy.ts";
import { json, startFaultServer } from "../helpers/fault_server.ts";
import { failureOf, openClient } from "../helpers/open_client.ts";
import { keyPair, pem } from "../helpers/tls_files.ts";

/** A name that is no loopback for our program; only the proxy of these tests can reach it. */
const NAME = "argocd.other.example";

Deno.test({
  name:
    "an https server is reached through the proxy, with the proxy's own sign-in and our token inside only",
  // undici has one timer for all idle connections to proxies, which ends by itself within a second.
  sanitizeOps: false,
  sanitizeResources: false,
  async fn() {
    await using server = startFaultServer({
      replies: [json({ Version: "v3.5.1" })],
      tls: keyPair("wrong_name"),
    });
    await using proxy = startProxy(server.port);
    const httpsProxy = proxy.url.replace("//", "//me:pw@");
    for (const tls of [{ caPem: pem("ca") }, { insecure: true }]) {
      using open = openClient(new URL(`https://${NAME}/`), {
        tls,
        proxy: { httpsProxy },
      });
      const { Version } = await open.client.call(getVersion);
      assert.equal(Version, "v3.5.1");
    }
    assert.deepEqual(
      proxy.seen,
      Array(2).fill(`CONNECT ${NAME}:443 HTTP/1.1 Basic ${btoa("me:pw")}`),
    );
  },
});

Deno.test("what the proxy refuses is said to be the proxy's", async () => {
  for (
    const [status, expected] of [
      [407, /asks for a sign-in$/],
      [403, /did not connect to https:\/\/argocd\.other\.example$/],
    ] as const
  ) {
    await using proxy = startProxy(0, status);
    for (const insecure of [false, true]) {
      using open = openClient(new URL(`https://${NAME}/`), {
        tls: { insecure },
        proxy: { httpsProxy: proxy.url },
      });
      const error = await failureOf(open.client.call(getVersion));
      assert.equal(error.code, "CONNECTION_REFUSED");
      assert.match(error.message, /the proxy 127\.0\.0\.1:\d+ /);
      assert.match(error.message, expected);
    }
  }
});

Deno.test("a proxy that is not there is said to be the proxy", async () => {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { port } = listener.addr as Deno.NetAddr;
  listener.close();
  using open = openClient(new URL(`https://${NAME}/`), {
    proxy: { httpsProxy: `127.0.0.1:${port}` },
  });
  const error = await failureOf(open.client.call(getVersion));
  assert.equal(error.code, "CONNECTION_REFUSED");
  assert.match(
    error.message,
    new RegExp(`nothing accepts connections at the proxy 127.0.0.1:${port}$`),
  );
  assert.match(error.hint ?? "", /HTTPS_PROXY/);
});

Deno.test("plain http to this machine goes past a proxy of the environment", async () => {
  await using server = startFaultServer({
    replies: [json({ Version: "v3.5.1" })],
  });
  using open = openClient(server.url, {
    proxy: { httpProxy: "http://127.0.0.1:1" },
  });
  assert.equal((await open.client.call(getVersion)).Version, "v3.5.1");
});

Deno.test("proxyFor() obeys NO_PROXY", () => {
  function used(host: string, noProxy: string): boolean {
    const options = { httpsProxy: "http://proxy.example:3128/", noProxy };
    return proxyFor(new URL(`https://${host}/`), options) !== undefined;
  }
  assert(used("argocd.example", ""));
  assert(used("argocd.example", "other.example, localhost"));
  assert(used("notargocd.example", "argocd.example"));
  assert(used("argocd.example", "argocd.example:8443"));
  for (
    const noProxy of [
      "*",
      "argocd.example",
      "x, ARGOCD.EXAMPLE",
      "example",
      ".example",
      "*.example",
      "argocd.example:443",
      "x argocd.example",
    ]
  ) assert(!used("argocd.example", noProxy), noProxy);
  assert(!used("10.0.0.1:8443", "10.0.0.1"));
  assert(!used("10.1.2.3", "192.168.0.0/16,10.0.0.0/8"));
  assert(used("11.1.2.3", "10.0.0.0/8,10.0.0.0/99,x/8"));
  assert(!used("[2001:db8::1]", "2001:db8::1"));
  for (const here of ["localhost", "127.0.0.1:1", "[::1]"]) {
    assert(!used(here, ""));
  }
  assert.equal(
    proxyFor(new URL("http://argocd.example"), { httpsProxy: "p:1" }),
    undefined,
  );
});

Deno.test("an address that is no proxy's stops the connection before it begins", () => {
  for (const httpsProxy of ["ftp://me:s3cret@proxy", "http://"]) {
    assert.throws(
      () =>
        connect({
          instance: "x",
          baseUrl: new URL("https://argocd.example/"),
          proxy: { httpsProxy },
        }),
      (error: Error) =>
        /HTTPS_PROXY/.test(error.message) && !/s3cret/.test(error.message),
    );
  }
});
