/**
 * When a CronJob should have started and has not.
 *
 * @module
 */
import {
  type CronSchedule,
  nextTime,
  parseCron,
  wallClock,
} from "../views/cron_schedule.ts";
import type { Manifest } from "../views/manifest_yaml.ts";
import { recordsAt, textAt } from "./fields.ts";

/** A controller that is restarted makes up for what it missed within minutes. */
const PATIENCE_MS = 60 * 60_000;
/** Without a time zone of its own, the clock is that of the controller: it may be this much behind UTC. */
const UNKNOWN_ZONE_MS = 15 * PATIENCE_MS;

/** The last time that somebody changed what it should do; its own controller writes the status only. */
function changedAt(object: Manifest): string {
  return recordsAt(object, "metadata", "managedFields")
    .filter((one) => textAt(one, "subresource") !== "status")
    .map((one) => textAt(one, "time"))
    .reduce((a, b) => a > b ? a : b, "");
}

function clockOf(timeZone: string): Intl.DateTimeFormat | undefined {
  try {
    return wallClock(timeZone || "UTC");
  } catch {
    return undefined;
  }
}

function patience(schedule: CronSchedule, timeZone: string): number {
  const isHourly = schedule.hours.size === 24;
  return timeZone || isHourly ? PATIENCE_MS : UNKNOWN_ZONE_MS;
}

/** The first start that it has missed, long enough ago to count; `undefined` as well for a schedule that is not known. */
export function missedStart(object: Manifest, now: Date): Date | undefined {
  const schedule = parseCron(textAt(object, "spec", "schedule"));
  const timeZone = textAt(object, "spec", "timeZone");
  const clock = clockOf(timeZone);
  const [since] = [
    textAt(object, "status", "lastScheduleTime"),
    textAt(object, "metadata", "creationTimestamp"),
    changedAt(object),
  ].filter((time) => !Number.isNaN(Date.parse(time))).toSorted().toReversed();
  if (!schedule || !clock || since === undefined) return undefined;
  const due = nextTime(schedule, { after: new Date(since), clock });
  if (!due) return undefined;
  return now.getTime() - due.getTime() > patience(schedule, timeZone)
    ? due
    : undefined;
}
