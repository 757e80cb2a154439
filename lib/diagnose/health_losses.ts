/**
 * When an application stopped being healthy. Argo CD keeps no such history; its events, which Kubernetes forgets after
 * an hour, tell each change of its health.
 *
 * @module
 */
import type { Application } from "../argocd/wire/application.ts";
import type { KubernetesEvent } from "../argocd/wire/events.ts";
import { eventsOf, lastSeenAt } from "./event_facts.ts";

/** How Argo CD words a change; `setAppHealthStatus` in `controller/health.go` and its event in `appcontroller.go`. */
const CHANGE_REGEXP = /^Updated health status: (\w*) -> (\w+)/;
/** Just after a deployment an application may look healthy until its new pods are seen. */
const SHORTEST_HEALTH_MS = 20_000;

/** What events tell of an application's health. */
export interface HealthPast {
  /** When it stopped being healthy, milliseconds since 1970, oldest first. */
  readonly losses: readonly number[];
  /** Since when they tell; `undefined` when none does. */
  readonly knownSince?: number;
}

/** Reads the changes of an application's health from its events. */
export function healthPast(
  { metadata }: Application,
  events: readonly KubernetesEvent[],
): HealthPast {
  const { name, namespace } = metadata ?? {};
  const about = {
    kind: "Application",
    ...(name ? { name } : {}),
    ...(namespace ? { namespace } : {}),
  };
  const all = eventsOf({ events }, about);
  const changes = all.flatMap((event) => {
    const found = CHANGE_REGEXP.exec(event.message ?? "");
    const at = Date.parse(lastSeenAt(event));
    if (!found || Number.isNaN(at)) return [];
    const [, from = "", to = ""] = found;
    return [{ at, from, to }];
  }).toSorted((a, b) => a.at - b.at);
  const gains = changes.filter(({ to }) => to === "Healthy");
  const losses = changes.filter(({ from, at }) => {
    if (from !== "Healthy") return false;
    const gained = gains.findLast((gain) => gain.at <= at);
    return !gained || at - gained.at >= SHORTEST_HEALTH_MS;
  }).map(({ at }) => at);
  const times = all.map((event) => Date.parse(lastSeenAt(event)))
    .filter((time) => !Number.isNaN(time));
  return {
    losses,
    ...(times.length > 0 ? { knownSince: Math.min(...times) } : {}),
  };
}
