import assert from "node:assert/strict";
import { requireOpenWindow } from "../../lib/guards/require_open_window.ts";

const open = (name: string) => ({
  subject: `application '${name}'`,
  open: true,
  reason: "no window is active",
});
const closed = (name: string) => ({
  subject: `application '${name}'`,
  open: false,
  reason: "a deny window until 14:00 UTC",
});

Deno.test("open windows pass, and so does what has none", () => {
  requireOpenWindow([], "sync 'shop'");
  requireOpenWindow([open("shop"), open("till")], "sync 'shop'");
});

Deno.test("one closed window refuses, wherever it is in the list", () => {
  for (
    const windows of [
      [closed("till")],
      [closed("till"), open("shop")],
      [open("shop"), closed("till"), closed("third")],
    ]
  ) {
    assert.throws(() => requireOpenWindow(windows, "delete 'shop'"), {
      code: "SYNC_WINDOW",
      message:
        "Cannot delete 'shop': the sync windows of application 'till' do not allow it now: a deny window until 14:00 UTC",
      hint:
        "get_sync_windows shows when it opens; only the windows of its project can be changed to allow it earlier",
    });
  }
});
