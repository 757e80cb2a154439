import assert from "node:assert/strict";
import {
  concernsApplication,
  parseDuration,
  sortWindows,
  syncPermission,
  syncWindowView,
} from "../../lib/views/sync_window_view.ts";

const NOW = new Date("2026-11-21T08:30:00Z");

Deno.test("a window of a project's spec gets its times from schedule, duration and time zone", () => {
  const view = syncWindowView({
    kind: "deny",
    schedule: "0 0 * * *",
    duration: "24h",
    applications: ["reports*"],
    timeZone: "UTC",
    description: "Made-up change freeze",
  }, { now: NOW });
  assert.deepEqual(view, {
    kind: "deny",
    when: "0 0 * * * for 24h UTC",
    active: true,
    until: "2026-11-22T00:00:00Z",
    next: "2026-11-22T00:00:00Z",
    next_until: "2026-11-23T00:00:00Z",
    manual_sync: false,
    for: ["application reports*"],
    description: "Made-up change freeze",
  });
});

Deno.test("a window that opens on another continent's evening is active by that wall clock", () => {
  const window = { kind: "allow", schedule: "0 2 * * *", duration: "2h" };
  assert(!syncWindowView(window, { now: NOW }).active);
  const there = syncWindowView({ ...window, timeZone: "America/Chicago" }, {
    now: NOW,
  });
  assert(there.active);
  assert.equal(there.until, "2026-11-21T10:00:00Z");
});

Deno.test("a window that cannot be read is shown without times, and says so", () => {
  assert.equal(
    syncWindowView({ kind: "deny", schedule: "often", duration: "1h" }, {
      now: NOW,
    }).problem,
    "its schedule or duration is not readable",
  );
  assert.equal(
    syncWindowView({
      kind: "deny",
      schedule: "0 0 * * *",
      duration: "1h",
      timeZone: "Mars/Olympus",
    }, { now: NOW }).problem,
    "its time zone is not known here",
  );
});

Deno.test.each([
  {
    windows: [],
    manual: true,
    expected: {
      manual: true,
      automated: true,
      reason: "no window is assigned",
    },
  },
  {
    windows: [{ kind: "deny", active: true, manual_sync: false }],
    manual: false,
    expected: {
      manual: false,
      automated: false,
      reason: "a deny window is active; manual syncs are refused, too",
    },
  },
  {
    windows: [{ kind: "deny", active: true, manual_sync: true }],
    manual: true,
    expected: {
      manual: true,
      automated: false,
      reason: "a deny window is active; manual syncs are let through",
    },
  },
  {
    windows: [
      { kind: "deny", active: true, manual_sync: false },
      { kind: "allow", active: true, manual_sync: false },
    ],
    manual: false,
    expected: {
      manual: false,
      automated: false,
      reason: "a deny window is active; manual syncs are refused, too",
    },
  },
  {
    windows: [{ kind: "allow", active: false, manual_sync: false }],
    manual: false,
    expected: {
      manual: false,
      automated: false,
      reason: "no allow window is open; manual syncs are refused, too",
    },
  },
  {
    windows: [{ kind: "allow", active: true, manual_sync: false }],
    manual: true,
    expected: {
      manual: true,
      automated: true,
      reason: "an allow window is open",
    },
  },
  {
    windows: [{ kind: "deny", active: false, manual_sync: false }],
    manual: true,
    expected: {
      manual: true,
      automated: true,
      reason: "no deny window is active",
    },
  },
])(
  "syncPermission() says '$expected.reason'",
  ({ windows, manual, expected }) => {
    assert.deepEqual(syncPermission(windows, manual), expected);
  },
);

Deno.test("sortWindows() puts what is open first, then what opens next", () => {
  const windows = ["0 20 * * *", "0 8 * * *", "0 9 * * *"].map((schedule) =>
    syncWindowView({ schedule, duration: "1h" }, { now: NOW })
  );
  assert.deepEqual(
    sortWindows(windows).map(({ when }) => when.slice(0, 4)),
    ["0 8 ", "0 9 ", "0 20"],
  );
});

Deno.test("concernsApplication() matches any pattern, or with the and operator every kind of them", () => {
  const application = {
    name: "reports-eu",
    destination: { server: "https://a", namespace: "shop" },
  };
  assert(concernsApplication({ applications: ["reports*"] }, application));
  assert(!concernsApplication({ applications: ["ledger"] }, application));
  const both = { applications: ["reports*"], namespaces: ["bank"] };
  assert(concernsApplication(both, application));
  assert(!concernsApplication({ ...both, andOperator: true }, application));
  assert(!concernsApplication({ applications: ["report.*"] }, application));
});

Deno.test("parseDuration() reads Go's durations", () => {
  assert.equal(parseDuration("1h30m"), 5_400_000);
  assert.equal(parseDuration("1.5h"), 5_400_000);
  for (const text of ["", "h", "1d", "1h 30m", "-1h"]) {
    assert.equal(parseDuration(text), undefined, text);
  }
});

Deno.test("a window whose patterns are no texts concerns nobody", () => {
  const applications = [{ name: "shop" }] as unknown as readonly string[];
  const shop = { name: "shop", destination: {} };
  assert.equal(concernsApplication({ applications }, shop), false);
});
