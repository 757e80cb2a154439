/**
 * Whether an application may be changed now, as its sync windows see it.
 *
 * @module
 */
import { compact } from "./compact.ts";
import { syncPermission, type SyncWindowView } from "./sync_window_view.ts";

/** What the windows say now. */
export interface WindowVerdict {
  /** A sync by hand may start. */
  readonly open: boolean;
  /** Which window decides, and until when, in words. */
  readonly reason: string;
  /** When that ends, as far as it follows from the windows. */
  readonly until?: string;
  /** When a closed one opens. */
  readonly next_open?: string;
}

/** What of a window decides. */
export type DecidingWindow = Pick<
  SyncWindowView,
  "kind" | "active" | "manual_sync" | "until" | "next"
>;

function latest(times: readonly (string | undefined)[]): string | undefined {
  const known = times.filter((time) => time !== undefined);
  return known.length === times.length ? known.toSorted().at(-1) : undefined;
}

function earliest(times: readonly (string | undefined)[]): string | undefined {
  return times.filter((time) => time !== undefined).toSorted()[0];
}

/**
 * Whether windows let a sync by hand through, as Argo CD decides it: one active deny window that does not, or with
 * allow windows of which none is open one that does not, refuses it.
 */
export function allowsManualSync(
  windows: readonly Pick<DecidingWindow, "kind" | "active" | "manual_sync">[],
): boolean {
  const denies = windows.filter(({ kind, active }) =>
    active && kind === "deny"
  );
  if (denies.length > 0) return denies.every(({ manual_sync }) => manual_sync);
  const allows = windows.filter(({ kind }) => kind === "allow");
  return allows.length === 0 || allows.some(({ active }) => active) ||
    allows.every(({ manual_sync }) => manual_sync);
}

/** The end of windows that are open now; `undefined` when another begins before it, as with one of 24 hours a day. */
function endOf(
  open: readonly DecidingWindow[],
  all: readonly DecidingWindow[],
): string | undefined {
  const end = latest(open.map(({ until }) => until));
  const goesOn = end !== undefined &&
    all.some(({ next }) => next !== undefined && next <= end);
  return goesOn ? undefined : end;
}

/** When the present state ends, as far as the windows tell by themselves. */
function times(
  windows: readonly DecidingWindow[],
  open: boolean,
): Pick<WindowVerdict, "until" | "next_open"> {
  const allows = windows.filter(({ kind }) => kind === "allow");
  const denies = windows.filter(({ kind }) => kind === "deny");
  const denying = denies.filter(({ active }) => active);
  if (!open && denying.length > 0) {
    const until = endOf(denying, denies);
    // With allow windows it depends on those what comes then.
    return compact({
      until,
      next_open: allows.length === 0 ? until : undefined,
    });
  }
  if (!open) {
    const next = earliest(allows.map(({ next }) => next));
    return compact({ until: next, next_open: next });
  }
  const closing = [
    ...denies.filter(({ active, manual_sync }) => !active && !manual_sync)
      .map(({ next }) => next),
    ...(allows.some(({ active }) => active) &&
        !allows.every(({ manual_sync }) => manual_sync)
      ? [endOf(allows.filter(({ active }) => active), allows)]
      : []),
  ];
  return compact({ until: earliest(closing) });
}

/**
 * The verdict on an application.
 *
 * @param windows Those that concern it.
 * @param open Whether a sync by hand may start; what Argo CD says, where it was asked.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * const freeze = { kind: "deny", active: true, manual_sync: false, until: "2026-12-24T06:00:00Z" };
 * assert.deepEqual(windowVerdict([freeze], false), {
 *   open: false,
 *   reason: "a deny window is active; manual syncs are refused, too; until 2026-12-24T06:00:00Z",
 *   until: "2026-12-24T06:00:00Z",
 *   next_open: "2026-12-24T06:00:00Z",
 * });
 * ```
 */
export function windowVerdict(
  windows: readonly DecidingWindow[],
  open: boolean,
): WindowVerdict {
  const { reason } = syncPermission(windows, open);
  const when = times(windows, open);
  return {
    open,
    reason: when.until ? `${reason}; until ${when.until}` : reason,
    ...when,
  };
}
