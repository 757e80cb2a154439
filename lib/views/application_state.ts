/**
 * The few words that say how an application is.
 *
 * @module
 */
import type { Application } from "../argocd/wire/application.ts";

/** Sync, health and operation of an application, with a word for what is absent. */
export interface ApplicationState {
  /** `Synced`, `OutOfSync`, or `Unknown` when Argo CD could not compare or has not yet. */
  readonly sync: string;
  /** Means nothing beside sync `Unknown`: Argo CD says `Healthy` of an application whose path does not exist. */
  readonly health: string;
  /** Of the running or last operation; empty when there was none. */
  readonly phase: string;
  readonly deleting: boolean;
}

const FAILED_PHASES: readonly string[] = ["Failed", "Error"];

/** Reads the state; an application that was never reconciled is `Unknown` in both. */
export function applicationState(application: Application): ApplicationState {
  const { metadata, status, operation } = application;
  return {
    sync: status?.sync?.status || "Unknown",
    health: status?.health?.status || "Unknown",
    // Asked for, and the state of the one before is wiped: the controller has not picked it up yet.
    phase: operation && !status?.operationState
      ? "Pending"
      : status?.operationState?.phase ?? "",
    deleting: Boolean(metadata?.deletionTimestamp),
  };
}

/** Whether the last operation did not do what it was asked for. */
export function hasFailedOperation({ phase }: ApplicationState): boolean {
  return FAILED_PHASES.includes(phase);
}

/** Whether nobody needs to look: compared and equal, healthy, and the last operation is over and worked. */
export function isFine(state: ApplicationState): boolean {
  return severity(state) === 0;
}

/** From worst to mildest; what is in none of them is fine. */
const SEVERITIES: readonly ((state: ApplicationState) => boolean)[] = [
  ({ health }) => health === "Degraded",
  ({ sync }) => sync === "Unknown",
  ({ health }) => health === "Missing",
  hasFailedOperation,
  ({ deleting, phase }) => deleting || phase === "Terminating",
  ({ health }) => health === "Unknown",
  ({ health }) => health === "Progressing",
  ({ sync }) => sync !== "Synced",
  ({ health }) => health !== "Healthy",
  // One that a sync window blocks waits for days, in an application that is Synced and Healthy without a condition.
  ({ phase }) => phase === "Running" || phase === "Pending",
];

/**
 * How urgent an application is: 0 for none, more for worse.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * const state = { sync: "Synced", health: "Healthy", phase: "Succeeded", deleting: false };
 * assert.equal(severity(state), 0);
 * assert(severity({ ...state, health: "Degraded" }) > severity({ ...state, sync: "OutOfSync" }));
 * assert(severity({ ...state, sync: "Unknown" }) > 0, "healthy alone is not fine");
 * ```
 */
export function severity(state: ApplicationState): number {
  const worst = SEVERITIES.findIndex((holds) => holds(state));
  return worst < 0 ? 0 : SEVERITIES.length - worst;
}
