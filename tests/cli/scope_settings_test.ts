import assert from "node:assert/strict";
import { recordEnvironment } from "../../lib/cli/environment.ts";
import type { Command } from "../../lib/cli/options.ts";
import { policyOf } from "../../lib/cli/policy.ts";
import { resolveSettings } from "../../lib/cli/resolve_settings.ts";
import { settingWarnings } from "../../lib/cli/setting_warnings.ts";

function resolve(
  variables: Readonly<Record<string, string>>,
  command: Command = "serve",
) {
  return resolveSettings({
    command,
    environment: recordEnvironment(variables),
    flags: new Map(),
  });
}

function scopeOf(variables: Readonly<Record<string, string>>) {
  return policyOf(resolve(variables).settings).scope;
}

Deno.test("nothing is restricted unless somebody says so", () => {
  assert.equal(scopeOf({}), undefined);
  assert.equal(scopeOf({ MCP_SINGLE_CLUSTER: "no" }), undefined);
  assert.equal(scopeOf({ MCP_ALLOWED_PROJECTS: "" }), undefined);
});

for (const command of ["serve", "demo", "check"] as const) {
  Deno.test(`${command} takes the settings of the scope`, () => {
    const { settings } = resolve({
      MCP_SINGLE_CLUSTER: "true",
      MCP_SINGLE_CLUSTER_NAME: "edge",
      MCP_ALLOWED_PROJECTS: "team-a, team-?",
      MCP_ALLOWED_APPLICATIONS: "shop-*,*/web.v1",
    }, command);
    assert.deepEqual(policyOf(settings).scope, {
      cluster: "edge",
      projects: ["team-a", "team-?"],
      applications: ["shop-*", "*/web.v1"],
    });
  });
}

Deno.test("the single cluster is that of Argo CD unless it is named", () => {
  assert.deepEqual(scopeOf({ MCP_SINGLE_CLUSTER: "1" }), {
    cluster: "in-cluster",
  });
});

const REFUSED: readonly (readonly [string, readonly string[]])[] = [
  ["MCP_ALLOWED_PROJECTS", [
    " ",
    ",",
    "a,",
    ",a",
    "a,,b",
    "a b",
    "Team",
    "a/b",
    "[ab]",
    "!a",
    "a;b",
    "{a,b}",
    "té",
    "a\u200b",
  ]],
  ["MCP_ALLOWED_APPLICATIONS", [
    " ",
    "a,",
    "a,,b",
    "/a",
    "a/",
    "a/b/c",
    "a//b",
    "A",
    "a\\b",
    "a|b",
    "^a$",
  ]],
];
for (const [name, texts] of REFUSED) {
  for (const text of texts) {
    Deno.test(`${name}='${text}' stops the start`, () => {
      assert.throws(() => resolve({ [name]: text }), (error: Error) => {
        assert(error.message.startsWith(`Cannot start: ${name} must be `));
        return true;
      });
    });
  }
}

Deno.test("MCP_SINGLE_CLUSTER takes no other words than a switch does", () => {
  assert.throws(() => resolve({ MCP_SINGLE_CLUSTER: "in-cluster" }), {
    code: "CONFIGURATION",
  });
});

Deno.test("a cluster's name without the switch is worth a warning", () => {
  const name = { MCP_SINGLE_CLUSTER_NAME: "edge" };
  assert.deepEqual(settingWarnings(resolve(name)), [
    "MCP_SINGLE_CLUSTER_NAME has no effect: MCP_SINGLE_CLUSTER is not on",
  ]);
  const both = { ...name, MCP_SINGLE_CLUSTER: "on" };
  assert.deepEqual(settingWarnings(resolve(both)), []);
});
