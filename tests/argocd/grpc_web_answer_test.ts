import { concatBytes } from "../../lib/concat_bytes.ts";
import assert from "node:assert/strict";
import { serverSideDiff } from "../../lib/argocd/endpoints.ts";
import { frameMessage } from "../../lib/argocd/grpc_web_frame.ts";
import { MessageWriter } from "../../lib/argocd/protobuf.ts";
import { sessionLogin } from "../../lib/auth/session_login.ts";
import { serveSimulator } from "../../lib/demo/serve_simulator.ts";
import { createSimulator } from "../../lib/demo/simulator.ts";
import {
  answer,
  hangUp,
  json,
  type Reply,
  stall,
  startFaultServer,
} from "../helpers/fault_server.ts";
import { failureOf, openClient, TOKEN } from "../helpers/open_client.ts";
import { keyPair, pem } from "../helpers/tls_files.ts";

const TYPE = "application/grpc-web+proto";
const SHOP = {
  path: { name: "shop" },
  query: { project: "web" },
  purpose: "check application 'shop'",
};

function trailers(text: string): Uint8Array<ArrayBuffer> {
  const frame = frameMessage(new TextEncoder().encode(text));
  frame[0] = 0x80;
  return frame;
}

const ITEM = new MessageWriter().text(2, "ConfigMap").text(4, "x").finish();
const MESSAGE = frameMessage(new MessageWriter().bytes(1, ITEM).finish());
const GOOD = concatBytes([MESSAGE, trailers("grpc-status: 0\r\n")]);

function framed(bytes: Uint8Array): Reply {
  return answer(bytes, { type: TYPE });
}

/** Bytes as the server of a test shows them. */
function seen(bytes: Uint8Array): string {
  return new TextDecoder("latin1").decode(bytes);
}

function refused(code: number, message: string): Reply {
  return answer("", {
    type: TYPE,
    headers: { "grpc-status": String(code), "grpc-message": message },
  });
}

Deno.test("a question goes out once, with what every call carries and the content type that Argo CD knows", async () => {
  await using server = startFaultServer({ replies: [framed(GOOD)] });
  using open = openClient(new URL("argo/", server.url), {
    headers: [["X-Team", "web"]],
  });
  const body = {
    liveResources: [{ kind: "ConfigMap", name: "x", liveState: "null" }],
    targetManifests: ["{}"],
  };
  assert.deepEqual(await open.client.call(serverSideDiff, { ...SHOP, body }), {
    items: [{ kind: "ConfigMap", name: "x" }],
    modified: false,
  });
  const [request, ...others] = server.requests;
  assert(request);
  assert.equal(others.length, 0);
  assert.equal(request.method, "POST");
  assert.equal(
    request.path,
    "/argo/application.ApplicationService/ServerSideDiff",
  );
  const headers = [
    "content-type",
    "accept",
    "authorization",
    "x-grpc-web",
    "x-team",
  ];
  assert.deepEqual(
    headers.map((name) => request.headers.get(name)),
    [TYPE, TYPE, `Bearer ${TOKEN}`, "1", "web"],
  );
  const sent = serverSideDiff.codec?.encode({ ...SHOP, body });
  assert(sent);
  assert.equal(
    request.body,
    seen(frameMessage(sent)),
  );
});

Deno.test("equal questions are not taken for one", async () => {
  await using server = startFaultServer({ replies: [framed(GOOD)] });
  using open = openClient(server.url);
  await Promise.all([
    open.client.call(serverSideDiff, SHOP),
    open.client.call(serverSideDiff, SHOP),
  ]);
  assert.equal(server.requests.length, 2);
});

const ERRORS:
  readonly (readonly [Reply, string, string, number | undefined])[] = [
    [
      refused(7, "permission denied"),
      "FORBIDDEN",
      "the account may not see it in project 'web', whether it exists or not",
      403,
    ],
    [
      refused(5, 'applications.argoproj.io "shop" not found'),
      "NOT_FOUND",
      "there is no such application in project 'web'; it may exist in another one",
      404,
    ],
    [
      refused(
        12,
        "unknown method ServerSideDiff for service application.ApplicationService",
      ),
      "UNSUPPORTED",
      "this server does not know the call: unknown method ServerSideDiff for service application.ApplicationService",
      501,
    ],
    [
      refused(13, "grpc: error unmarshalling request: unexpected EOF"),
      "ARGOCD_ERROR",
      "Argo CD answered 500: grpc: error unmarshalling request: unexpected EOF",
      500,
    ],
    [
      refused(2, "100%25 wrong: caf%C3%A9"),
      "ARGOCD_ERROR",
      "Argo CD answered 500: 100% wrong: café",
      500,
    ],
    [
      refused(
        2,
        "error performing state diffs: error running server side apply in dryrun mode for resource Job/seed: Unauthorized",
      ),
      "UNAVAILABLE",
      "Argo CD could not ask the cluster: error performing state diffs: error running server side apply in dryrun mode for resource Job/seed: Unauthorized",
      500,
    ],
    [
      framed(concatBytes([
        MESSAGE,
        trailers("grpc-status: 8\r\ngrpc-message: message larger than max\r\n"),
      ])),
      "TOO_LARGE",
      "the answer is larger than Argo CD can hand out: message larger than max",
      429,
    ],
    [
      answer("404 page not found\n", { status: 404, type: "text/plain" }),
      "UNSUPPORTED",
      "gRPC-Web does not get through to Argo CD at this address (404: 404 page not found)",
      404,
    ],
    [
      answer("Not Found\n", { status: 404, type: "text/plain" }),
      "UNSUPPORTED",
      "gRPC-Web does not get through to Argo CD at this address (404: Not Found)",
      404,
    ],
  ];

for (const [reply, code, state, status] of ERRORS) {
  Deno.test(`an error over gRPC-Web becomes what REST makes of it: ${code}, ${state.slice(0, 60)}`, async () => {
    await using server = startFaultServer({ replies: [reply] });
    using open = openClient(server.url);
    const error = await failureOf(open.client.call(serverSideDiff, SHOP));
    assert.deepEqual(
      [error.code, error.message, error.status],
      [code, `Cannot check application 'shop': ${state}`, status],
    );
    assert.equal(server.requests.length, 1);
  });
}

Deno.test("without a project Argo CD does not tell missing from forbidden", async () => {
  await using server = startFaultServer({
    replies: [refused(7, "permission denied")],
  });
  using open = openClient(server.url);
  const error = await failureOf(
    open.client.call(serverSideDiff, { path: { name: "shop" } }),
  );
  assert.equal(error.code, "NOT_FOUND_OR_FORBIDDEN");
  assert.match(
    error.message,
    /^Cannot post to 'application\.ApplicationService\/ServerSideDiff': it does not exist, or the account may not do that with it;/,
  );
});

Deno.test("what is no answer of Argo CD is not taken for one", async () => {
  for (
    const [reply, code] of [
      [framed(new Uint8Array()), "BAD_RESPONSE"],
      [framed(MESSAGE), "BAD_RESPONSE"],
      [framed(GOOD.subarray(0, -3)), "BAD_RESPONSE"],
      [framed(concatBytes([MESSAGE, trailers("x: 0\r\n")])), "BAD_RESPONSE"],
      [framed(trailers("grpc-status: 0\r\n")), "BAD_RESPONSE"],
      [
        framed(concatBytes([
          frameMessage(Uint8Array.of(0x0a, 9, 1)),
          trailers("grpc-status: 0\r\n"),
        ])),
        "BAD_RESPONSE",
      ],
      [json({ modified: false }), "BAD_RESPONSE"],
      [
        answer("<html><title>Log in</title></html>", { type: "text/html" }),
        "NOT_ARGOCD",
      ],
      [
        answer("", {
          status: 302,
          headers: { location: "https://sso.example" },
        }),
        "REDIRECTED",
      ],
    ] as const
  ) {
    await using server = startFaultServer({ replies: [reply] });
    using open = openClient(server.url);
    const error = await failureOf(open.client.call(serverSideDiff, SHOP));
    assert.equal(error.code, code, error.message);
    assert.equal(server.requests.length, 1);
  }
});

Deno.test("it is a read: asked again after a lost connection, a gateway and an Argo CD that is down", async () => {
  const down = answer("", { status: 503, type: "text/plain" });
  for (const first of [hangUp, down, refused(14, "connection error")]) {
    await using server = startFaultServer({ replies: [first, framed(GOOD)] });
    using open = openClient(server.url);
    const { modified } = await open.client.call(serverSideDiff, SHOP);
    assert.equal(modified, false);
    assert.equal(server.requests.length, 2);
  }
});

Deno.test("an answer has the size and the time of every other one", async () => {
  await using large = startFaultServer({ replies: [framed(GOOD)] });
  using small = openClient(large.url, { maxBodyBytes: 8 });
  const tooLarge = await failureOf(small.client.call(serverSideDiff, SHOP));
  assert.equal(tooLarge.code, "TOO_LARGE");
  await using slow = startFaultServer({ replies: [stall] });
  using hasty = openClient(slow.url, { timeoutMs: 50 });
  const late = await failureOf(hasty.client.call(serverSideDiff, SHOP));
  assert.equal(late.code, "TIMEOUT");
});

Deno.test("a session that ended is renewed", async () => {
  let now = Date.parse("2026-11-20T10:00:00Z");
  let own = 0;
  const simulator = createSimulator({
    now: () => new Date(now),
    sessionSeconds: 60,
  });
  await using served = serveSimulator(simulator);
  const { username, password } = simulator.credentials.admin;
  using open = openClient(new URL(`${served.url}/`), {
    // By its own clock the session lasts for decades: it learns from the answer alone that it has ended.
    credential: ({ session: signIn }) =>
      sessionLogin({ username, password, signIn, now: () => own }),
  });
  const payments = { path: { name: "payments" } };
  await open.client.call(serverSideDiff, payments);
  now += 120_000;
  own += 120_000;
  const answer = await open.client.call(serverSideDiff, payments);
  assert.deepEqual(answer, { items: [], modified: false });
});

Deno.test("over TLS, checked or not, bytes go out as they are and an error of 100 kB comes back", async () => {
  const text = `${"x".repeat(100_000)} the end`;
  for (const tls of [{ caPem: pem("ca") }, { insecure: true }]) {
    await using server = startFaultServer({
      replies: [framed(GOOD), refused(2, text)],
      tls: keyPair("server"),
    });
    const url = new URL(`https://localhost:${server.port}/`);
    using open = openClient(url, { tls });
    const body = {
      liveResources: [],
      // A length above 127 and characters of several bytes: nothing that would survive as text.
      targetManifests: ["a".repeat(200), "é€𝄞\0"],
    };
    const question = { ...SHOP, body };
    const { items } = await open.client.call(serverSideDiff, question);
    assert.deepEqual(items, [{ kind: "ConfigMap", name: "x" }]);
    const sent = serverSideDiff.codec?.encode(question);
    assert(sent);
    assert.equal(
      server.requests[0]?.body,
      seen(frameMessage(sent)),
    );
    const error = await failureOf(open.client.call(serverSideDiff, question));
    assert.equal(error.code, "ARGOCD_ERROR");
    assert.match(
      error.message,
      /^Cannot check application 'shop': Argo CD answered 500: /,
    );
    assert(error.message.length < 700);
  }
});
