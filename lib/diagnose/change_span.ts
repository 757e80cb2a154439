/**
 * Between which two states of an application the change lies that may have made it ill.
 *
 * @module
 */
import type { Application, HistoryEntry } from "../argocd/wire/application.ts";
import type { KubernetesEvent } from "../argocd/wire/events.ts";
import { applicationState } from "../views/application_state.ts";
import { historyOf } from "../views/history_view.ts";
import { revisionsOf } from "../views/sources_of.ts";
import { healthPast } from "./health_losses.ts";
import { areSame, operationFacts } from "./operation_facts.ts";

/** Crashes, probes and a progress deadline of ten minutes make an application ill only a while after its deployment. */
const WINDOW_MS = 15 * 60_000;
/** Argo CD gives whole seconds, and from two clocks. */
const BLUR_MS = 5_000;

/** It was deployed when it stopped being healthy, or since. */
export interface DeployedSpan {
  readonly kind: "deployed";
  /** The deployment before; absent when there was none, or it is not kept. */
  readonly from?: HistoryEntry;
  /** What was deployed since then, oldest first; at least one. */
  readonly deployments: readonly [HistoryEntry, ...HistoryEntry[]];
  /** Milliseconds since 1970; absent for one that has never been healthy since its first deployment. */
  readonly lostAt?: number;
}

/** Nothing was deployed for a while when it stopped being healthy. */
export interface IdleSpan {
  readonly kind: "idle";
  readonly last: HistoryEntry;
  readonly lostAt: number;
}

/** A sync to other revisions than the deployed ones failed, or is under way. */
export interface OperationSpan {
  readonly kind: "operation";
  /** What is deployed; absent when there was no full sync yet. */
  readonly from?: HistoryEntry;
  /** One for each source. */
  readonly revisions: readonly string[];
  readonly state: "failed" | "retried" | "under way";
}

/** Where the change lies. */
export type ChangeSpan = DeployedSpan | IdleSpan | OperationSpan;

/** What is deployed now, of the deployments in question. */
export function lastDeployed(
  { deployments }: Pick<DeployedSpan, "deployments">,
): HistoryEntry {
  return deployments.at(-1) ?? deployments[0];
}

/** When a deployment was done, milliseconds since 1970; not a number where it does not say. */
export function deployedTime({ deployedAt }: HistoryEntry): number {
  return Date.parse(deployedAt ?? "");
}

/** A sync may make it ill before it ends. */
function beginOf({ deployStartedAt, deployedAt }: HistoryEntry): number {
  return Date.parse(deployStartedAt ?? deployedAt ?? "");
}

function operationSpan(
  application: Application,
  newest: HistoryEntry | undefined,
): OperationSpan | undefined {
  const { failed, retrying, phase, dryRun, revisions } = operationFacts(
    application,
  );
  const isOpen = phase === "Running" || phase === "Terminating";
  if (dryRun || !failed && !isOpen || revisions.length === 0) return undefined;
  if (newest && areSame(revisions, revisionsOf(newest))) return undefined;
  return {
    kind: "operation",
    ...(newest ? { from: newest } : {}),
    revisions,
    state: retrying ? "retried" : failed ? "failed" : "under way",
  };
}

/** The first loss after the newest deployment: what flaps is lost again and again. Else the last one before it. */
function lossOf(
  losses: readonly number[],
  newest: HistoryEntry,
): number | undefined {
  return losses.find((at) => at >= beginOf(newest) - BLUR_MS) ?? losses.at(-1);
}

/** The place of the deployment that a loss may come from; of the next one where it was long before. */
function suspectAt(history: readonly HistoryEntry[], lostAt: number): number {
  const at = history.findLastIndex((one) => beginOf(one) <= lostAt + BLUR_MS);
  const before = history[at];
  const isNear = before && lostAt - deployedTime(before) <= WINDOW_MS;
  return isNear ? at : at + 1;
}

function healthSpan(
  application: Application,
  events: readonly KubernetesEvent[],
  history: readonly [HistoryEntry, ...HistoryEntry[]],
): ChangeSpan | undefined {
  const { lastTransitionTime } = application.status?.health ?? {};
  const [first] = history;
  const newest = history.at(-1) ?? first;
  const { losses, knownSince = Infinity } = healthPast(application, events);
  const isFirst = history.length === 1 && (first.id ?? 0) === 0;
  const lost = lossOf(losses, newest);
  if (isFirst && lost === undefined) {
    const wasNeverHealthy = knownSince <= deployedTime(first) + BLUR_MS;
    return wasNeverHealthy
      ? { kind: "deployed", deployments: [first] }
      : undefined;
  }
  // Without events: its health changed then for the last time, and it may have been lost some time before.
  const lostAt = lost ?? Date.parse(lastTransitionTime ?? "");
  if (Number.isNaN(lostAt)) return undefined;
  const since = suspectAt(history, lostAt);
  const [oldest, ...others] = history.slice(since);
  if (!oldest) return { kind: "idle", last: newest, lostAt };
  const from = history[since - 1];
  return {
    kind: "deployed",
    ...(from ? { from } : {}),
    deployments: [oldest, ...others],
    lostAt,
  };
}

/**
 * Finds it in the history, the operation and the events of an application.
 *
 * @param events Those of the application itself.
 * @returns `undefined` for an application that is as it should be, or of which nothing is known.
 */
export function changeSpan(
  application: Application,
  events: readonly KubernetesEvent[],
): ChangeSpan | undefined {
  const [first, ...others] = historyOf(application);
  const newest = others.at(-1) ?? first;
  const operation = operationSpan(application, newest);
  if (operation) return operation;
  const { health } = applicationState(application);
  if (health === "Healthy" || !first) return undefined;
  return healthSpan(application, events, [first, ...others]);
}
