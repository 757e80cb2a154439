import assert from "node:assert/strict";
import type { ConnectOptions } from "../../lib/argocd/connect.ts";
import { getVersion } from "../../lib/argocd/endpoints.ts";
import type { TlsOptions } from "../../lib/argocd/transport.ts";
import type { ToolError } from "../../lib/errors.ts";
import { startProxy } from "../helpers/connect_proxy.ts";
import { json, startFaultServer } from "../helpers/fault_server.ts";
import { failureOf, openClient } from "../helpers/open_client.ts";
import {
  fixture,
  HAS_OPENSSL,
  startOpenssl,
} from "../helpers/openssl_server.ts";
import { keyPair, pem } from "../helpers/tls_files.ts";

/** A name that is no loopback for our program; only the proxy of these tests can reach it. */
const NAME = "argocd.other.example";
const VERSION = { replies: [json({ Version: "v3.5.1" })] };
const CA = { caPem: pem("ca") };

/** Deno's `fetch`, and undici, which takes over where the certificate is for another name than the address. */
const TRANSPORTS = {
  fetch: {},
  undici: { serverName: "localhost" },
} as const satisfies Record<string, TlsOptions>;

async function version(
  baseUrl: URL,
  options: Partial<ConnectOptions>,
): Promise<string | undefined> {
  using open = openClient(baseUrl, options);
  return (await open.client.call(getVersion)).Version;
}

async function failure(
  baseUrl: URL,
  options: Partial<ConnectOptions>,
): Promise<ToolError> {
  using open = openClient(baseUrl, options);
  return await failureOf(open.client.call(getVersion));
}

interface Row {
  readonly certificate: Parameters<typeof keyPair>[0];
  readonly tls: TlsOptions;
  readonly state: RegExp;
  readonly hint: RegExp;
}

const ROWS: Readonly<Record<string, Row>> = {
  "expired": {
    certificate: "expired",
    tls: CA,
    state: /the certificate of https:\S+ has expired$/,
    hint: /^Have the certificate renewed, and check the clock/,
  },
  "not yet valid": {
    certificate: "not_yet_valid",
    tls: { caPem: pem("not_yet_valid") },
    state: /the certificate of https:\S+ is not valid yet$/,
    hint: /^Check the clock of this machine$/,
  },
  "no authority given": {
    certificate: "server",
    tls: {},
    state: /is self-signed or from an unknown authority$/,
    hint:
      /^Set ARGOCD_CA_FILE to .*; ARGOCD_INSECURE=1 switches the check off$/,
  },
  "another authority": {
    certificate: "server",
    tls: { caPem: pem("other_ca") },
    state: /is self-signed or from an unknown authority$/,
    hint: /^Set ARGOCD_CA_FILE to /,
  },
  "self-signed": {
    certificate: "self_signed",
    tls: CA,
    state: /is self-signed or from an unknown authority$/,
    hint: /^Set ARGOCD_CA_FILE to /,
  },
};

for (const [transport, own] of Object.entries(TRANSPORTS)) {
  Deno.test(`what is wrong with a certificate is said through ${transport}`, async (t) => {
    for (
      const [name, { certificate, tls, state, hint }] of Object.entries(ROWS)
    ) {
      await t.step(name, async () => {
        await using server = startFaultServer({
          ...VERSION,
          tls: keyPair(certificate),
        });
        const error = await failure(server.url, { tls: { ...tls, ...own } });
        assert.equal(error.code, "TLS_FAILURE");
        assert.match(error.message, state);
        assert.match(error.hint ?? "", hint);
        assert.equal(server.requests.length, 0);
      });
    }
    await t.step("none", async () => {
      await using server = startFaultServer({
        ...VERSION,
        tls: keyPair("server"),
      });
      assert.equal(
        await version(server.url, { tls: { ...CA, ...own } }),
        "v3.5.1",
      );
    });
  });

  Deno.test(`a plain port is named through ${transport}`, async () => {
    await using server = startFaultServer(VERSION);
    const url = new URL(`https://127.0.0.1:${server.port}/`);
    const error = await failure(url, { tls: { ...CA, ...own } });
    assert.equal(error.code, "TLS_FAILURE");
    assert.match(
      error.message,
      /does not speak TLS; it is probably a plain http port$/,
    );
    assert.match(
      error.hint ?? "",
      /write http:\/\/ into ARGOCD_SERVER and set ARGOCD_PLAINTEXT=1$/,
    );
  });

  Deno.test({
    name: `TLS 1.2 and 1.3 work, older ones do not, through ${transport}`,
    ignore: !HAS_OPENSSL,
    async fn() {
      for (const spoken of ["-tls1_2", "-tls1_3"]) {
        await using server = await startOpenssl(spoken);
        assert.equal(
          await version(server.url, { tls: { ...CA, ...own } }),
          "v3.5.1",
        );
      }
      for (const spoken of ["-tls1", "-tls1_1"]) {
        await using server = await startOpenssl(
          spoken,
          "-cipher",
          "ALL:@SECLEVEL=0",
        );
        const error = await failure(server.url, { tls: { ...CA, ...own } });
        assert.equal(error.code, "TLS_FAILURE");
        assert.equal(
          error.message,
          `Cannot read 'version': ${server.url.origin} speaks neither TLS 1.2 nor TLS 1.3`,
        );
      }
    },
  });

  Deno.test({
    name:
      `a client certificate: missing, wrong and right, through ${transport}`,
    ignore: !HAS_OPENSSL,
    async fn(t) {
      for (const spoken of ["-tls1_2", "-tls1_3"]) {
        await t.step(spoken, async () => {
          await using server = await startOpenssl(
            spoken,
            "-Verify",
            "1",
            "-verify_return_error",
            "-CAfile",
            fixture("ca"),
          );
          const tls = { ...CA, ...own };
          const missing = await failure(server.url, { tls });
          assert.equal(missing.code, "TLS_FAILURE");
          // In TLS 1.2 it is the handshake that fails, without a reason.
          assert.match(
            missing.message,
            spoken === "-tls1_3"
              ? /wants a client certificate, and none is set$/
              : /the TLS handshake with https:\S+ failed$/,
          );
          assert.match(missing.hint ?? "", /ARGOCD_CLIENT_CERT_FILE/);
          const wrong = await failure(server.url, {
            tls: {
              ...tls,
              certPem: pem("self_signed"),
              keyPem: pem("self_signed.key"),
            },
          });
          assert.equal(wrong.code, "TLS_FAILURE");
          assert.match(
            wrong.message,
            /does not accept our client certificate$/,
          );
          assert.match(wrong.hint ?? "", /^Check that ARGOCD_CLIENT_CERT_FILE/);
          const right = { certPem: pem("client"), keyPem: pem("client.key") };
          assert.equal(
            await version(server.url, { tls: { ...tls, ...right } }),
            "v3.5.1",
          );
        });
      }
    },
  });
}

Deno.test("through a proxy the words are the same", async (t) => {
  for (const [name, { certificate, tls, state }] of Object.entries(ROWS)) {
    await t.step(name, async () => {
      await using server = startFaultServer({
        ...VERSION,
        tls: keyPair(certificate),
      });
      await using proxy = startProxy(server.port);
      const error = await failure(new URL(`https://${NAME}/`), {
        tls,
        proxy: { httpsProxy: proxy.url },
      });
      assert.equal(error.code, "TLS_FAILURE");
      assert.match(error.message, state);
      assert.deepEqual(proxy.seen.slice(0, 1), [
        `CONNECT ${NAME}:443 HTTP/1.1`,
      ]);
      assert.equal(server.requests.length, 0);
    });
  }
});

Deno.test({
  name: "through a proxy and for another name",
  // undici has one timer for all idle connections to proxies, which ends by itself within a second.
  sanitizeOps: false,
  sanitizeResources: false,
  async fn(t) {
    const url = new URL(`https://${NAME}/`);
    const vague =
      /cannot be verified: its authority is unknown, or it is not valid at this time$/;
    for (const [name, { certificate, tls, state }] of Object.entries(ROWS)) {
      await t.step(name, async () => {
        await using server = startFaultServer({
          ...VERSION,
          tls: keyPair(certificate),
        });
        await using proxy = startProxy(server.port);
        const error = await failure(url, {
          tls: { ...tls, serverName: "localhost" },
          proxy: { httpsProxy: proxy.url },
        });
        assert.equal(error.code, "TLS_FAILURE");
        // There is no second handshake through a proxy that would tell more.
        assert.match(error.message, name === "self-signed" ? state : vague);
        assert.equal(server.requests.length, 0);
      });
    }
    await t.step("none", async () => {
      await using server = startFaultServer({
        ...VERSION,
        tls: keyPair("server"),
      });
      await using proxy = startProxy(server.port);
      const options = {
        tls: { ...CA, serverName: "localhost" },
        proxy: { httpsProxy: proxy.url },
      };
      assert.equal(await version(url, options), "v3.5.1");
      // The proxy is told where to go, the server what it is called.
      assert.deepEqual(proxy.seen, [`CONNECT ${NAME}:443 HTTP/1.1`]);
      assert.equal(server.requests[0]?.headers.get("host"), "localhost");
    });
  },
});

Deno.test("an https port that was addressed with http://, as Go and nginx say it", async () => {
  for (
    const text of [
      "Client sent an HTTP request to an HTTPS server.\n",
      "<html>\r\n<head><title>400 The plain HTTP request was sent to HTTPS port</title></head>",
    ]
  ) {
    await using server = startFaultServer({
      replies: [json(text, { status: 400, type: "text/plain" })],
    });
    const error = await failure(server.url, {});
    assert.equal(error.code, "TLS_FAILURE");
    assert.equal(
      error.message,
      `Cannot read 'version': ${server.url.origin} is an https port that was addressed with http://`,
    );
    assert.equal(error.hint, "Write https:// into ARGOCD_SERVER");
  }
});

Deno.test("nginx misses a client certificate after the handshake only", async () => {
  await using server = startFaultServer({
    replies: [json("400 No required SSL certificate was sent", {
      status: 400,
      type: "text/html",
    })],
    tls: keyPair("server"),
  });
  const error = await failure(server.url, { tls: CA });
  assert.equal(error.code, "TLS_FAILURE");
  assert.match(error.message, /wants a client certificate that it trusts$/);
  assert.match(error.hint ?? "", /^Set ARGOCD_CLIENT_CERT_FILE and /);
});
