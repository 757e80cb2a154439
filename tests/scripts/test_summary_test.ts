import assert from "node:assert/strict";
import { lastLine, readSummary } from "../../scripts/test/summary.ts";

Deno.test("readSummary() counts tests, not their steps", () => {
  assert.deepEqual(
    readSummary(
      "FAILED | 12 passed (40 steps) | 2 failed (1 step) | 3 ignored (2s)\n",
    ),
    { passed: 12, failed: 2, skipped: 3 },
  );
});

Deno.test("readSummary() reads through colours and takes the last line of the form", () => {
  const output = "ok | 1 passed | 0 failed (1ms)\n" +
    "\x1b[0m\x1b[31mFAILED\x1b[0m | 5 passed | 1 failed \x1b[0m\x1b[38;5;245m(9ms)\x1b[0m\n";
  assert.deepEqual(readSummary(output), { passed: 5, failed: 1, skipped: 0 });
});

Deno.test("readSummary() finds nothing where the run broke", () => {
  assert.equal(readSummary("error: Type checking failed.\n"), undefined);
});

Deno.test.each<[string, Parameters<typeof lastLine>]>([
  ["7 passed, 0 failed", [{ passed: 7, failed: 0, skipped: 0 }, 0]],
  ["7 passed, 1 failed, 2 skipped", [{ passed: 7, failed: 1, skipped: 2 }, 1]],
  ["0 passed, 1 failed", [undefined, 1]],
  ["7 passed, 1 failed", [{ passed: 7, failed: 0, skipped: 0 }, 1]],
])("lastLine() gives '%s'", (expected, args) => {
  assert.equal(lastLine(...args), expected);
});
