import assert from "node:assert/strict";
import fc from "fast-check";
import { makeCursor, readCursor } from "../../lib/pipeline/cursor.ts";

const ARGS = fc.dictionary(
  fc.constantFrom("project", "search", "health"),
  fc.string(),
);

Deno.test("a cursor leads back to its offset, whatever the order of arguments and the limit", () => {
  fc.assert(fc.property(fc.nat(), ARGS, (offset, args) => {
    const cursor = makeCursor("t", args, offset);
    const reversed = Object.fromEntries(Object.entries(args).reverse());
    assert.equal(readCursor("t", { ...reversed, cursor, limit: 5 }), offset);
  }));
});

Deno.test("readCursor() refuses every text that is not a cursor of this question", () => {
  fc.assert(fc.property(fc.string({ maxLength: 40 }), (cursor) => {
    assert.throws(() => readCursor("t", { cursor }), {
      code: "INVALID_CURSOR",
    });
  }));
  const cursor = makeCursor("t", { project: "a" }, 50);
  assert.throws(() => readCursor("t", { project: "b", cursor }), {
    code: "INVALID_CURSOR",
  });
  assert.throws(() => readCursor("u", { project: "a", cursor }), {
    code: "INVALID_CURSOR",
  });
  assert.throws(() => readCursor("t", { cursor: 7 }), {
    code: "INVALID_CURSOR",
  });
});
