import { concatBytes } from "../../lib/concat_bytes.ts";
import assert from "node:assert/strict";
import fc from "fast-check";
import { frameMessage, readFrames } from "../../lib/argocd/grpc_web_frame.ts";
import { MalformedMessage } from "../../lib/argocd/protobuf.ts";

function trailers(text: string): Uint8Array<ArrayBuffer> {
  const frame = frameMessage(new TextEncoder().encode(text));
  frame[0] = 0x80;
  return frame;
}

Deno.test("a message between its frames comes back, wherever it lies in memory", () => {
  fc.assert(fc.property(fc.uint8Array(), (message) => {
    const whole = concatBytes([
      Uint8Array.of(1, 2, 3),
      frameMessage(message),
      trailers("grpc-status: 0\r\nGrpc-Message: a: b\r\n"),
    ]);
    const frames = readFrames(whole.subarray(3));
    assert.deepEqual(frames.message, message);
    assert.deepEqual(
      [...frames.trailers],
      [["grpc-status", "0"], ["grpc-message", "a: b"]],
    );
  }));
});

Deno.test("an answer that is cut anywhere is no answer", () => {
  const whole = concatBytes([
    frameMessage(Uint8Array.of(8, 1)),
    trailers("grpc-status: 0\r\n"),
  ]);
  assert.deepEqual(readFrames(whole).message, Uint8Array.of(8, 1));
  for (let length = 0; length < whole.length; length++) {
    assert.throws(() => readFrames(whole.subarray(0, length)), {
      name: "MalformedMessage",
    });
  }
});

Deno.test("any bytes are frames or a MalformedMessage", () => {
  fc.assert(
    fc.property(
      fc.array(fc.constantFrom(0, 1, 2, 0x80, 0xff, 97), { maxLength: 40 }),
      (bytes) => {
        try {
          readFrames(Uint8Array.from(bytes));
        } catch (error) {
          assert(error instanceof MalformedMessage, String(error));
        }
      },
    ),
    { numRuns: 5_000 },
  );
});

Deno.test("readFrames() says what is wrong", () => {
  const message = frameMessage(Uint8Array.of(8, 1));
  const compressed = frameMessage(Uint8Array.of(8, 1));
  compressed[0] = 1;
  for (
    const [parts, text] of [
      [[], "it has no trailers"],
      [[message], "it has no trailers"],
      [[message, message], "it has two messages"],
      [[compressed], "it has a frame of the unknown kind 1"],
      [[message.subarray(0, 3)], "it breaks off in the head of a frame"],
      [[message.subarray(0, 6)], "it breaks off inside of a frame"],
    ] as const
  ) assert.throws(() => readFrames(concatBytes(parts)), { message: text });
});
