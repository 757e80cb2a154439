import assert from "node:assert/strict";
import * as fc from "fast-check";
import {
  nextTime,
  parseCron,
  wallClock,
} from "../../lib/views/cron_schedule.ts";

function next(text: string, after: string, zone = "UTC"): string | undefined {
  const schedule = parseCron(text);
  assert(schedule, text);
  return nextTime(schedule, { after: new Date(after), clock: wallClock(zone) })
    ?.toISOString();
}

Deno.test.each([
  { text: "0 0 * * *", next: "2026-11-22T00:00:00.000Z" },
  { text: "*/15 * * * *", next: "2026-11-21T08:45:00.000Z" },
  { text: "5/20 8 * * *", next: "2026-11-21T08:45:00.000Z" },
  { text: "0 22 * * 1-5", next: "2026-11-23T22:00:00.000Z" },
  { text: "0 22 * * MON,wed", next: "2026-11-23T22:00:00.000Z" },
  { text: "0 3 1 1 *", next: "2027-01-01T03:00:00.000Z" },
  { text: "0 3 1 jan ?", next: "2027-01-01T03:00:00.000Z" },
  { text: "0 0 29 2 *", next: "2028-02-29T00:00:00.000Z" },
  { text: "@weekly", next: "2026-11-22T00:00:00.000Z" },
  // Of two restricted day fields either suffices.
  { text: "0 0 25 * 1", next: "2026-11-23T00:00:00.000Z" },
  // A step restricts, so this is "day 1, 3, 5 … or Monday".
  { text: "0 0 */2 * 1", next: "2026-11-23T00:00:00.000Z" },
])("nextTime() of '$text'", ({ text, next: expected }) => {
  assert.equal(next(text, "2026-11-21T08:30:00Z"), expected);
});

Deno.test("nextTime() is later than its start, never the start itself", () => {
  assert.equal(
    next("0 0 * * *", "2026-11-21T00:00:00Z"),
    "2026-11-22T00:00:00.000Z",
  );
});

Deno.test("nextTime() goes by the wall clock on both sides of a clock change", () => {
  const zone = "Europe/Berlin";
  assert.equal(
    next("30 12 * * *", "2026-03-28T12:00:00Z", zone),
    "2026-03-29T10:30:00.000Z",
  );
  assert.equal(
    next("30 12 * * *", "2026-03-27T12:00:00Z", zone),
    "2026-03-28T11:30:00.000Z",
  );
  // 02:30 does not exist on 29 March 2026.
  assert.equal(
    next("30 2 * * *", "2026-03-28T12:00:00Z", zone),
    "2026-03-30T00:30:00.000Z",
  );
});

Deno.test("nextTime() finds nothing for a day that does not exist", () => {
  assert.equal(next("0 0 31 2 *", "2026-11-21T00:00:00Z"), undefined);
});

Deno.test.each([
  { text: "" },
  { text: "* * * *" },
  { text: "* * * * * *" },
  { text: "60 * * * *" },
  { text: "* * 0 * *" },
  { text: "5-1 * * * *" },
  { text: "*/0 * * * *" },
  { text: "1-2-3 * * * *" },
  { text: "* * * * 7" },
  { text: "*x * * * *" },
  { text: "@reboot" },
  { text: "-1 * * * *" },
])("parseCron() refuses '$text'", ({ text }) => {
  assert.equal(parseCron(text), undefined);
});

Deno.test("nextTime() agrees with a search minute by minute", () => {
  const field = (min: number, max: number) =>
    fc.oneof(
      fc.constant("*"),
      fc.integer({ min, max }).map(String),
      fc.tuple(fc.integer({ min, max }), fc.integer({ min, max }))
        .map(([a, b]) => `${Math.min(a, b)}-${Math.max(a, b)}`),
    );
  fc.assert(
    fc.property(
      field(0, 59),
      field(0, 23),
      field(0, 6),
      fc.integer({ min: 0, max: 40_000 }),
      (minute, hour, weekday, offset) => {
        const schedule = parseCron(`${minute} ${hour} * * ${weekday}`);
        assert(schedule);
        const after = Date.UTC(2026, 10, 1) + offset * 60_000;
        let expected = after + 60_000;
        for (;; expected += 60_000) {
          const time = new Date(expected);
          if (
            schedule.minutes.has(time.getUTCMinutes()) &&
            schedule.hours.has(time.getUTCHours()) &&
            schedule.daysOfWeek.has(time.getUTCDay())
          ) break;
        }
        const found = nextTime(schedule, {
          after: new Date(after),
          clock: wallClock("UTC"),
        });
        assert.equal(found?.getTime(), expected);
      },
    ),
    { numRuns: 60 },
  );
});
