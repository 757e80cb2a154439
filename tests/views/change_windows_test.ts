import assert from "node:assert/strict";
import fc from "fast-check";
import {
  type ChangeWindow,
  changeWindowVerdict,
} from "../../lib/views/change_windows.ts";

const NIGHT: ChangeWindow = {
  kind: "deny",
  schedule: "0 22 * * *",
  duration: "8h",
  timeZone: "Europe/Berlin",
  description: "nobody is awake",
};
const OFFICE: ChangeWindow = {
  kind: "allow",
  schedule: "0 9 * * mon-fri",
  duration: "8h",
};
/** 22 November 2026 is a Sunday. */
const TIMES: readonly (readonly [
  string,
  readonly ChangeWindow[],
  string,
  string,
  string?,
])[] = [
  ["no rule", [], "2026-11-22T12:00:00Z", "no deny window is active"],
  ["by day", [NIGHT], "2026-11-22T12:00:00Z", "no deny window is active"],
  [
    "by night, on the clock of its zone",
    [NIGHT],
    "2026-11-22T21:00:00Z",
    'windows[0] (deny 0 22 * * * for 8h Europe/Berlin, "nobody is awake") is active until 2026-11-23T05:00:00Z',
    "2026-11-23T05:00:00Z",
  ],
  [
    "the end of a night",
    [NIGHT],
    "2026-11-23T05:00:00Z",
    "no deny window is active",
  ],
  [
    "in office hours",
    [NIGHT, OFFICE],
    "2026-11-23T10:00:00Z",
    "windows[1] (allow 0 9 * * mon-fri for 8h UTC) is open until 2026-11-23T17:00:00Z",
  ],
  [
    "on Sunday",
    [OFFICE],
    "2026-11-22T12:00:00Z",
    "windows[0] (allow 0 9 * * mon-fri for 8h UTC) is not open",
    "2026-11-23T09:00:00Z",
  ],
  [
    "on Sunday, with a deny window until the office opens and beyond",
    [OFFICE, { kind: "deny", schedule: "0 8 * * mon", duration: "3h" }],
    "2026-11-22T12:00:00Z",
    "windows[0] (allow 0 9 * * mon-fri for 8h UTC) is not open",
    "2026-11-23T11:00:00Z",
  ],
  [
    "at the weekend, with two allow windows",
    [OFFICE, { ...OFFICE, schedule: "0 6 * * sun", duration: "1h" }],
    "2026-11-22T12:00:00Z",
    "no allow window is open: windows[0] (allow 0 9 * * mon-fri for 8h UTC), windows[1] (allow 0 6 * * sun for 1h UTC)",
    "2026-11-23T09:00:00Z",
  ],
  [
    "a deny window inside of an allow window",
    [OFFICE, { kind: "deny", schedule: "0 12 * * *", duration: "1h" }],
    "2026-11-23T12:30:00Z",
    "windows[1] (deny 0 12 * * * for 1h UTC) is active until 2026-11-23T13:00:00Z",
    "2026-11-23T13:00:00Z",
  ],
];
for (const [title, windows, now, reason, opensAt] of TIMES) {
  Deno.test(`writes are ${opensAt ? "refused" : "allowed"}: ${title}`, () => {
    assert.deepEqual(changeWindowVerdict(windows, new Date(now)), {
      open: opensAt === undefined,
      reason,
      ...(opensAt ? { opensAt } : {}),
    });
  });
}

Deno.test("what never ends has no time when it opens", () => {
  const always: ChangeWindow = {
    kind: "deny",
    schedule: "0 0 * * *",
    duration: "24h",
  };
  const { open, opensAt } = changeWindowVerdict(
    [always],
    new Date("2026-11-22T12:00:00Z"),
  );
  assert.equal(open, false);
  assert.equal(opensAt, undefined);
});

Deno.test("a rule that cannot be read closes", () => {
  const broken: ChangeWindow = { ...NIGHT, schedule: "daily" };
  const verdict = changeWindowVerdict(
    [OFFICE, broken],
    new Date("2026-11-23T10:00:00Z"),
  );
  assert.deepEqual(verdict, {
    open: false,
    reason:
      'of windows[1] (deny daily for 8h Europe/Berlin, "nobody is awake") its schedule or duration is not readable',
  });
});

Deno.test("at the time when rules are said to open they are open, and before it they are not", () => {
  const window: fc.Arbitrary<ChangeWindow> = fc.record({
    kind: fc.constantFrom("allow", "deny"),
    schedule: fc.constantFrom("0 */6 * * *", "30 9 * * 1-5", "0 0 1 * *"),
    duration: fc.constantFrom("30m", "4h", "26h"),
    timeZone: fc.constantFrom("UTC", "Europe/Berlin", "Asia/Kolkata"),
  });
  fc.assert(
    fc.property(
      fc.array(window, { minLength: 1, maxLength: 3 }),
      fc.integer({ min: 0, max: 500_000 }),
      (windows, minutes) => {
        const now = new Date(Date.UTC(2026, 0, 1) + minutes * 60_000);
        const { open, opensAt } = changeWindowVerdict(windows, now);
        if (open || opensAt === undefined) return;
        const then = Date.parse(opensAt);
        assert(then > now.getTime());
        assert(changeWindowVerdict(windows, new Date(then)).open);
        assert(!changeWindowVerdict(windows, new Date(then - 1)).open);
      },
    ),
    { numRuns: 60 },
  );
});
