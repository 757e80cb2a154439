/**
 * A container that ended and should not have: which end counts, and whether it still does.
 *
 * @module
 */
import type { Facts } from "./facts.ts";
import type { Severity } from "./finding.ts";
import { secondsSince } from "./moment.ts";
import type { ContainerFacts, PodFacts, Termination } from "./pod_facts.ts";
import { severityOf } from "./pod_state.ts";

/** An end of a container that matters now. */
export interface Crash {
  readonly end: Termination;
  /** Where it stands in the container's status. */
  readonly field: "state.terminated" | "lastState.terminated";
  readonly severity: Severity;
}

/** So many restarts may belong to a start: the database was not there yet. */
const FEW_RESTARTS = 2;
/** Longest that Kubernetes waits between two tries, in seconds. */
const LONGEST_BACKOFF = 300;

/** How long the run before lasted, in seconds. */
function runOf({ startedAt, finishedAt }: Termination): number {
  const start = Date.parse(startedAt ?? "");
  const end = Date.parse(finishedAt ?? "");
  return Number.isNaN(end - start) ? 0 : (end - start) / 1000;
}

/** A container that runs again: it may have come over it, be on its way, or crash once more in a moment. */
function whileRunning(
  facts: Facts,
  pod: PodFacts,
  { runningSince, restarts, last, ready }: ContainerFacts,
): Crash | undefined {
  if (!last || runningSince === undefined) return undefined;
  const running = secondsSince(runningSince, facts.now) ?? 0;
  const before = runOf(last);
  const crash = { end: last, field: "lastState.terminated" } as const;
  if (ready && pod.ready) {
    // Without a readiness probe it is "ready" until it crashes again.
    const isLoop = restarts > FEW_RESTARTS && running <= before;
    return isLoop ? { ...crash, severity: severityOf(facts, pod) } : undefined;
  }
  if (running > Math.max(LONGEST_BACKOFF, 2 * before)) return undefined;
  const unready = secondsSince(
    pod.conditions.find(({ type }) => type === "Ready")?.since,
    facts.now,
  ) ?? Infinity;
  const isStart = restarts <= FEW_RESTARTS && unready < LONGEST_BACKOFF;
  const severity = isStart ? "waiting" : severityOf(facts, pod);
  return { ...crash, severity };
}

/**
 * The end of a container that counts now; `undefined` for one that runs as it should, has come over it, or was never
 * started.
 */
export function crashOf(
  facts: Facts,
  pod: PodFacts,
  container: ContainerFacts,
): Crash | undefined {
  const { waiting, terminated, last, runningSince } = container;
  if (runningSince !== undefined) return whileRunning(facts, pod, container);
  if (terminated) {
    // What should go on running is started again, and ends again.
    const isFine = terminated.exitCode === 0 &&
      container.restarts < FEW_RESTARTS;
    return isFine ? undefined : {
      end: terminated,
      field: "state.terminated",
      severity: severityOf(facts, pod),
    };
  }
  if (waiting?.reason !== "CrashLoopBackOff" || !last) return undefined;
  return {
    end: last,
    field: "lastState.terminated",
    severity: severityOf(facts, pod),
  };
}
