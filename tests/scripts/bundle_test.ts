import assert from "node:assert/strict";
import { withoutShim } from "../../scripts/bundle.ts";

Deno.test("withoutShim() drops the bare imports of the shim and leaves those that use it", () => {
  const parts = new Map([
    ["chunk-A.js", "import{createRequire as __deno_internal_createRequire}"],
    ["chunk-B.js", "export const b=1;"],
  ]);
  assert.equal(
    withoutShim(
      'import"./chunk-A.js";import"./chunk-B.js";import{a}from"./chunk-A.js";a();',
      parts,
    ),
    'import"./chunk-B.js";import{a}from"./chunk-A.js";a();',
  );
});
