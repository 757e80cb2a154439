import assert from "node:assert/strict";
import type { Connection } from "../../lib/argocd/client.ts";
import type { ConnectOptions } from "../../lib/argocd/connect.ts";
import type { SignInAccess } from "../../lib/argocd/credential.ts";
import { endpoint } from "../../lib/argocd/endpoint.ts";
import {
  getApplication,
  getLogs,
  serverSideDiff,
} from "../../lib/argocd/endpoints.ts";
import { bearerToken } from "../../lib/auth/bearer_token.ts";
import { sessionLogin } from "../../lib/auth/session_login.ts";
import { answer, json, startFaultServer } from "../helpers/fault_server.ts";
import {
  collect,
  failureOf,
  openClient,
  TOKEN,
} from "../helpers/open_client.ts";
import { startSink } from "../helpers/sink.ts";
import { keyPair, pem } from "../helpers/tls_files.ts";

const APPLICATION = { path: { name: "web" } };
const OURS = {
  caPem: pem("ca"),
  certPem: pem("client"),
  keyPem: pem("client.key"),
};
const syncApplication = endpoint<unknown>(
  "write",
  "POST /api/v1/applications/{name}/sync",
);

/** A connection with everything that belongs to one origin only, and its way to sign in. */
function open(
  baseUrl: URL,
  options: Partial<ConnectOptions> = {},
): { connection: Connection; access: SignInAccess } & Disposable {
  let access: SignInAccess | undefined;
  const { connection } = openClient(baseUrl, {
    headers: [["X-Gate", "open-sesame"]],
    tls: OURS,
    credential: (given) => {
      access = given;
      return bearerToken(TOKEN, "ARGOCD_AUTH_TOKEN");
    },
    ...options,
  });
  assert(access);
  return {
    connection,
    access,
    [Symbol.dispose]: () => connection[Symbol.dispose](),
  };
}

/** Everything that a connection can send; each ends with an error. */
const REQUESTS: Readonly<
  Record<
    string,
    (
      about: { connection: Connection; access: SignInAccess },
    ) => Promise<unknown>
  >
> = {
  read: ({ connection }) =>
    connection.forTier("read").call(getApplication, APPLICATION),
  write: ({ connection }) =>
    connection.forTier("write").call(syncApplication, {
      ...APPLICATION,
      body: { secret: "s3cret" },
    }),
  stream: ({ connection }) =>
    collect(connection.forTier("read").stream(getLogs, APPLICATION)),
  "gRPC-Web": ({ connection }) =>
    connection.forTier("read").call(serverSideDiff, {
      ...APPLICATION,
      query: { project: "default" },
      body: { liveResources: [], targetManifests: ["s3cret"] },
    }),
  settings: ({ access }) => access.settings(AbortSignal.timeout(5_000)),
  session: ({ access }) =>
    access.session(
      { username: "ann", password: "pw-s3cret" },
      AbortSignal.timeout(5_000),
    ),
};

for (const secure of [true, false]) {
  Deno.test(
    `nothing of a connection reaches another origin through a redirect, over ${
      secure ? "https" : "http"
    }`,
    async (t) => {
      await using sink = await startSink();
      await using second = startFaultServer({ replies: [json({})] });
      for (const status of [301, 302, 303, 307, 308]) {
        await t.step(String(status), async () => {
          let location = "";
          await using server = startFaultServer({
            replies: [
              (wire, request) =>
                answer("", { status, type: "", headers: { location } })(
                  wire,
                  request,
                ),
            ],
            ...(secure ? { tls: keyPair("server") } : {}),
          });
          const self = `${server.url}api/v1/applications/web`;
          let asked = 0;
          for (
            const target of [
              `${sink.url}steal`,
              // The same host by another name.
              `https://localhost:${sink.url.port}/steal`,
              `//127.0.0.1:${sink.url.port}/steal`,
              `https://user:pw@127.0.0.1:${sink.url.port}/steal`,
              // Back to plain http, where everybody on the way can read along.
              `${second.url}steal`,
              // Around in circles.
              self,
            ]
          ) {
            location = target;
            using way = open(server.url);
            for (const [name, send] of Object.entries(REQUESTS)) {
              const error = await failureOf(send(way));
              assert.equal(error.code, "REDIRECTED", `${name} to ${target}`);
              asked++;
            }
            const response = await way.access.fetch(
              `${server.url}api/dex/token`,
              {
                method: "POST",
                body: "refresh_token=s3cret",
              },
            );
            assert.equal(response.status, status);
            await response.body?.cancel();
            asked++;
          }
          // Each was asked once, and that was all.
          assert.equal(server.requests.length, asked);
          assert(
            server.requests.every(({ headers }) =>
              headers.get("x-gate") === "open-sesame"
            ),
          );
        });
      }
      assert.equal(sink.connections(), 0);
      assert.equal(second.requests.length, 0);
    },
  );
}

Deno.test("through undici no redirect is followed either", async () => {
  await using sink = await startSink();
  for (const tls of [{ insecure: true }, { serverName: "localhost" }]) {
    await using server = startFaultServer({
      replies: [
        answer("", {
          status: 307,
          type: "",
          headers: { location: `${sink.url}steal` },
        }),
      ],
      tls: keyPair("server"),
    });
    using way = open(server.url, { tls: { ...OURS, ...tls } });
    for (const send of Object.values(REQUESTS)) {
      assert.equal((await failureOf(send(way))).code, "REDIRECTED");
    }
    assert.equal(server.requests.length, Object.keys(REQUESTS).length);
  }
  assert.equal(sink.connections(), 0);
});

Deno.test("a password goes to its own origin only", async () => {
  await using sink = await startSink();
  await using server = startFaultServer({
    replies: [
      answer("", {
        status: 308,
        type: "",
        headers: { location: `${sink.url}api/v1/session` },
      }),
    ],
  });
  using way = open(server.url, { tls: {} });
  const credential = sessionLogin({
    username: "ann",
    password: "pw-s3cret",
    signIn: way.access.session,
  });
  const error = await failureOf(credential.token(AbortSignal.timeout(5_000)));
  assert.equal(error.code, "REDIRECTED");
  assert.equal(sink.connections(), 0);
});

Deno.test("the fetch of a connection asks no other origin, however it is written", async () => {
  await using sink = await startSink();
  await using server = startFaultServer({
    replies: [json({})],
    tls: keyPair("server"),
  });
  using way = open(server.url);
  const { host } = server.url;
  for (
    const address of [
      sink.url.href,
      `https://localhost:${server.port}/`,
      `http://${host}/`,
      `https://${host}.@127.0.0.1:${sink.url.port}/`,
      `https://127.0.0.1:${sink.url.port}/#@${host}`,
      `https://[::ffff:127.0.0.1]:${server.port}/`,
      `https://127.0.0.1.:${sink.url.port}/`,
    ]
  ) {
    await assert.rejects(way.access.fetch(address), TypeError, address);
  }
  // Spellings of its own origin are its own origin.
  for (
    const address of [
      `https://2130706433:${server.port}/a`,
      `https://0x7f.1:${server.port}/b`,
      `HTTPS://127.1:${server.port}/c`,
    ]
  ) {
    const response = await way.access.fetch(address);
    assert.equal(response.status, 200);
    await response.body?.cancel();
  }
  assert.deepEqual(server.requests.map(({ path }) => path), ["/a", "/b", "/c"]);
  assert.equal(sink.connections(), 0);
});

Deno.test("two connections share nothing", async () => {
  await using sink = await startSink();
  await using server = startFaultServer({
    replies: [json({ metadata: { name: "web" } })],
    tls: keyPair("server"),
  });
  using mine = open(server.url);
  using other = openClient(sink.url, {
    credential: bearerToken("other.claims.signature", "test"),
    tls: { caPem: pem("ca") },
  });
  const read = mine.connection.forTier("read");
  for (let round = 0; round < 5; round++) {
    await Promise.all([
      read.call(getApplication, APPLICATION),
      other.client.call(getApplication, APPLICATION),
    ]);
  }
  assert.equal(sink.seen.length, 5);
  for (const { authorization, gate, certificate } of sink.seen) {
    assert.equal(authorization, "Bearer other.claims.signature");
    assert.equal(gate, undefined);
    assert.equal(certificate, false);
  }
  assert(
    server.requests.every(({ headers }) =>
      headers.get("authorization") === `Bearer ${TOKEN}`
    ),
  );
  // The sink would have noticed.
  using shown = open(sink.url);
  await shown.connection.forTier("read").call(getApplication, APPLICATION);
  assert.deepEqual(sink.seen.at(-1), {
    authorization: `Bearer ${TOKEN}`,
    cookie: undefined,
    gate: "open-sesame",
    certificate: true,
  });
});
