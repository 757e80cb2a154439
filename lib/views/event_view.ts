/**
 * Kubernetes events for a reader: newest first, repeated ones folded.
 *
 * @module
 */
import type { KubernetesEvent } from "../argocd/wire/events.ts";
import { compact } from "./compact.ts";
import { shortMessage } from "./short_message.ts";
import { oneLine } from "./one_line.ts";
import { plural } from "./plural.ts";
import { isoTime } from "./iso_time.ts";

/** One event, or several equal ones. */
export interface EventItem {
  /** When it was last seen. */
  readonly last?: string;
  /** When it was first seen, where it came more than once. */
  readonly first?: string;
  readonly count?: number;
  readonly type: string;
  readonly reason: string;
  /** What it is about: `Pod shop-0`. */
  readonly object: string;
  /** Text of a controller: data. */
  readonly message: string;
  /** Who said it. */
  readonly from?: string;
}

/** What `get_application_events` answers. */
export interface EventsView {
  readonly application: string;
  /** Whose events were read. */
  readonly of: readonly string[];
  /** Unhealthy resources whose events were not read. */
  readonly not_read?: number;
  /** Resources whose events could not be read, and why. */
  readonly failed?: readonly string[];
  /** Folded events. */
  readonly total: number;
  readonly events: readonly EventItem[];
}

const MESSAGE_CHARS = 500;

/** Without a fraction: a scheduler gives microseconds, a kubelet seconds. */
function seconds(time: string | null | undefined): string | undefined {
  return time ? isoTime(time) : undefined;
}

/**
 * When an event was last seen. Old events have `lastTimestamp`; newer ones a time of their own, and a series where
 * they repeat.
 */
function lastSeen(event: KubernetesEvent): string | undefined {
  return seconds(
    event.series?.lastObservedTime || event.lastTimestamp || event.eventTime ||
      event.firstTimestamp || event.metadata?.creationTimestamp,
  );
}

function firstSeen(event: KubernetesEvent): string | undefined {
  return seconds(
    event.firstTimestamp || event.eventTime ||
      event.metadata?.creationTimestamp,
  ) ?? lastSeen(event);
}

/** How often it happened; schedulers give no count, which means once. */
function countOf(event: KubernetesEvent): number {
  return Math.max(event.count ?? 0, event.series?.count ?? 0, 1);
}

/** ISO times of one form compare as texts; an event without any time sorts last. */
function newer(a: string | undefined, b: string | undefined): number {
  const [left, right] = [a ?? "", b ?? ""];
  return left === right ? 0 : left > right ? -1 : 1;
}

/**
 * Folds events of the same type, reason, object and message.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * const event = { type: "Warning", reason: "BackOff", message: "back-off", involvedObject: { kind: "Pod", name: "shop-0" } };
 * const events = foldEvents([
 *   { ...event, lastTimestamp: "2026-11-21T05:00:00Z", count: 3 },
 *   { ...event, lastTimestamp: null, eventTime: "2026-11-21T06:00:00.123456Z", count: null },
 * ]);
 * assert.deepEqual(events.map(({ last, first, count }) => [last, first, count]), [
 *   ["2026-11-21T06:00:00Z", "2026-11-21T05:00:00Z", 4],
 * ]);
 * ```
 */
export function foldEvents(
  events: readonly KubernetesEvent[],
): readonly EventItem[] {
  const seen = new Set<string>();
  const groups = new Map<string, KubernetesEvent[]>();
  for (const event of events) {
    const { uid } = event.metadata ?? {};
    // One event may come with several resources; it happened once all the same.
    if (uid !== undefined && seen.has(uid)) continue;
    if (uid !== undefined) seen.add(uid);
    const { kind, namespace, name } = event.involvedObject ?? {};
    const key = JSON.stringify([
      event.type,
      event.reason,
      kind,
      namespace,
      name,
      event.message,
    ]);
    groups.set(key, [...groups.get(key) ?? [], event]);
  }
  const items = [...groups.values()].flatMap((group) => {
    const [newest] = group.toSorted((a, b) => newer(lastSeen(a), lastSeen(b)));
    if (!newest) return [];
    const first = group.map(firstSeen).filter((time) =>
      time !== undefined
    ).sort()[0];
    const last = lastSeen(newest);
    const count = group.reduce((sum, event) => sum + countOf(event), 0);
    const { kind = "?", name = "?" } = newest.involvedObject ?? {};
    return [{
      ...compact({
        last,
        first: first === last ? undefined : first,
        count: count > 1 ? count : undefined,
      }),
      type: newest.type || "Normal",
      reason: newest.reason || "?",
      object: `${kind} ${name}`,
      message: shortMessage(newest.message, MESSAGE_CHARS),
      ...compact({
        from: newest.source?.component || newest.reportingComponent,
      }),
    }];
  });
  return items.toSorted((a, b) => newer(a.last, b.last));
}

/** The events as text; see {@linkcode EventsView}. */
export function eventsText(view: EventsView): string {
  const lines = view.events.map(
    ({ last, first, count, type, reason, object, message, from }) => {
      const times = count
        ? ` (${count} times${first ? ` since ${first}` : ""})`
        : "";
      return oneLine(
        `${last ?? "no time"} ${type} ${reason} ${object}: ${message}${times}${
          from ? ` [${from}]` : ""
        }`,
      );
    },
  );
  return [
    `${view.application}: ${plural(view.total, "event")} of ${
      view.of.join(", ") || "nothing"
    }`,
    view.not_read
      ? `${view.not_read} more unhealthy resources were not asked about; name one to see its events`
      : "",
    ...(view.failed ?? []).map((failure) => `failed: ${failure}`),
    lines.length === 0
      ? "no events; Kubernetes keeps them for about an hour"
      : lines.join("\n"),
  ].filter(Boolean).join("\n");
}
