/**
 * Sync windows: cron schedules, and whether a sync may start. Open deny windows win over open allow
 * windows, and an allow window that is closed forbids as well.
 *
 * @module
 */
import type { Application } from "./application.ts";
import { globMatch } from "./glob.ts";
import type { World } from "./world.ts";

/** A sync window of a project. */
export interface SyncWindow {
  kind: "allow" | "deny";
  schedule: string;
  duration: string;
  applications?: string[];
  namespaces?: string[];
  clusters?: string[];
  manualSync?: boolean;
  timeZone?: string;
  description?: string;
  andOperator?: boolean;
}

const UNITS: Readonly<Record<string, number>> = {
  s: 1000,
  m: 60_000,
  h: 3_600_000,
};

/** A Go duration such as `1h30m` in milliseconds. */
export function durationMilliseconds(text: string): number {
  let total = 0;
  for (
    const [, amount = "0", unit = "s"] of text.matchAll(
      /(\d+(?:\.\d+)?)(h|m|s)/g,
    )
  ) {
    total += Number(amount) * (UNITS[unit] ?? 0);
  }
  return total;
}

/** The set of values one field of a cron expression allows. */
function cronField(
  text: string,
  low: number,
  high: number,
): ReadonlySet<number> {
  const values = new Set<number>();
  for (const part of text.split(",")) {
    const [range = "", step = "1"] = part.split("/");
    const [from, to] = range === "*" || range === "?"
      ? [low, high]
      : range.includes("-")
      ? range.split("-").map(Number)
      : [Number(range), part.includes("/") ? high : Number(range)];
    for (
      let value = from ?? low;
      value <= (to ?? high);
      value += Number(step)
    ) values.add(value);
  }
  return values;
}

/** Whether the text is a cron expression of five fields. */
export function isCron(text: string): boolean {
  return /^(?:[\d*?,\/-]+\s+){4}[\d*?,\/-]+$/.test(text.trim());
}

/** A time's parts in a time zone. */
function partsIn(
  date: Date,
  timeZone: string,
): {
  minute: number;
  hour: number;
  day: number;
  month: number;
  weekday: number;
} {
  if (timeZone === "" || timeZone === "UTC") {
    return {
      minute: date.getUTCMinutes(),
      hour: date.getUTCHours(),
      day: date.getUTCDate(),
      month: date.getUTCMonth() + 1,
      weekday: date.getUTCDay(),
    };
  }
  const format = new Intl.DateTimeFormat("en-US", {
    timeZone,
    hourCycle: "h23",
    minute: "numeric",
    hour: "numeric",
    day: "numeric",
    month: "numeric",
    weekday: "short",
  });
  const parts = Object.fromEntries(
    format.formatToParts(date).map((part) => [part.type, part.value]),
  );
  return {
    minute: Number(parts["minute"]),
    hour: Number(parts["hour"]),
    day: Number(parts["day"]),
    month: Number(parts["month"]),
    weekday: ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"].indexOf(
      parts["weekday"] ?? "",
    ),
  };
}

/** Whether the window is open: its schedule fired less than its duration ago. */
export function isActive(window: SyncWindow, now: Date): boolean {
  const [minutes = "*", hours = "*", days = "*", months = "*", weekdays = "*"] =
    window.schedule.trim().split(/\s+/);
  const minute = cronField(minutes, 0, 59);
  const hour = cronField(hours, 0, 23);
  const day = cronField(days, 1, 31);
  const month = cronField(months, 1, 12);
  const weekday = cronField(weekdays, 0, 7);
  const anyDay = days === "*" || days === "?";
  const anyWeekday = weekdays === "*" || weekdays === "?";
  const duration = durationMilliseconds(window.duration);
  const last = Math.floor(now.getTime() / 60_000) * 60_000;
  for (let time = last; time > now.getTime() - duration; time -= 60_000) {
    const at = partsIn(new Date(time), window.timeZone ?? "UTC");
    if (!minute.has(at.minute) || !hour.has(at.hour) || !month.has(at.month)) {
      continue;
    }
    const dayFits = day.has(at.day);
    const weekdayFits = weekday.has(at.weekday) ||
      (at.weekday === 0 && weekday.has(7));
    // Cron's rule: with both days given one of them is enough.
    if (
      anyDay || anyWeekday ? dayFits && weekdayFits : dayFits || weekdayFits
    ) return true;
  }
  return false;
}

/** The windows of its project that concern an application. */
export function windowsOf(
  world: World,
  app: Application,
): readonly SyncWindow[] {
  const windows = world.projects.get(app.spec.project)?.spec.syncWindows ?? [];
  const { server = "", name = "", namespace = "" } = app.spec.destination;
  return windows.filter((window) =>
    (window.applications ?? []).some((pattern) =>
      globMatch(pattern, app.metadata.name)
    ) ||
    (window.namespaces ?? []).some((pattern) =>
      globMatch(pattern, namespace)
    ) ||
    (window.clusters ?? []).some((pattern) =>
      globMatch(pattern, server) || globMatch(pattern, name)
    )
  );
}

/** Whether a sync may start now, by hand or automatically. */
export function canSync(
  windows: readonly SyncWindow[],
  now: Date,
  manual: boolean,
): boolean {
  const active = windows.filter((window) => isActive(window, now));
  const denies = active.filter((window) => window.kind === "deny");
  if (denies.length > 0) {
    return manual && denies.every((window) => window.manualSync === true);
  }
  if (active.some((window) => window.kind === "allow")) return true;
  const closed = windows.filter((window) => window.kind === "allow");
  if (closed.length === 0) return true;
  return manual && closed.every((window) => window.manualSync === true);
}
