/**
 * What the kubelet says of a container's probes.
 *
 * @module
 */
import type { KubernetesEvent } from "../argocd/wire/events.ts";
import { eventsOf, lastSeenAt } from "./event_facts.ts";
import type { Facts } from "./facts.ts";
import { numberAt } from "./fields.ts";
import { secondsSince } from "./moment.ts";
import type { ContainerFacts, PodFacts, Termination } from "./pod_facts.ts";

/** The three probes, by the name that they have in a message. */
export type ProbeName = "Liveness" | "Readiness" | "Startup";

const UNHEALTHY_REGEXP =
  /^(?<probe>Liveness|Readiness|Startup) probe (?:failed|errored|warning)/;
const KILLED_REGEXP =
  /Container (?<name>\S+) failed (?<probe>liveness|startup) probe, will be restarted|Killing container .*(?<short>liveness|startup) probe/i;
const FIELD_REGEXP = /\{(?<name>[^}]+)\}/;

/** Whether an event is about this container, as far as it says. */
function isAbout(event: KubernetesEvent, { name }: ContainerFacts): boolean {
  const path = event.involvedObject?.fieldPath ?? "";
  const about = FIELD_REGEXP.exec(path)?.groups?.["name"];
  return about === undefined || about === name;
}

/** The newest failure of one of a container's probes. */
export function probeFailure(
  facts: Pick<Facts, "events">,
  pod: PodFacts,
  { container, probe }: {
    readonly container: ContainerFacts;
    readonly probe: ProbeName;
  },
): KubernetesEvent | undefined {
  return eventsOf(facts, pod.ref, { reasons: ["Unhealthy", "ProbeError"] })
    .find((event) =>
      UNHEALTHY_REGEXP.exec(event.message ?? "")?.groups?.["probe"] === probe &&
      isAbout(event, container)
    );
}

/** A container that the kubelet killed because of a probe. */
export interface ProbeKill {
  readonly probe: "Liveness" | "Startup";
  /** `Container app failed liveness probe, will be restarted`, where it is known still. */
  readonly killed?: KubernetesEvent;
  /** Why the probe failed, where it is known still. */
  readonly failure?: KubernetesEvent;
}

/** Seconds beyond the grace period between the word of the kill and the end. */
const SLACK = 90;
const GRACE = 30;
/** Ends from outside: SIGKILL, SIGTERM, and a program that ends well when asked to. */
const FROM_OUTSIDE = new Set([0, 137, 143]);

function capital(probe: string): ProbeKill["probe"] {
  return probe.toLowerCase() === "startup" ? "Startup" : "Liveness";
}

/** Whether a run of a container was ended by the kubelet for a failing probe. */
export function probeKill(
  facts: Pick<Facts, "events">,
  pod: PodFacts,
  { container, end }: {
    readonly container: ContainerFacts;
    readonly end: Termination;
  },
): ProbeKill | undefined {
  const grace = numberAt(pod.object, "spec", "terminationGracePeriodSeconds") ??
    GRACE;
  const finished = new Date(end.finishedAt ?? Number.NaN);
  const isNear = (event: KubernetesEvent) => {
    const before = secondsSince(lastSeenAt(event), finished);
    return before === undefined || before <= grace + SLACK;
  };
  for (const event of eventsOf(facts, pod.ref, { reasons: ["Killing"] })) {
    const groups = KILLED_REGEXP.exec(event.message ?? "")?.groups;
    if (!groups || !isAbout(event, container) || !isNear(event)) continue;
    const probe = capital(groups["probe"] ?? groups["short"] ?? "");
    const failure = probeFailure(facts, pod, { container, probe });
    return { probe, killed: event, ...(failure ? { failure } : {}) };
  }
  if (!FROM_OUTSIDE.has(end.exitCode)) return undefined;
  for (const probe of ["Startup", "Liveness"] as const) {
    const failure = probeFailure(facts, pod, { container, probe });
    if (failure && isNear(failure)) return { probe, failure };
  }
  return undefined;
}
