/**
 * Sync windows: when they are open, and what that means for a sync.
 *
 * @module
 */
import type { Destination } from "../argocd/wire/application.ts";
import type { SyncWindow } from "../argocd/wire/projects.ts";
import { ago } from "./age.ts";
import { compact } from "./compact.ts";
import { nextTime, parseCron, wallClock } from "./cron_schedule.ts";
import { isoTime } from "./iso_time.ts";

/** A window with its times. */
export interface SyncWindowView {
  /** `allow` or `deny`. */
  readonly kind?: string;
  /** Schedule, duration and time zone as they are configured. */
  readonly when: string;
  readonly active: boolean;
  /** The end of the one that is open. */
  readonly until?: string;
  /** The next start, and its end. */
  readonly next?: string;
  readonly next_until?: string;
  /** Whether somebody may sync by hand against it. */
  readonly manual_sync: boolean;
  /** What it concerns: `application reports*`, `namespace shop`, `cluster edge`. */
  readonly for?: readonly string[];
  readonly description?: string;
  /** Why its times are not known. */
  readonly problem?: string;
}

const UNITS: Readonly<Record<string, number>> = {
  h: 3_600_000,
  m: 60_000,
  s: 1_000,
  ms: 1,
};

/**
 * A Go duration in milliseconds; `undefined` for one that is not valid.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * assert.equal(parseDuration("1h30m"), 5_400_000);
 * assert.equal(parseDuration("soon"), undefined);
 * ```
 */
export function parseDuration(text: string): number | undefined {
  if (!/^(?:\d+(?:\.\d+)?(?:ms|[hms]))+$/.test(text)) return undefined;
  let length = 0;
  for (const [, amount, unit = ""] of text.matchAll(/([\d.]+)(ms|[hms])/g)) {
    length += Number(amount) * (UNITS[unit] ?? 0);
  }
  return length;
}

type Times = Pick<
  SyncWindowView,
  "until" | "next" | "next_until" | "problem"
>;

function times(window: SyncWindow, now: Date): Times {
  const { schedule = "", duration = "", timeZone } = window;
  const parsed = parseCron(schedule);
  const length = parseDuration(duration);
  if (!parsed || length === undefined) {
    return { problem: "its schedule or duration is not readable" };
  }
  let clock: Intl.DateTimeFormat;
  try {
    clock = wallClock(timeZone || "UTC");
  } catch {
    return { problem: "its time zone is not known here" };
  }
  // Open when it started less than its length ago: that is how Argo CD looks at it.
  const after = new Date(now.getTime() - length);
  const open = nextTime(parsed, { after, clock });
  const next = nextTime(parsed, { after: now, clock });
  return compact({
    until: open && open.getTime() <= now.getTime()
      ? isoTime(open.getTime() + length)
      : undefined,
    next: next ? isoTime(next.getTime()) : undefined,
    next_until: next ? isoTime(next.getTime() + length) : undefined,
  });
}

function concerns(window: SyncWindow): readonly string[] {
  const parts = [
    ...(window.applications ?? []).map((glob) => `application ${glob}`),
    ...(window.namespaces ?? []).map((glob) => `namespace ${glob}`),
    ...(window.clusters ?? []).map((glob) => `cluster ${glob}`),
  ];
  return window.andOperator && parts.length > 1 ? [parts.join(" and ")] : parts;
}

/**
 * The view of a window.
 *
 * @param window From a project's spec: what Argo CD says of an application's windows has no time zone.
 * @param active What Argo CD says; without it the times decide.
 */
export function syncWindowView(
  window: SyncWindow,
  options: { readonly now: Date; readonly active?: boolean | undefined },
): SyncWindowView {
  const { kind, schedule = "?", duration = "?", timeZone, description } =
    window;
  const { until, ...others } = times(window, options.now);
  const active = options.active ?? until !== undefined;
  return {
    ...compact({ kind }),
    when: `${schedule} for ${duration} ${timeZone || "UTC"}`,
    active,
    ...(active && until ? { until } : {}),
    ...others,
    manual_sync: window.manualSync ?? false,
    ...compact({ for: concerns(window), description }),
  };
}

/** The windows that are open first, then by their next start. */
export function sortWindows(
  windows: readonly SyncWindowView[],
): readonly SyncWindowView[] {
  return [...windows].sort((a, b) =>
    Number(b.active) - Number(a.active) ||
    (a.next ?? "~").localeCompare(b.next ?? "~")
  );
}

function globRegExp(glob: string): RegExp {
  const source = glob.replace(/[.+^${}()|[\]\\]/g, "\\$&")
    .replaceAll("*", ".*").replaceAll("?", ".");
  return new RegExp(`^${source}$`);
}

/** Whether a window's patterns name an application, as far as its spec tells. */
export function concernsApplication(
  window: SyncWindow,
  application: { readonly name: string; readonly destination: Destination },
): boolean {
  const { name, destination } = application;
  const { server = "", name: cluster = "", namespace = "" } = destination;
  function matches(globs: readonly string[] = [], ...values: string[]) {
    // Under the same key others keep objects, so the wire does not promise texts here.
    return globs.some((glob: unknown) =>
      typeof glob === "string" &&
      values.some((value) => globRegExp(glob).test(value))
    );
  }
  const { applications, namespaces, clusters, andOperator } = window;
  const verdicts = [
    ...(applications?.length ? [matches(applications, name)] : []),
    ...(namespaces?.length ? [matches(namespaces, namespace)] : []),
    ...(clusters?.length ? [matches(clusters, server, cluster)] : []),
  ];
  return andOperator
    ? verdicts.length > 0 && verdicts.every(Boolean)
    : verdicts.some(Boolean);
}

/** Whether a sync may start now. */
export interface SyncPermission {
  readonly manual: boolean;
  readonly automated: boolean;
  readonly reason: string;
}

/**
 * What windows mean for a sync now: a deny window wins, and where there is an allow window one must be open.
 *
 * @param windows Those of one application.
 * @param manual What Argo CD says of a sync by hand.
 */
export function syncPermission(
  windows: readonly Pick<SyncWindowView, "kind" | "active" | "manual_sync">[],
  manual: boolean,
): SyncPermission {
  const denied = windows.some(({ kind, active }) => active && kind === "deny");
  const allows = windows.filter(({ kind }) => kind === "allow");
  const open = allows.some(({ active }) => active);
  const automated = !denied && (open || allows.length === 0);
  const reason = denied
    ? "a deny window is active"
    : allows.length > 0 && !open
    ? "no allow window is open"
    : open
    ? "an allow window is open"
    : windows.length > 0
    ? "no deny window is active"
    : "no window is assigned";
  const exception = automated
    ? ""
    : manual
    ? "; manual syncs are let through"
    : "; manual syncs are refused, too";
  return { manual, automated, reason: `${reason}${exception}` };
}

/** One window on one line. */
export function syncWindowText(view: SyncWindowView, now: Date): string {
  const { kind, when, active, until, next, next_until, problem } = view;
  return [
    `${kind} ${when}: ${active ? "ACTIVE" : "not active"}${
      until ? ` until ${until}` : ""
    }`,
    next ? `next ${next} to ${next_until} (${ago(next, now)})` : "",
    problem ?? "",
    view.manual_sync ? "manual sync allowed" : "",
    view.for ? `for ${view.for.join(", ")}` : "",
    view.description ?? "",
  ].filter(Boolean).join("; ");
}
