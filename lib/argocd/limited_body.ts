/**
 * A body that fails when it becomes larger than anybody wants.
 *
 * @module
 */

/**
 * The same body, which fails with a `TypeError` after more than `maxBytes` bytes, so that nobody who reads it whole
 * holds more.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * const body = new Blob(["12345"]).stream();
 * await assert.rejects(new Response(limitedBody(body, 4)).text(), TypeError);
 * ```
 */
export function limitedBody(
  body: ReadableStream<Uint8Array>,
  maxBytes: number,
): ReadableStream<Uint8Array<ArrayBuffer>> {
  const reader = body.getReader();
  let bytes = 0;
  return new ReadableStream<Uint8Array<ArrayBuffer>>({
    async pull(controller) {
      const { done, value } = await reader.read();
      if (done) return controller.close();
      bytes += value.byteLength;
      if (bytes <= maxBytes) return controller.enqueue(new Uint8Array(value));
      reader.cancel().catch(() => {});
      throw new TypeError(
        `Cannot read the answer: it is larger than ${maxBytes} bytes`,
      );
    },
    async cancel(reason) {
      await reader.cancel(reason);
    },
  }, { highWaterMark: 0 });
}
