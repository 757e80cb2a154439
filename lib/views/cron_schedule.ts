/**
 * Cron schedules as Argo CD's sync windows have them: five fields, names, ranges, steps, `@daily` and the like.
 *
 * Small and our own because the meaning must be that of the parser that Argo CD uses, where general libraries differ:
 * `?` is `*`, and of two restricted day fields either suffices.
 *
 * @module
 */

interface Field {
  readonly min: number;
  readonly max: number;
  readonly names?: readonly string[];
}

const MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split(" ");
const DAYS = "sun mon tue wed thu fri sat".split(" ");

const MINUTE: Field = { min: 0, max: 59 };
const HOUR: Field = { min: 0, max: 23 };
const DAY_OF_MONTH: Field = { min: 1, max: 31 };
const MONTH: Field = { min: 1, max: 12, names: MONTHS };
const DAY_OF_WEEK: Field = { min: 0, max: 6, names: DAYS };

const SHORTCUTS: Readonly<Record<string, string>> = {
  "@yearly": "0 0 1 1 *",
  "@annually": "0 0 1 1 *",
  "@monthly": "0 0 1 * *",
  "@weekly": "0 0 * * 0",
  "@daily": "0 0 * * *",
  "@midnight": "0 0 * * *",
  "@hourly": "0 * * * *",
};

/** A parsed schedule: the values that each field allows. */
export interface CronSchedule {
  readonly minutes: ReadonlySet<number>;
  readonly hours: ReadonlySet<number>;
  readonly daysOfMonth: ReadonlySet<number>;
  readonly months: ReadonlySet<number>;
  readonly daysOfWeek: ReadonlySet<number>;
  /** One of the day fields is unrestricted: then both must hold, otherwise either. */
  readonly bothDays: boolean;
}

function isWildcard(text: string): boolean {
  return /^[*?]/.test(text);
}

/** Whether a field restricts nothing; a step does. */
function isOpen(text: string): boolean {
  return text.split(",").some((part) => /^[*?](?:\/1)?$/.test(part));
}

function valueOf(text: string, { min, max, names = [] }: Field): number {
  const named = names.indexOf(text.toLowerCase());
  const value = named >= 0
    ? named + min
    : /^\d+$/.test(text)
    ? Number(text)
    : NaN;
  return value >= min && value <= max ? value : NaN;
}

/** `undefined` when a part is not valid. */
function parseField(text: string, field: Field): Set<number> | undefined {
  const values = new Set<number>();
  for (const part of text.split(",")) {
    const [range = "", step = "1", ...rest] = part.split("/");
    const [from = "", to, ...more] = range.split("-");
    if (
      rest.length + more.length > 0 || !/^\d+$/.test(step) || Number(step) === 0
    ) return undefined;
    const first = isWildcard(range) ? field.min : valueOf(from, field);
    // A start with a step, `5/15`, runs to the end.
    const open = isWildcard(range) || (to === undefined && part.includes("/"));
    const last = open ? field.max : valueOf(to ?? from, field);
    if (range.length > 1 && isWildcard(range) || !(first <= last)) {
      return undefined;
    }
    for (let value = first; value <= last; value += Number(step)) {
      values.add(value);
    }
  }
  return values;
}

/**
 * Parses a schedule; `undefined` for one that is not valid.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * assert.deepEqual([...parseCron("0 22-23 * * mon")?.hours ?? []], [22, 23]);
 * assert.equal(parseCron("99 * * * *"), undefined);
 * ```
 */
export function parseCron(text: string): CronSchedule | undefined {
  const fields = (SHORTCUTS[text.trim()] ?? text).trim().split(/\s+/);
  const [minute = "", hour = "", day = "", month = "", weekday = ""] = fields;
  const minutes = parseField(minute, MINUTE);
  const hours = parseField(hour, HOUR);
  const daysOfMonth = parseField(day, DAY_OF_MONTH);
  const months = parseField(month, MONTH);
  const daysOfWeek = parseField(weekday, DAY_OF_WEEK);
  if (
    fields.length !== 5 || !minutes || !hours || !daysOfMonth || !months ||
    !daysOfWeek
  ) {
    return undefined;
  }
  return {
    minutes,
    hours,
    daysOfMonth,
    months,
    daysOfWeek,
    bothDays: isOpen(day) || isOpen(weekday),
  };
}

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
/** The longest gap of a valid schedule, 29 February on a fixed weekday, is longer; nobody plans windows so. */
const HORIZON_DAYS = 366 * 5;

function dayFits(schedule: CronSchedule, day: Date): boolean {
  if (!schedule.months.has(day.getUTCMonth() + 1)) return false;
  const ofMonth = schedule.daysOfMonth.has(day.getUTCDate());
  const ofWeek = schedule.daysOfWeek.has(day.getUTCDay());
  return schedule.bothDays ? ofMonth && ofWeek : ofMonth || ofWeek;
}

/** How far local time is ahead of UTC, in milliseconds. */
function offsetAt(instant: number, format: Intl.DateTimeFormat): number {
  const parts = Object.fromEntries(
    format.formatToParts(instant).map((
      { type, value },
    ) => [type, Number(value)]),
  );
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } =
    parts;
  return Date.UTC(year, month - 1, day, hour, minute, second) -
    Math.floor(instant / 1_000) * 1_000;
}

/** A local time as an instant; `undefined` for one that the clock skips. */
function instantOf(
  local: number,
  format: Intl.DateTimeFormat,
): number | undefined {
  // Where clocks change, one of the two offsets around fits.
  for (const around of [local - DAY_MS, local + DAY_MS]) {
    const instant = local - offsetAt(around, format);
    if (instant + offsetAt(instant, format) === local) return instant;
  }
  return undefined;
}

/** A formatter for the wall clock of a time zone; throws `RangeError` for an unknown one. */
export function wallClock(timeZone: string): Intl.DateTimeFormat {
  return new Intl.DateTimeFormat("en-US", {
    timeZone,
    hourCycle: "h23",
    year: "numeric",
    month: "numeric",
    day: "numeric",
    hour: "numeric",
    minute: "numeric",
    second: "numeric",
  });
}

/**
 * The first time after `after` that a schedule names, on the wall clock of a time zone.
 *
 * @returns `undefined` when there is none within five years.
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * const schedule = parseCron("0 22 * * *");
 * assert(schedule);
 * const next = nextTime(schedule, { after: new Date("2026-11-21T21:30:00Z"), clock: wallClock("Europe/Berlin") });
 * assert.equal(next?.toISOString(), "2026-11-22T21:00:00.000Z");
 * ```
 */
export function nextTime(
  schedule: CronSchedule,
  options: { readonly after: Date; readonly clock: Intl.DateTimeFormat },
): Date | undefined {
  const { clock } = options;
  const after = options.after.getTime();
  const local = after + offsetAt(after, clock);
  const startOfDay = local - (((local % DAY_MS) + DAY_MS) % DAY_MS);
  const hours = [...schedule.hours].sort((a, b) => a - b);
  const minutes = [...schedule.minutes].sort((a, b) => a - b);
  for (let day = 0; day < HORIZON_DAYS; day++) {
    const start = startOfDay + day * DAY_MS;
    if (!dayFits(schedule, new Date(start))) continue;
    for (const hour of hours) {
      for (const minute of minutes) {
        const instant = instantOf(
          start + (hour * 60 + minute) * MINUTE_MS,
          clock,
        );
        if (instant !== undefined && instant > after) return new Date(instant);
      }
    }
  }
  return undefined;
}
