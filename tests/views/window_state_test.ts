import assert from "node:assert/strict";
import {
  allowsManualSync,
  type DecidingWindow,
  windowVerdict,
} from "../../lib/views/window_state.ts";

function window(
  kind: "allow" | "deny",
  active: boolean,
  more: Partial<DecidingWindow> = {},
): DecidingWindow {
  return { kind, active, manual_sync: false, ...more };
}

const A = "2026-11-21T10:00:00Z";
const B = "2026-11-21T12:00:00Z";
const C = "2026-11-21T14:00:00Z";

Deno.test.each([
  { name: "no window", windows: [], open: true },
  { name: "an active deny", windows: [window("deny", true)], open: false },
  {
    name: "an active deny that lets a hand through",
    windows: [window("deny", true, { manual_sync: true })],
    open: true,
  },
  {
    name: "two active denies of which one lets a hand through",
    windows: [
      window("deny", true, { manual_sync: true }),
      window("deny", true),
    ],
    open: false,
  },
  {
    name: "an active deny and an active allow",
    windows: [window("allow", true), window("deny", true)],
    open: false,
  },
  { name: "a closed allow", windows: [window("allow", false)], open: false },
  {
    name: "a closed allow that lets a hand through",
    windows: [window("allow", false, { manual_sync: true })],
    open: true,
  },
  {
    name: "two closed allows of which one lets a hand through",
    windows: [
      window("allow", false, { manual_sync: true }),
      window("allow", false),
    ],
    open: false,
  },
  { name: "a closed deny", windows: [window("deny", false)], open: true },
])("with $name a sync by hand: $open", ({ windows, open }) => {
  assert.equal(allowsManualSync(windows), open);
});

Deno.test("a deny window says when it ends; with several the last one counts", () => {
  assert.deepEqual(
    windowVerdict([
      window("deny", true, { until: A, next: C }),
      window("deny", true, { until: B, next: C }),
    ], false),
    {
      open: false,
      reason:
        `a deny window is active; manual syncs are refused, too; until ${B}`,
      until: B,
      next_open: B,
    },
  );
});

Deno.test("a deny window that begins again when it ends opens at no time that could be told", () => {
  assert.deepEqual(
    windowVerdict([window("deny", true, { until: B, next: B })], false),
    {
      open: false,
      reason: "a deny window is active; manual syncs are refused, too",
    },
  );
});

Deno.test("when times are not known nothing is said of them", () => {
  const { until, next_open } = windowVerdict([
    window("deny", true, { until: A }),
    window("deny", true),
  ], false);
  assert.deepEqual({ until, next_open }, {
    until: undefined,
    next_open: undefined,
  });
});

Deno.test("with a closed allow window the next one opens it; after a deny window nobody knows", () => {
  assert.equal(
    windowVerdict([
      window("allow", false, { next: C }),
      window("allow", false, { next: B }),
    ], false).next_open,
    B,
  );
  assert.deepEqual(
    windowVerdict([
      window("deny", true, { until: A }),
      window("allow", false, { next: C }),
    ], false),
    {
      open: false,
      reason:
        `a deny window is active; manual syncs are refused, too; until ${A}`,
      until: A,
    },
  );
});

Deno.test("an open application says when the next window closes it", () => {
  assert.deepEqual(
    windowVerdict([
      window("allow", true, { until: C }),
      window("deny", false, { next: B }),
      window("deny", false, { next: A, manual_sync: true }),
    ], true),
    { open: true, reason: `an allow window is open; until ${B}`, until: B },
  );
  assert.deepEqual(windowVerdict([], true), {
    open: true,
    reason: "no window is assigned",
  });
});
