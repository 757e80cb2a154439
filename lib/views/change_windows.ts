/**
 * When writes may happen, by rules of this program's operator in the words of sync windows.
 *
 * @module
 */
import { compact } from "./compact.ts";
import { isoTime } from "./iso_time.ts";
import { type SyncWindowView, syncWindowView } from "./sync_window_view.ts";
import { allowsManualSync } from "./window_state.ts";

/** One rule: writes are allowed, or denied, from each time of the schedule on. */
export interface ChangeWindow {
  readonly kind: "allow" | "deny";
  /** Five fields of cron. */
  readonly schedule: string;
  /** How long it lasts, as Go writes it: `8h`. */
  readonly duration: string;
  /** IANA name; absent = UTC. */
  readonly timeZone?: string;
  readonly description?: string;
}

/** What the rules say now. */
export interface ChangeWindowVerdict {
  readonly open: boolean;
  /** Which rule decides, and until when. */
  readonly reason: string;
  /** When closed rules open, where that is soon enough to be found. */
  readonly opensAt?: string;
}

interface NumberedView extends SyncWindowView {
  readonly index: number;
}

/** Rules that overlap may close again what another opens; who stacks more of them reads the schedule. */
const MAX_STEPS = 16;

function viewsAt(
  windows: readonly ChangeWindow[],
  now: Date,
): readonly NumberedView[] {
  return windows.map((window, index) => ({
    ...syncWindowView(window, { now }),
    index,
  }));
}

/** What cannot be read closes: a rule is there to hold something back. */
function isOpen(views: readonly NumberedView[]): boolean {
  return views.every(({ problem }) => problem === undefined) &&
    allowsManualSync(views);
}

function opening(
  windows: readonly ChangeWindow[],
  now: Date,
): string | undefined {
  let at = now;
  for (let step = 0; step < MAX_STEPS; step++) {
    const views = viewsAt(windows, at);
    if (isOpen(views)) return isoTime(at);
    const changes = views.flatMap(({ until, next }) => [until, next])
      .flatMap((time) => time === undefined ? [] : [Date.parse(time)])
      .filter((time) => time > at.getTime());
    if (changes.length === 0) return undefined;
    at = new Date(Math.min(...changes));
  }
  return undefined;
}

function named({ index, kind, when, description }: NumberedView): string {
  const words = description ? `, "${description}"` : "";
  return `windows[${index}] (${kind} ${when}${words})`;
}

function reasonOf(views: readonly NumberedView[]): string {
  const broken = views.find(({ problem }) => problem !== undefined);
  if (broken) return `of ${named(broken)} ${broken.problem}`;
  const denying = views.find(({ kind, active }) => active && kind === "deny");
  if (denying) return `${named(denying)} is active until ${denying.until}`;
  const allows = views.filter(({ kind }) => kind === "allow");
  const open = allows.find(({ active }) => active);
  if (open) return `${named(open)} is open until ${open.until}`;
  const [only, ...others] = allows;
  if (!only) return "no deny window is active";
  return others.length === 0
    ? `${named(only)} is not open`
    : `no allow window is open: ${allows.map(named).join(", ")}`;
}

/**
 * The verdict of all rules: a deny window that is active wins, and where there are allow windows one must be open.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * const night = { kind: "deny", schedule: "0 22 * * *", duration: "8h" } as const;
 * assert.deepEqual(changeWindowVerdict([night], new Date("2026-11-22T23:00:00Z")), {
 *   open: false,
 *   reason: "windows[0] (deny 0 22 * * * for 8h UTC) is active until 2026-11-23T06:00:00Z",
 *   opensAt: "2026-11-23T06:00:00Z",
 * });
 * ```
 */
export function changeWindowVerdict(
  windows: readonly ChangeWindow[],
  now: Date,
): ChangeWindowVerdict {
  const views = viewsAt(windows, now);
  const open = isOpen(views);
  return {
    open,
    reason: reasonOf(views),
    ...compact({ opensAt: open ? undefined : opening(windows, now) }),
  };
}
