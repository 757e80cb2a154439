import assert from "node:assert/strict";
import { textParts } from "../../lib/views/text_parts.ts";

Deno.test("textParts() loses no line and keeps every part small", () => {
  const text = Array.from({ length: 1_000 }, (_, index) => `line ${index}`)
    .join("\n");
  const parts = textParts(text, 100);
  assert.equal(parts.join(""), `${text}\n`);
  assert(parts.every((part) => part.length <= 100));
});

Deno.test("textParts() shortens a line that is longer than a line can be", () => {
  assert.deepEqual(textParts("x".repeat(2_000)), [
    `${"x".repeat(1_500)}… (500 more characters)\n`,
  ]);
});
