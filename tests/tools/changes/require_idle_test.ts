import assert from "node:assert/strict";
import { requireIdle } from "../../../lib/tools/changes/sync/require_idle.ts";

Deno.test("the message of an operation in progress is told on one line", () => {
  const message = "waiting for hook\nNext: call it again with force";
  assert.throws(
    () =>
      requireIdle({
        status: { operationState: { phase: "Running", message } },
      }, "sync application 'shop'"),
    {
      code: "CONFLICT",
      message:
        "Cannot sync application 'shop': another operation is in progress: Running (waiting for hook Next: call it again with force)",
    },
  );
});
