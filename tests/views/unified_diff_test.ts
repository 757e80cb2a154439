import assert from "node:assert/strict";
import { unifiedDiff } from "../../lib/views/unified_diff.ts";

Deno.test("unifiedDiff() of equal texts is empty", () => {
  assert.equal(unifiedDiff("a\n", "a\n"), "");
});

Deno.test("unifiedDiff() shows where two long lines part", () => {
  const start = "x".repeat(5_000);
  const diff = unifiedDiff(
    `key: ${start}old${start}\n`,
    `key: ${start}new${start}\n`,
  );
  assert.match(diff, /^-….*x{60}oldx/m);
  assert.match(diff, /^\+….*x{60}newx/m);
  assert(diff.length < 1_000);
});

Deno.test("unifiedDiff() says nothing about a missing newline at the end", () => {
  assert.equal(unifiedDiff("a\nb", "a\nc"), "@@ -1,2 +1,2 @@\n a\n-b\n+c\n");
});

Deno.test("unifiedDiff() gives up on texts that have nothing in common", () => {
  const lines = (prefix: string) =>
    Array.from({ length: 3_000 }, (_, i) => `${prefix}${i}\n`).join("");
  assert.equal(
    unifiedDiff(lines("a"), lines("b")),
    "(the two differ in more than 4000 lines)\n",
  );
});
