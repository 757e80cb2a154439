/**
 * The summary of a list of applications: what it says about all of them, not only about those that are shown.
 *
 * @module
 */
import type { Application } from "../argocd/wire/application.ts";
import {
  applicationState,
  hasFailedOperation,
  isFine,
} from "./application_state.ts";
import { countBy, countsText } from "./table.ts";

/** Counts over all applications that matched. */
export interface ApplicationSummary {
  readonly total: number;
  /** How many Argo CD shows this account without our filters; may be absent when all of them matched. */
  readonly unfiltered?: number;
  /** Synced and Healthy, and the last operation did not fail. */
  readonly fine: number;
  readonly sync: Readonly<Record<string, number>>;
  readonly health: Readonly<Record<string, number>>;
  readonly failed_operations?: number;
}

/** Counts sync, health and failed operations. */
export function summariseApplications(
  applications: readonly Application[],
): ApplicationSummary {
  const states = applications.map(applicationState);
  const failed = states.filter(hasFailedOperation).length;
  return {
    total: states.length,
    fine: states.filter(isFine).length,
    sync: countBy(states.map(({ sync }) => sync)),
    health: countBy(states.map(({ health }) => health)),
    ...(failed > 0 ? { failed_operations: failed } : {}),
  };
}

/** The summary as one or two lines. */
export function summaryText(
  summary: ApplicationSummary & {
    readonly columns?: readonly string[];
  },
): string {
  const {
    columns,
    total,
    unfiltered,
    fine,
    sync,
    health,
    failed_operations: failed = 0,
  } = summary;
  if (total === 0) return "0 applications";
  const troubled = total - fine;
  const all = unfiltered === undefined || unfiltered === total
    ? ""
    : ` of ${unfiltered}`;
  const head = `${total}${all} application${total === 1 && !all ? "" : "s"}: ${
    fine > 0 ? `${fine} fine` : "none fine"
  }${troubled > 0 && fine > 0 ? `, ${troubled} not` : ""}`;
  const unknown = sync["Unknown"] ?? 0;
  // Rows with reasons say it themselves.
  const explained = columns?.includes("reason");
  const caveat = unknown > 0 && health["Healthy"] && !explained
    ? " (beside sync Unknown it says nothing)"
    : "";
  return [
    head,
    `sync: ${countsText(sync)}; health: ${countsText(health)}${caveat}${
      failed > 0 ? `; last operation failed: ${failed}` : ""
    }`,
  ].join("\n");
}
