import assert from "node:assert/strict";
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import type { TLSSocket } from "node:tls";
import { fileURLToPath } from "node:url";
import { connect } from "../../lib/argocd/connect.ts";
import {
  getApplication,
  getLogs,
  getVersion,
} from "../../lib/argocd/endpoints.ts";
import { registryNames } from "../../lib/argocd/setting_names.ts";
import type { TlsOptions } from "../../lib/argocd/transport.ts";
import {
  head,
  json,
  type Reply,
  stallAfter,
  startFaultServer,
  truncateAfter,
} from "../helpers/fault_server.ts";
import { collect, failureOf, openClient } from "../helpers/open_client.ts";
import { fixture } from "../helpers/openssl_server.ts";
import { keyPair, pem } from "../helpers/tls_files.ts";

const NAME = "argocd.other.example";
const OVERRIDE: TlsOptions = { caPem: pem("ca"), serverName: NAME };
const APPLICATION = { path: { name: "web" } };

Deno.test("the server name is sent as SNI and as Host, and looked for in the certificate", async () => {
  const seen: unknown[] = [];
  const server = createServer(keyPair("wrong_name"), (request, response) => {
    const { servername } = request.socket as TLSSocket & {
      servername?: string;
    };
    seen.push([servername, request.headers.host]);
    response.setHeader("content-type", "application/json");
    response.end('{"Version":"v3.5.1"}');
  });
  const { promise: listening, resolve } = Promise.withResolvers<void>();
  server.listen(0, "127.0.0.1", resolve);
  await listening;
  try {
    const { port } = server.address() as AddressInfo;
    const url = new URL(`https://localhost:${port}/`);
    using open = openClient(url, { tls: OVERRIDE });
    assert.equal((await open.client.call(getVersion)).Version, "v3.5.1");
    using unchecked = openClient(url, {
      tls: { insecure: true, serverName: NAME },
    });
    assert.equal((await unchecked.client.call(getVersion)).Version, "v3.5.1");
    assert.deepEqual(seen, [[NAME, NAME], [NAME, NAME]]);
  } finally {
    const { promise: closed, resolve } = Promise.withResolvers<void>();
    server.close(() => resolve());
    server.closeAllConnections();
    await closed;
  }
});

Deno.test("a name that the certificate does not have says which it has, and what to set", async () => {
  await using server = startFaultServer({
    replies: [json({})],
    tls: keyPair("wrong_name"),
  });
  async function failure(tls: TlsOptions) {
    using open = openClient(server.url, { tls });
    return await failureOf(open.client.call(getVersion));
  }
  const without = await failure({ caPem: pem("ca") });
  assert.equal(
    without.toString(),
    `TLS_FAILURE: Cannot read 'version': the certificate is not for '127.0.0.1', only for ${NAME}
Next: Put a name that the certificate has into ARGOCD_SERVER, or into ARGOCD_TLS_SERVER_NAME where a port-forward or a tunnel leads to it`,
  );
  const wrong = await failure({ ...OVERRIDE, serverName: "cd.other.example" });
  assert.equal(
    wrong.toString(),
    `TLS_FAILURE: Cannot read 'version': the certificate is not for 'cd.other.example', only for ${NAME}
Next: Put a name that the certificate has into ARGOCD_TLS_SERVER_NAME`,
  );
  assert.equal(server.requests.length, 0);
});

Deno.test("a server name that none can be is refused before anything is sent", () => {
  const names = registryNames("prod");
  for (
    const serverName of [
      "",
      "127.0.0.1",
      "[::1]",
      "argocd.example:443",
      "https://argocd.example",
      "argocd.example/",
      "argocd example",
      "-argocd",
      "argocd..example",
      "argocd.example\r\nX-Evil: 1",
      `${"a".repeat(64)}.example`,
    ]
  ) {
    assert.throws(
      () =>
        connect({
          instance: "prod",
          baseUrl: new URL("https://localhost:8080/"),
          tls: { serverName },
          names,
        }),
      {
        code: "CONFIGURATION",
        message:
          "Cannot use tls_server_name of 'prod' in the registry: it is not a host name",
      },
      serverName,
    );
  }
  assert.throws(
    () =>
      connect({
        instance: "prod",
        baseUrl: new URL("http://localhost:8080/"),
        tls: { serverName: NAME },
      }),
    {
      message:
        "Cannot use ARGOCD_TLS_SERVER_NAME: http://localhost:8080 is plain http, where no certificate has a name",
    },
  );
});

/** A stream that goes on until the client has left, which resolves `left`. */
function untilLeft(left: PromiseWithResolvers<void>): Reply {
  return async (wire) => {
    await wire.write(head(200, {
      "content-type": "application/json",
      "transfer-encoding": "chunked",
    }));
    const line = '{"result":{"content":"a"}}\n';
    try {
      while (true) {
        await wire.write(`${line.length.toString(16)}\r\n${line}\r\n`);
        await sleep(5);
      }
    } catch {
      left.resolve();
    }
  };
}

for (const tls of [OVERRIDE, { insecure: true }]) {
  const way = tls.insecure ? "unchecked" : "for another name";

  Deno.test(`a body ends with the connection, the deadline and the caller (${way})`, async () => {
    await using breaking = startFaultServer({
      replies: [truncateAfter('{"metadata":')],
      tls: keyPair("wrong_name"),
    });
    using lost = openClient(breaking.url, { tls });
    const first = await failureOf(
      lost.client.call(getApplication, APPLICATION),
    );
    assert.equal(first.code, "CONNECTION_LOST");
    await using stalling = startFaultServer({
      replies: [stallAfter('{"metadata":')],
      tls: keyPair("wrong_name"),
    });
    using late = openClient(stalling.url, { tls, timeoutMs: 500 });
    const second = await failureOf(
      late.client.call(getApplication, APPLICATION),
    );
    assert.equal(second.code, "TIMEOUT");
    assert.match(second.message, /still waiting for the rest of the answer/);
    using patient = openClient(stalling.url, { tls });
    const controller = new AbortController();
    const work = failureOf(
      patient.client.call(getApplication, {
        ...APPLICATION,
        signal: controller.signal,
      }),
    );
    while (stalling.requests.length < 2) await sleep(5);
    controller.abort();
    assert.equal((await work).code, "CANCELLED");
  });

  Deno.test(`a stream that its reader leaves ends at the server too (${way})`, async () => {
    const left = Promise.withResolvers<void>();
    await using server = startFaultServer({
      replies: [untilLeft(left)],
      tls: keyPair("wrong_name"),
    });
    using open = openClient(server.url, { tls });
    for await (const message of open.client.stream(getLogs, APPLICATION)) {
      assert.equal(message.content, "a");
      break;
    }
    await left.promise;
    using other = openClient(server.url, { tls, timeoutMs: 500 });
    const error = await failureOf(
      collect(other.client.stream(getLogs, APPLICATION)),
    );
    assert.equal(error.code, "TIMEOUT");
  });
}

function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

Deno.test("an authority that is given is trusted besides those of Deno's own settings", async () => {
  await using server = startFaultServer({
    replies: [json({ Version: "v3.5.1" })],
    tls: keyPair("server"),
  });
  const module = new URL("../helpers/open_client.ts", import.meta.url);
  const endpoints = new URL("../../lib/argocd/endpoints.ts", import.meta.url);
  const program = `
    import { openClient } from ${JSON.stringify(module.href)};
    import { getVersion } from ${JSON.stringify(endpoints.href)};
    const { url, caPem } = JSON.parse(Deno.args[0]);
    for (const more of [{}, { serverName: "localhost" }]) {
      using open = openClient(new URL(url), { tls: { caPem, ...more } });
      const { Version } = await open.client.call(getVersion);
      await Deno.stdout.write(new TextEncoder().encode(Version + "\\n"));
    }`;
  const url = `data:application/typescript,${encodeURIComponent(program)}`;
  const { stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: [
      "run",
      "-A",
      "--no-check",
      "--config",
      fileURLToPath(new URL("../../deno.json", import.meta.url)),
      url,
      JSON.stringify({ url: server.url.href, caPem: pem("other_ca") }),
    ],
    env: { DENO_CERT: fixture("ca") },
  }).output();
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  assert.equal(text(stdout), "v3.5.1\nv3.5.1\n", text(stderr));
});
