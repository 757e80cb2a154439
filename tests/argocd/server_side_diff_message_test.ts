import assert from "node:assert/strict";
import fc from "fast-check";
import { frameMessage } from "../../lib/argocd/grpc_web_frame.ts";
import { MalformedMessage, MessageWriter } from "../../lib/argocd/protobuf.ts";
import { SERVER_SIDE_DIFF } from "../../lib/argocd/server_side_diff_message.ts";
import { readRecordedGrpc } from "../helpers/recorded_grpc.ts";

const RECORDED = readRecordedGrpc();
/** Sent so on purpose. */
const DAMAGED = [
  "body shorter than its length",
  "garbage message",
  "empty body",
];

Deno.test("every recorded question is encoded to the bytes that were sent", () => {
  let compared = 0;
  for (const { name, request } of RECORDED) {
    const { body, body_bytes: size, body_first_bytes_hex: hex } = request;
    if (DAMAGED.includes(name)) continue;
    const { appName, project, liveResources, targetManifests } = body.decoded;
    const bytes = frameMessage(SERVER_SIDE_DIFF.encode({
      path: { name: appName },
      query: { project },
      body: { liveResources, targetManifests },
    }));
    assert.equal(bytes.length, size, name);
    assert(bytes.toHex().startsWith(hex), name);
    compared++;
  }
  assert(compared >= 25, `${compared}`);
});

Deno.test("the application comes from path and query, and a body with more than states is refused", () => {
  const bytes = SERVER_SIDE_DIFF.encode({
    path: { name: "shop" },
    query: { appNamespace: "apps-b", project: "web" },
  });
  const expected = new MessageWriter().text(1, "shop").text(2, "apps-b")
    .text(3, "web").finish();
  assert.deepEqual(bytes, expected);
  for (const key of ["appName", "appNamespace", "project"]) {
    assert.throws(
      () =>
        SERVER_SIDE_DIFF.encode({
          path: { name: "shop" },
          body: { [key]: "other" },
        }),
      {
        code: "INTERNAL",
        message:
          `Cannot ask for a server-side diff: its body must not have '${key}'`,
      },
    );
  }
});

Deno.test("decode() reads every text and flag of an answer, and passes over unknown fields", () => {
  const item = new MessageWriter().text(1, "apps").text(2, "Deployment")
    .text(3, "shop").text(4, "web").text(5, "{}").text(6, "null").text(7, "")
    .text(9, "a").text(10, "b").text(11, "7").text(99, "new");
  const flags = Uint8Array.of(0x40, 0, 0x60, 1);
  const answer = new MessageWriter()
    .bytes(1, Uint8Array.from([...item.finish(), ...flags]));
  assert.deepEqual(
    SERVER_SIDE_DIFF.decode(
      Uint8Array.from([...answer.finish(), 0x10, 1]),
    ),
    {
      modified: true,
      items: [{
        group: "apps",
        kind: "Deployment",
        namespace: "shop",
        name: "web",
        targetState: "{}",
        liveState: "null",
        normalizedLiveState: "a",
        predictedLiveState: "b",
        resourceVersion: "7",
        hook: false,
        modified: true,
      }],
    },
  );
});

Deno.test("any bytes are an answer or a MalformedMessage", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 60 }), (bytes) => {
      try {
        SERVER_SIDE_DIFF.decode(Uint8Array.from([10, bytes.length, ...bytes]));
      } catch (error) {
        assert(error instanceof MalformedMessage, String(error));
      }
    }),
    { numRuns: 2_000 },
  );
});
