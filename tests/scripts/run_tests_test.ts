import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";

const RUNNER = fileURLToPath(new URL("../../scripts/test.ts", import.meta.url));

async function runTests(source: string): Promise<[number, string]> {
  const directory = await Deno.makeTempDir({ prefix: "argocd-mcp-" });
  try {
    const file = `${directory}/some_test.ts`;
    await Deno.writeTextFile(file, source);
    const { code, stdout } = await new Deno.Command(Deno.execPath(), {
      args: ["run", "-A", "--no-check", RUNNER, file],
      stdin: "null",
      stdout: "piped",
      stderr: "null",
    }).output();
    const lines = new TextDecoder().decode(stdout).split("\n");
    assert.equal(lines.pop(), "", "the last line is complete");
    return [code, lines.at(-1) ?? ""];
  } finally {
    await Deno.remove(directory, { recursive: true });
  }
}

Deno.test("the test runner counts what passed, failed and was skipped", async () => {
  const source = 'Deno.test("a", () => {});\n' +
    'Deno.test("b", async (t) => void await t.step("c", () => {}));\n' +
    'Deno.test({ name: "d", ignore: true, fn() {} });\n';
  assert.deepEqual(await runTests(source), [
    0,
    "2 passed, 0 failed, 1 skipped",
  ]);
  const failing = `${source}Deno.test("e", () => { throw new Error("e"); });\n`;
  assert.deepEqual(await runTests(failing), [
    1,
    "2 passed, 1 failed, 1 skipped",
  ]);
});

Deno.test("the test runner counts a run that breaks as a failure", async () => {
  const source = 'const a: number = "a";\nDeno.test(`${a}`, () => {});\n';
  assert.deepEqual(await runTests(source), [1, "0 passed, 1 failed"]);
});
