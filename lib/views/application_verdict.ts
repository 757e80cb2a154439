/**
 * How an application is, in one line.
 *
 * @module
 */
import type { Application } from "../argocd/wire/application.ts";
import { ago } from "./age.ts";
import { errorConditions } from "./application_reasons.ts";
import { applicationState } from "./application_state.ts";
import { comparisonFailure } from "./comparison_failure.ts";
import { differenceText, resourceSituation } from "./resource_counts.ts";
import { shortMessage } from "./short_message.ts";

function operationClause(application: Application, now: Date): string {
  const { phase } = applicationState(application);
  const state = application.status?.operationState;
  if (phase === "") {
    return application.status?.history?.length ? "" : "never synced";
  }
  if (phase === "Pending") return "a sync waits for the controller";
  const what = state?.operation?.sync?.dryRun ? "dry run" : "sync";
  if (phase === "Running" && state?.finishedAt) {
    return `${what} failed and waits for its retry`;
  }
  return state?.finishedAt
    ? `last ${what} ${phase} ${ago(state.finishedAt, now)}`
    : `${what} ${phase} since ${
      ago(state?.startedAt, now).replace(/ ago$/, "")
    }`;
}

function stateClause(application: Application): string {
  const { sync, health } = applicationState(application);
  const { status } = application;
  if (!status?.sync?.status) {
    return "not compared yet: Argo CD has not reconciled it";
  }
  const failure = comparisonFailure(application);
  if (failure !== undefined) {
    const reason = shortMessage(
      errorConditions(application)[0] ?? failure,
      250,
    );
    return `cannot compare, because ${reason}; until that is cured its health '${health}' says nothing`;
  }
  const differences = differenceText(resourceSituation(application));
  return `${sync}, ${health}${differences ? ` (${differences})` : ""}`;
}

/**
 * The verdict: never health alone, never "would be deleted" while Argo CD cannot compare.
 *
 * @param ref What the application is called.
 */
export function applicationVerdict(
  application: Application,
  options: { readonly ref: string; readonly now: Date },
): string {
  const { metadata, status } = application;
  const { ref, now } = options;
  const annotations = metadata?.annotations ?? {};
  return [
    `${ref}: ${stateClause(application)}`,
    operationClause(application, now),
    metadata?.deletionTimestamp
      ? `being deleted since ${ago(metadata.deletionTimestamp, now)}`
      : "",
    annotations["argocd.argoproj.io/refresh"] && status?.sync?.status
      ? "a refresh is pending"
      : "",
  ].filter(Boolean).join("; ");
}
