import assert from "node:assert/strict";
import configuration from "../../deno.json" with { type: "json" };
import { ERROR_CODES } from "../../lib/errors.ts";

async function read(path: string): Promise<string> {
  return await Deno.readTextFile(new URL(`../../${path}`, import.meta.url));
}

const README = await read("README.md");

Deno.test("the README explains every error code and no other", () => {
  const [, section = ""] = README.split("## When something fails");
  const table = section.split("\n").filter((line) => /^\| `[A-Z]/.test(line));
  const explained = table.flatMap((line) =>
    [...(line.split("|")[1] ?? "").matchAll(/`([A-Z_]+)`/g)].map(([, code]) =>
      code
    )
  );
  assert.deepEqual(explained.sort(), [...ERROR_CODES].sort());
});

Deno.test("the README gives a reason for every dependency at its version", () => {
  const [, section = ""] = README.split("### Dependencies");
  const named = [...section.matchAll(/^\| `([^`]+)` +\| (\S+) /gm)]
    .map(([, name, version]) => `npm:${name}@${version}`);
  assert.deepEqual(named.sort(), Object.values(configuration.imports).sort());
});

Deno.test("every task that the README names exists", () => {
  const named = [...README.matchAll(/\btask ([a-z:]+)/g)].map(([, task]) =>
    task
  );
  assert(named.length > 5);
  for (const task of named) {
    assert(task && task in configuration.tasks, `task '${task}'`);
  }
});

Deno.test("CI tries the permissions that the README prints", async () => {
  const policy = (text: string) =>
    text.split("\n").map((line) => line.trim())
      .filter((line) => line.startsWith("p, "));
  const printed = policy(README);
  assert.equal(printed.length, 5);
  assert.deepEqual(printed, policy(await read(".github/kind/argocd.yaml")));
});

Deno.test("the workflows and the README use one version of Deno", async () => {
  const files = [
    ".ci/run",
    ".github/workflows/ci.yml",
    ".github/workflows/kind.yml",
    "README.md",
  ];
  for (const path of files) {
    const versions = (await read(path)).matchAll(
      /(?:deno@|DENO_VERSION: |deno-version: |^VERSION=)(\d+\.\d+\.\d+)/gm,
    );
    const found = new Set([...versions].map(([, version]) => version));
    assert.deepEqual([...found], ["2.9.6"], path);
  }
});
