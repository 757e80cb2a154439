/**
 * What an application's resources look like, in numbers.
 *
 * @module
 */
import type {
  Application,
  ResourceStatus,
} from "../argocd/wire/application.ts";
import { comparisonFailure } from "./comparison_failure.ts";
import { healthRank } from "./node_state.ts";
import { plural } from "./plural.ts";
import { countBy } from "./table.ts";

/** The managed resources of an application, sorted by what is wrong with them. */
export interface ResourceSituation {
  /** Without hooks. */
  readonly managed: readonly ResourceStatus[];
  readonly hooks: readonly ResourceStatus[];
  /** Whether sync status and pruning of the resources mean anything. */
  readonly compared: boolean;
  /** Differ from the source; without those that are only in the cluster. Empty when not compared. */
  readonly differing: readonly ResourceStatus[];
  /** In the source, not in the cluster. */
  readonly missing: readonly ResourceStatus[];
  /** In the cluster, no more in the source: a sync with prune deletes them. Empty when not compared. */
  readonly prunable: readonly ResourceStatus[];
  /** Neither healthy nor merely missing, hooks included; worst first. */
  readonly unhealthy: readonly ResourceStatus[];
  /** By sync status; empty when not compared. */
  readonly sync: Readonly<Record<string, number>>;
  /** By health; `unchecked` for kinds without a health check. */
  readonly health: Readonly<Record<string, number>>;
}

/** Sorts the resources of a `GET` of one application; in a list they carry no health. */
export function resourceSituation(application: Application): ResourceSituation {
  const all = application.status?.resources ?? [];
  const managed = all.filter(({ hook }) => !hook);
  const compared = comparisonFailure(application) === undefined;
  const outOfSync = compared
    ? managed.filter(({ status }) => status === "OutOfSync")
    : [];
  return {
    managed,
    hooks: all.filter(({ hook }) => hook),
    compared,
    // Argo CD claims it of hooks at all times, and of everything while it cannot compare.
    prunable: outOfSync.filter(({ requiresPruning }) => requiresPruning),
    differing: outOfSync.filter(({ requiresPruning }) => !requiresPruning),
    missing: outOfSync.filter(({ health }) => health?.status === "Missing"),
    unhealthy: all.filter(({ health }) =>
      health?.status !== undefined && health.status !== "Healthy" &&
      health.status !== "Missing"
    ).sort((a, b) => healthRank(a) - healthRank(b)),
    sync: compared
      ? countBy(managed.map(({ status }) => status || "Unknown"))
      : {},
    health: countBy(managed.map(({ health }) => health?.status ?? "unchecked")),
  };
}

/**
 * The numbers that a verdict needs: `4 resources differ, 1 of them missing, 1 to prune`.
 *
 * @returns Empty when nothing differs or nothing could be compared.
 */
export function differenceText(situation: ResourceSituation): string {
  const { differing, missing, prunable } = situation;
  const parts: string[] = [];
  if (differing.length > 0 && differing.length === missing.length) {
    parts.push(`${plural(missing.length, "resource")} missing`);
  } else if (differing.length > 0) {
    parts.push(
      plural(differing.length, "resource differs", "resources differ"),
    );
    if (missing.length > 0) parts.push(`${missing.length} of them missing`);
  }
  if (prunable.length > 0) parts.push(`${prunable.length} to prune`);
  return parts.join(", ");
}
