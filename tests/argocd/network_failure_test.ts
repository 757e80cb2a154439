import assert from "node:assert/strict";
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import { connect } from "../../lib/argocd/connect.ts";
import { endpoint } from "../../lib/argocd/endpoint.ts";
import { getApplication } from "../../lib/argocd/endpoints.ts";
import { networkFailure } from "../../lib/argocd/network_failure.ts";
import { VARIABLE_NAMES } from "../../lib/argocd/setting_names.ts";
import type { TlsOptions } from "../../lib/argocd/transport.ts";
import {
  answer,
  hangUp,
  json,
  startFaultServer,
  truncateAfter,
} from "../helpers/fault_server.ts";
import { failureOf, openClient } from "../helpers/open_client.ts";
import { keyPair, pem } from "../helpers/tls_files.ts";

const APPLICATION = {
  path: { name: "web" },
  purpose: "read application 'web'",
};
const syncApplication = endpoint<unknown>(
  "write",
  "POST /api/v1/applications/{name}/sync",
);

/** A port of this machine where nothing listens. */
function freePort(): number {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { port } = listener.addr as Deno.NetAddr;
  listener.close();
  return port;
}

async function failure(
  baseUrl: URL,
  tls: TlsOptions = {},
): Promise<readonly [string, string, string]> {
  using open = openClient(baseUrl, { tls });
  const error = await failureOf(open.client.call(getApplication, APPLICATION));
  return [error.code, error.message, error.hint ?? ""];
}

Deno.test("nothing listens", async () => {
  const origin = `http://127.0.0.1:${freePort()}`;
  assert.deepEqual(await failure(new URL(`${origin}/`)), [
    "CONNECTION_REFUSED",
    `Cannot read application 'web': nothing accepts connections at ${origin}`,
    "Check host and port in ARGOCD_SERVER, and whether Argo CD (or the port-forward) is running",
  ]);
});

Deno.test("the host does not exist", async () => {
  const [code, message] = await failure(new URL("https://argocd.invalid/"));
  assert.equal(code, "DNS_FAILURE");
  assert.match(
    message,
    /^Cannot read application 'web': (the host 'argocd\.invalid' was not found|'argocd\.invalid' cannot be looked up at the moment)$/,
  );
});

Deno.test("a port that fetch never uses", async () => {
  const [code, message] = await failure(new URL("http://127.0.0.1:9/"));
  assert.equal(code, "CONFIGURATION");
  assert.match(
    message,
    /the port of http:\/\/127\.0\.0\.1:9 is one that fetch never uses/,
  );
});

Deno.test("the connection is lost, before the answer and within it", async () => {
  for (const fault of [hangUp, truncateAfter('{"metadata":')]) {
    await using server = startFaultServer({ replies: [fault] });
    const [code, message] = await failure(server.url);
    assert.equal(code, "CONNECTION_LOST");
    assert.equal(
      message,
      `Cannot read application 'web': the connection to ${server.url.origin} was lost before the answer was complete`,
    );
  }
});

Deno.test("a lost write says that its outcome is not known, an unsent one does not", async () => {
  await using server = startFaultServer({ replies: [hangUp] });
  using open = openClient(server.url, { tier: "write" });
  const lost = await failureOf(
    open.client.call(syncApplication, { ...APPLICATION, body: {} }),
  );
  assert.equal(lost.code, "CONNECTION_LOST");
  assert.match(lost.message, /; whether Argo CD carried it out is not known$/);
  assert.equal(server.requests.length, 1);
  using nowhere = openClient(new URL(`http://127.0.0.1:${freePort()}/`), {
    tier: "write",
  });
  const unsent = await failureOf(
    nowhere.client.call(syncApplication, { ...APPLICATION, body: {} }),
  );
  assert.equal(unsent.code, "CONNECTION_REFUSED");
  assert.doesNotMatch(unsent.message, /not known/);
});

Deno.test("damaged compression", async () => {
  await using server = startFaultServer({
    replies: [answer("abcd", { headers: { "content-encoding": "gzip" } })],
  });
  const [code, message] = await failure(server.url);
  assert.equal(code, "BAD_RESPONSE");
  assert.match(message, /the answer's compression is damaged/);
});

Deno.test("every certificate that is not right has its own words", async (t) => {
  const ca = { caPem: pem("ca") };
  const cases = [
    [
      "server",
      {},
      /is self-signed or from an unknown authority$/,
      /ARGOCD_CA_FILE/,
    ],
    [
      "server",
      { caPem: pem("other_ca") },
      /unknown authority$/,
      /ARGOCD_CA_FILE/,
    ],
    [
      "self_signed",
      ca,
      /is self-signed or from an unknown authority$/,
      /ARGOCD_INSECURE=1/,
    ],
    ["expired", ca, /has expired$/, /renewed/],
    [
      "wrong_name",
      ca,
      /is not for '127\.0\.0\.1', only for argocd\.other\.example$/,
      /name that the certificate has/,
    ],
  ] as const;
  for (const [name, tls, message, hint] of cases) {
    await t.step(`${name} ${Object.keys(tls)}`, async () => {
      await using server = startFaultServer({
        replies: [json({})],
        tls: keyPair(name),
      });
      const [code, text, next] = await failure(server.url, tls);
      assert.equal(code, "TLS_FAILURE");
      assert.match(text, message);
      assert.match(next, hint);
      assert.equal(server.requests.length, 0);
    });
  }
});

Deno.test("a trusted authority, and a trusted self-signed certificate, are enough", async () => {
  for (
    const [name, ca] of [["server", "ca"], [
      "self_signed",
      "self_signed",
    ]] as const
  ) {
    await using server = startFaultServer({
      replies: [json({ metadata: { name: "web" } })],
      tls: keyPair(name),
    });
    using open = openClient(server.url, { tls: { caPem: pem(ca) } });
    const application = await open.client.call(getApplication, APPLICATION);
    assert.equal(application.metadata?.name, "web");
  }
});

Deno.test("a client certificate is shown where one is wanted", async () => {
  const server = createServer({
    ...keyPair("server"),
    ca: pem("ca"),
    requestCert: true,
    rejectUnauthorized: true,
  }, (_request, response) => {
    response.setHeader("content-type", "application/json");
    response.end('{"metadata":{"name":"web"}}');
  });
  const { promise: listening, resolve } = Promise.withResolvers<void>();
  server.listen(0, "127.0.0.1", resolve);
  await listening;
  try {
    const { port } = server.address() as AddressInfo;
    const baseUrl = new URL(`https://127.0.0.1:${port}/`);
    const caPem = pem("ca");
    const [code, message, hint] = await failure(baseUrl, { caPem });
    assert.equal(code, "TLS_FAILURE");
    assert.match(message, /wants a client certificate, and none is set$/);
    assert.match(hint, /ARGOCD_CLIENT_CERT_FILE/);
    const ours = { certPem: pem("client"), keyPem: pem("client.key") };
    for (const tls of [{ caPem, ...ours }, { insecure: true, ...ours }]) {
      using open = openClient(baseUrl, { tls });
      const application = await open.client.call(getApplication, APPLICATION);
      assert.equal(application.metadata?.name, "web");
    }
  } finally {
    const { promise: closed, resolve } = Promise.withResolvers<void>();
    server.close(() => resolve());
    server.closeAllConnections();
    await closed;
  }
});

Deno.test("verification that is switched off is off for this connection alone", async (t) => {
  for (
    const name of ["server", "expired", "wrong_name", "self_signed"] as const
  ) {
    await t.step(name, async () => {
      await using server = startFaultServer({
        replies: [json({ metadata: { name: "web" } })],
        tls: keyPair(name),
      });
      using open = openClient(server.url, { tls: { insecure: true } });
      const application = await open.client.call(getApplication, APPLICATION);
      assert.equal(application.metadata?.name, "web");
      const [code] = await failure(server.url);
      assert.equal(code, "TLS_FAILURE");
      assert.equal(server.requests.length, 1);
    });
  }
});

Deno.test("without verification failures and redirects come out the same", async () => {
  const tls = { insecure: true };
  const [refused] = await failure(
    new URL(`https://127.0.0.1:${freePort()}/`),
    tls,
  );
  assert.equal(refused, "CONNECTION_REFUSED");
  const [unknown] = await failure(new URL("https://argocd.invalid/"), tls);
  assert.equal(unknown, "DNS_FAILURE");
  await using plain = startFaultServer({ replies: [json({})] });
  const [spoken] = await failure(
    new URL(`https://127.0.0.1:${plain.port}/`),
    tls,
  );
  assert.equal(spoken, "TLS_FAILURE");
  await using server = startFaultServer({
    replies: [
      answer("", { status: 307, headers: { location: `${plain.url}x` } }),
      truncateAfter('{"metadata":'),
    ],
    tls: keyPair("self_signed"),
  });
  assert.equal((await failure(server.url, tls))[0], "REDIRECTED");
  assert.equal((await failure(server.url, tls))[0], "CONNECTION_LOST");
  assert.equal(plain.requests.length, 0);
});

Deno.test("https to a plain port, and http to a TLS port", async () => {
  await using plain = startFaultServer({
    replies: [answer("Bad Request", { status: 400, type: "text/plain" })],
  });
  const [code, message, hint] = await failure(
    new URL(`https://127.0.0.1:${plain.port}/`),
  );
  assert.equal(code, "TLS_FAILURE");
  assert.match(
    message,
    /does not speak TLS; it is probably a plain http port$|handshake with .* failed$/,
  );
  assert.match(hint, /https port/);
  await using tls = startFaultServer({
    replies: [json({})],
    tls: keyPair("server"),
  });
  const [other, text, next] = await failure(
    new URL(`http://127.0.0.1:${tls.port}/`),
  );
  assert.match(other, /^(TLS_FAILURE|CONNECTION_LOST)$/);
  assert.match(text, /does not speak HTTP; it is probably a TLS port|was lost/);
  assert.match(next, /https:\/\/|Try again/);
});

Deno.test("certificates that cannot be used stop the connection before it begins", () => {
  const cases: readonly (readonly [TlsOptions, RegExp])[] = [
    [{ caPem: "garbage" }, /ARGOCD_CA_FILE has no PEM certificate/],
    [
      { certPem: "garbage", keyPem: pem("client.key") },
      /ARGOCD_CLIENT_CERT_FILE has no/,
    ],
    [
      { certPem: pem("client"), keyPem: "garbage" },
      /ARGOCD_CLIENT_KEY_FILE has no/,
    ],
    [{ certPem: pem("client") }, /belong together/],
    [{ keyPem: pem("client.key") }, /belong together/],
    [
      { certPem: pem("client"), keyPem: pem("server.key") },
      /certificates given for https:\/\/argocd\.example/,
    ],
  ];
  for (const [tls, expected] of cases) {
    assert.throws(
      () =>
        connect({
          instance: "x",
          baseUrl: new URL("https://argocd.example/"),
          tls,
        }),
      (error: Error) =>
        expected.test(error.message) && !error.message.includes("BEGIN"),
    );
  }
});

Deno.test("networkFailure() knows the numbers and codes of other systems", () => {
  function code(message: string, more: { code?: string } = {}): string {
    const cause = Object.assign(new Error(message), more);
    return networkFailure(new TypeError("fetch failed", { cause }), {
      purpose: "x",
      origin: "https://argocd.example",
      via: undefined,
      write: false,
      names: VARIABLE_NAMES,
    }).error.code;
  }
  assert.equal(
    code("tcp connect error: (os error 10061)"),
    "CONNECTION_REFUSED",
  );
  assert.equal(code("tcp connect error: (os error 61)"), "CONNECTION_REFUSED");
  assert.equal(
    code("tcp connect error: No route to host (os error 113)"),
    "CONNECTION_REFUSED",
  );
  assert.equal(code("tcp connect error: (os error 110)"), "TIMEOUT");
  assert.equal(
    code("Connection reset by peer (os error 104)"),
    "CONNECTION_LOST",
  );
  assert.equal(code("connect", { code: "ECONNRESET" }), "CONNECTION_LOST");
  assert.equal(code("x", { code: "CERT_HAS_EXPIRED" }), "TLS_FAILURE");
  assert.equal(code("x", { code: "EAI_AGAIN" }), "DNS_FAILURE");
  assert.equal(
    code("received fatal alert: CertificateRequired"),
    "TLS_FAILURE",
  );
  assert.equal(code("something new"), "CONNECTION_LOST");
});
