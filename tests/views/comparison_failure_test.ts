import assert from "node:assert/strict";
import { comparisonFailure } from "../../lib/views/comparison_failure.ts";

Deno.test("comparisonFailure() names the conditions that stop a comparison, and no others", () => {
  assert.equal(
    comparisonFailure({
      status: {
        sync: { status: "Unknown" },
        health: { status: "Healthy" },
        conditions: [
          {
            type: "OrphanedResourceWarning",
            message: "Application has 1 orphaned resources",
          },
          { type: "ComparisonError", message: "shop: app path does not exist" },
        ],
      },
    }),
    "ComparisonError: shop: app path does not exist",
  );
});

Deno.test("comparisonFailure() takes sync Unknown as a failure even without a condition", () => {
  assert.match(
    comparisonFailure({ status: { sync: { status: "Unknown" } } }) ?? "",
    /^its sync status is Unknown/,
  );
});

Deno.test("comparisonFailure() of an application without a status says that it was not compared yet", () => {
  assert.equal(comparisonFailure({}), "Argo CD has not compared it yet");
});

Deno.test("comparisonFailure() passes applications that were compared", () => {
  assert.equal(
    comparisonFailure({
      status: {
        sync: { status: "OutOfSync" },
        conditions: [{ type: "SyncError" }],
      },
    }),
    undefined,
  );
});
