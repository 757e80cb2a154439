import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import plugin from "../../scripts/lint_plugin.ts";

function complaints(path: string, source: string): readonly string[] {
  const file = fileURLToPath(new URL(`../../${path}`, import.meta.url));
  return Deno.lint.runPlugin(plugin, file, source)
    .map(({ id, message }) => `${id}: ${message}`);
}

Deno.test.each([
  ["lib/tools/x.ts", 'import { getApplication } from "../argocd/endpoints.ts"'],
  ["lib/tools/platform/x.ts", 'import * as z from "zod"'],
  ["lib/views/x.ts", 'import { compact } from "./compact.ts"'],
  ["lib/cli/x.ts", "Deno.exit(0)"],
  ["lib/argocd/open_transport.ts", "Deno.createHttpClient({})"],
  ["lib/guards/x.ts", "answer.fetch({ fetch: 1 })"],
  ["scripts/x.ts", 'import { connect } from "../lib/argocd/connect.ts"'],
])("$0 may have $1", (path: string, source: string) => {
  assert.deepEqual(complaints(path, source), []);
});

Deno.test.each([
  [
    "lib/tools/x.ts",
    'import { connect } from "../argocd/connect.ts"',
    "house/import-direction: 'lib/tools' must not import 'lib/argocd/connect.ts'",
  ],
  [
    "lib/views/x.ts",
    'export * from "../guards/mask_secrets.ts"',
    "house/import-direction: 'lib/views' must not import 'lib/guards/mask_secrets.ts'",
  ],
  [
    "lib/server/x.ts",
    'await import("../argocd/connect.ts")',
    "house/import-direction: 'lib/server' must not import 'lib/argocd/connect.ts'",
  ],
  [
    "lib/argocd/x.ts",
    'import "../../main.ts"',
    "house/import-direction: 'lib/argocd' must not import '../../main.ts'",
  ],
  [
    "lib/tools/x.ts",
    'import { request } from "undici"',
    "house/import-direction: 'lib/tools' must not import 'undici'",
  ],
  [
    "lib/guards/x.ts",
    'import { readFile } from "node:fs/promises"',
    "house/import-direction: 'lib/guards' must not import 'node:fs/promises'",
  ],
  [
    "lib/views/x.ts",
    "const door = { fetch };",
    "house/no-side-door: 'fetch' must not be used here: tools, views and guards are handed what they need",
  ],
  [
    "lib/argocd/x.ts",
    'Deno.env.get("HOME")',
    "house/process-in-cli: 'Deno.env' belongs to the process: only 'lib/cli' and 'main.ts' use it",
  ],
  [
    "lib/server/x.ts",
    "export default 1;",
    "house/named-exports: No default exports: a name is searched and renamed",
  ],
])("$0 must not have $1", (path: string, source: string, complaint: string) => {
  assert.deepEqual(complaints(path, source).slice(0, 1), [complaint]);
});
