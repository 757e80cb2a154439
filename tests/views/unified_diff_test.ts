import assert from "node:assert/strict";
import { DiffSearch, unifiedDiff } from "../../lib/views/unified_diff.ts";

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

Deno.test("DiffSearch searches less the more it has searched, and goes on with what is short", () => {
  const lines = (prefix: string, count: number) =>
    Array.from({ length: count }, (_, i) => `${prefix}${i}\n`).join("");
  const search = new DiffSearch();
  const long = Array.from(
    { length: 20 },
    () => search.unifiedDiff(lines("a", 3_000), lines("b", 3_000)),
  );
  assert.equal(long[1], "(the two differ in more than 4000 lines)\n");
  assert.equal(
    long[2],
    "(the two differ in more than 100 lines; ask for this resource alone)\n",
  );
  assert.equal(new Set(long.slice(2)).size, 1);
  assert.equal(
    search.unifiedDiff("a: 1\nb: 2\n", "a: 1\nb: 3\n"),
    unifiedDiff("a: 1\nb: 2\n", "a: 1\nb: 3\n"),
  );
});
