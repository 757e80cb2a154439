import assert from "node:assert/strict";
import {
  changeWindowText,
  requireChangeWindow,
} from "../../lib/guards/require_change_window.ts";

const CLOSED = {
  open: false,
  reason: "windows[1] (deny 0 22 * * * for 8h UTC) is active until 06:00",
  opensAt: "2026-11-23T06:00:00Z",
  source: "instance 'prod' in registry.yaml",
};

Deno.test("without windows, and with open ones, writes pass", () => {
  const open = { ...CLOSED, open: true };
  for (const read of [undefined, () => open]) {
    requireChangeWindow(read, "sync 'shop'");
    assert.equal(changeWindowText(read), undefined);
  }
});

Deno.test("closed windows refuse with their rule, and when they open", () => {
  assert.throws(() => requireChangeWindow(() => CLOSED, "sync 'shop'"), {
    code: "FROZEN",
    message:
      "Cannot sync 'shop': the windows of instance 'prod' in registry.yaml do not allow changes now: windows[1] (deny 0 22 * * * for 8h UTC) is active until 06:00",
    hint:
      "Changes are allowed from 2026-11-23T06:00:00Z on; only the operator of this server can change its windows",
  });
  const { opensAt: _, ...endless } = CLOSED;
  assert.throws(() => requireChangeWindow(() => endless, "sync 'shop'"), {
    hint:
      "It is not known when changes are allowed; only the operator of this server can change its windows",
  });
});

Deno.test("the windows are read anew for each write", () => {
  let open = true;
  const read = () => ({ ...CLOSED, open });
  requireChangeWindow(read, "sync 'shop'");
  open = false;
  assert.throws(() => requireChangeWindow(read, "sync 'shop'"));
  assert.match(changeWindowText(read) ?? "", /windows\[1\]/);
});
