import assert from "node:assert/strict";
import { findGaps } from "../../scripts/check_docs.ts";

const BARE = { declarationKind: "export", location: { line: 7 } };
const COMMENTED = { ...BARE, jsDoc: { doc: "What it means." } };
const MODULE = { doc: "What it is for." };

Deno.test("findGaps() names the module and the export without a comment", () => {
  assert.deepEqual(
    findGaps("lib/a.ts", { symbols: [{ name: "a", declarations: [BARE] }] }),
    [
      "lib/a.ts:1: the module has no comment with @module",
      "lib/a.ts:7: 'a' has no comment",
    ],
  );
});

Deno.test("findGaps() takes one comment for all overloads and ignores what is not exported", () => {
  const symbols = [
    { name: "a", declarations: [BARE, COMMENTED] },
    { name: "b", declarations: [{ ...BARE, declarationKind: "private" }] },
  ];
  assert.deepEqual(findGaps("lib/a.ts", { module_doc: MODULE, symbols }), []);
});

Deno.test("findGaps() exempts the endpoint table from comments on each line", () => {
  const symbols = [{ name: "listApplications", declarations: [BARE] }];
  assert.deepEqual(
    findGaps("lib/argocd/endpoints.ts", { module_doc: MODULE, symbols }),
    [],
  );
});
