/**
 * What an entry allows at its Argo CD: tier, scope and times. All of it can only narrow what holds everywhere.
 *
 * @module
 */
import type { PolicyLimits } from "../guards/narrow_policy.ts";
import { IN_CLUSTER, type Scope } from "../guards/scope.ts";
import {
  APPLICATION_PATTERN_REGEXP,
  PROJECT_PATTERN_REGEXP,
} from "../guards/scope_patterns.ts";
import { TIERS } from "../tier.ts";
import type { ChangeWindow } from "../views/change_windows.ts";
import { nextTime, parseCron, wallClock } from "../views/cron_schedule.ts";
import { parseDuration } from "../views/sync_window_view.ts";
import type { RegistryFields } from "./registry_fields.ts";
import {
  choice,
  either,
  flag,
  listOf,
  text,
  type TextCheck,
} from "./registry_values.ts";

/** The keys that are read here. */
export const LIMIT_KEYS = [
  "max_tier",
  "single_cluster",
  "allowed_projects",
  "allowed_applications",
  "windows",
] as const;

const WINDOW = {
  what: "a window",
  keys: ["kind", "schedule", "duration", "time_zone", "description"],
  aliases: { timeZone: "time_zone" },
} as const;

function pattern(regexp: RegExp, form: string): TextCheck {
  return (given) =>
    regexp.test(given)
      ? undefined
      : `must be ${form} of a-z, 0-9, '-', '.', '*' and '?'`;
}

const projects = listOf(text(pattern(PROJECT_PATTERN_REGEXP, "a name")));
const applications = listOf(
  text(pattern(APPLICATION_PATTERN_REGEXP, "'name' or 'namespace/name'")),
);

function clusterOf(fields: RegistryFields): string | undefined {
  const cluster = fields.get("single_cluster", either(flag, text()));
  if (cluster === false) return undefined;
  return cluster === true ? IN_CLUSTER.name : cluster;
}

/**
 * Reads tier and scope; what is wrong is taken down.
 *
 * @param source Whose they are, for refusals: `'prod' in the registry`.
 */
export function readLimits(
  fields: RegistryFields,
  source: string,
): PolicyLimits {
  const maxTier = fields.get("max_tier", choice(TIERS));
  const cluster = clusterOf(fields);
  const allowedProjects = fields.get("allowed_projects", projects);
  const allowed = fields.get("allowed_applications", applications);
  const rules: Scope = {
    ...(cluster === undefined ? {} : { cluster }),
    ...(allowedProjects ? { projects: allowedProjects } : {}),
    ...(allowed ? { applications: allowed } : {}),
  };
  const settings = {
    cluster: `single_cluster of ${source}`,
    projects: `allowed_projects of ${source}`,
    applications: `allowed_applications of ${source}`,
  };
  return {
    ...(maxTier === undefined
      ? {}
      : { maxTier, tierSetting: `max_tier of ${source}` }),
    ...(Object.keys(rules).length === 0
      ? {}
      : { scope: { ...rules, settings } }),
  };
}

const duration: TextCheck = (text) =>
  (parseDuration(text) ?? 0) < 60_000
    ? "must be a time of at least a minute, as 30m or 1h30m"
    : undefined;

const timeZone: TextCheck = (text) => {
  try {
    wallClock(text);
    return undefined;
  } catch {
    return "must be the name of a time zone, as Europe/Berlin";
  }
};

/** A window that never begins would be taken for a protection. */
const schedule: TextCheck = (text) => {
  const parsed = parseCron(text);
  if (!parsed) return "must be five fields of cron, as '0 22 * * mon-fri'";
  const clock = wallClock("UTC");
  return nextTime(parsed, { after: new Date(0), clock })
    ? undefined
    : "names no time that ever comes";
};

function windowOf(fields: RegistryFields): ChangeWindow | undefined {
  for (const key of ["kind", "schedule", "duration"]) {
    if (!fields.has(key)) fields.wrong(`a window has no ${key}`);
  }
  const given = {
    kind: fields.get("kind", choice(["allow", "deny"])),
    schedule: fields.get("schedule", text(schedule)),
    duration: fields.get("duration", text(duration)),
  };
  const zone = fields.get("time_zone", text(timeZone));
  const description = fields.get("description", text());
  const { kind, schedule: begins, duration: lasts } = given;
  if (!kind || begins === undefined || lasts === undefined) return undefined;
  return {
    kind,
    schedule: begins,
    duration: lasts,
    ...(zone === undefined ? {} : { timeZone: zone }),
    ...(description === undefined ? {} : { description }),
  };
}

/** Reads the windows; what is wrong is taken down. */
export function readWindows(
  fields: RegistryFields,
): readonly ChangeWindow[] | undefined {
  return fields.mappings("windows", WINDOW)?.flatMap((window) =>
    windowOf(window) ?? []
  );
}
