/**
 * Events about one object, newest first.
 *
 * @module
 */
import type { KubernetesEvent } from "../argocd/wire/events.ts";
import type { ResourceRef } from "../argocd/wire/resources.ts";
import type { Facts } from "./facts.ts";

/** When an event was last seen, ISO 8601; empty when it does not say. */
export function lastSeenAt(event: KubernetesEvent): string {
  return event.series?.lastObservedTime || event.lastTimestamp ||
    event.eventTime || event.firstTimestamp ||
    event.metadata?.creationTimestamp || "";
}

/** How often it happened. */
export function timesSeen(event: KubernetesEvent): number {
  return Math.max(event.count ?? 0, event.series?.count ?? 0, 1);
}

/**
 * The events about an object, newest first.
 *
 * @param wanted Only those of these reasons (`FailedScheduling`), and of this type.
 */
export function eventsOf(
  { events }: Pick<Facts, "events">,
  { kind, namespace, name }: ResourceRef,
  wanted: {
    readonly reasons?: readonly string[];
    readonly type?: "Warning" | "Normal";
  } = {},
): readonly KubernetesEvent[] {
  const { reasons, type } = wanted;
  return events.filter((event) => {
    const about = event.involvedObject;
    return about?.kind === kind && about?.name === name &&
      (!namespace || !about?.namespace || about.namespace === namespace) &&
      (!reasons || reasons.includes(event.reason ?? "")) &&
      (!type || event.type === type);
  }).toSorted((a, b) => lastSeenAt(b) < lastSeenAt(a) ? -1 : 1);
}
