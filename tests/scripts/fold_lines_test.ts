import assert from "node:assert/strict";
import fc from "fast-check";
import { foldLines } from "../../scripts/demo/fold_lines.ts";

Deno.test("foldLines() breaks at a space and keeps the indent", () => {
  assert.deepEqual(foldLines("  one two three four", 12), [
    "  one two",
    "    three",
    "    four",
  ]);
});

Deno.test("foldLines() never exceeds the width and loses nothing but spaces", () => {
  fc.assert(fc.property(fc.string({ maxLength: 200 }), (text) => {
    const lines = foldLines(text, 40);
    assert(lines.every((line) => line.length <= 40));
    assert.equal(lines.join("").replace(/\s/g, ""), text.replace(/\s/g, ""));
  }));
});
