/**
 * One application as a row of a list.
 *
 * @module
 */
import type { Application, ApplicationSource } from "../argocd/types.ts";
import { applicationState } from "./application_state.ts";
import { destinationTitle } from "./destination.ts";
import { syncPolicyTitle } from "./sync_policy.ts";
import { withoutUserInfo } from "./without_user_info.ts";

/** Columns that a caller may add (`destination` is left out beside reasons unless it is named); `reason` costs a request for each row that is shown. */
export const EXTRA_COLUMNS = [
  "destination",
  "revision",
  "repo",
  "path",
  "target_revision",
  "labels",
  "policy",
  "operation",
  "created",
  "reason",
] as const;

/** One of {@linkcode EXTRA_COLUMNS}. */
export type ExtraColumn = typeof EXTRA_COLUMNS[number];

/** What is always shown. */
export const USUAL_COLUMNS = [
  "name",
  "project",
  "sync",
  "health",
  "destination",
] as const;

type Column = typeof USUAL_COLUMNS[number] | Exclude<ExtraColumn, "reason">;

/** All sources of an application: one, or several for a multi-source application. */
export function sourcesOf(
  application: Application,
): readonly ApplicationSource[] {
  const { sources, source } = application.spec ?? {};
  if (sources && sources.length > 0) return sources;
  return source ? [source] : [];
}

/** The revisions that it was compared with, one for each source; empty while it cannot be compared. */
export function comparedRevisions(application: Application): readonly string[] {
  const { revisions, revision, status } = application.status?.sync ?? {};
  if (revisions && revisions.length > 0) return revisions;
  // While the comparison fails Argo CD puts the name of the target here.
  return revision && status !== "Unknown" ? [revision] : [];
}

/** A revision for a reader: seven characters of a SHA, anything else as it is. */
export function shortRevision(revision: string): string {
  return /^[0-9a-f]{40,64}$/.test(revision) ? revision.slice(0, 7) : revision;
}

function joined(values: readonly (string | undefined)[]): string {
  return [...new Set(values.map((value) => value ?? "").filter(Boolean))]
    .join(", ");
}

function operationCell(application: Application): string {
  const { phase } = applicationState(application);
  const { finishedAt } = application.status?.operationState ?? {};
  return [phase, finishedAt].filter(Boolean).join(" ");
}

const CELLS: Readonly<
  Record<Exclude<Column, "name">, (application: Application) => string>
> = {
  project: ({ spec }) => spec?.project ?? "",
  sync: (application) => applicationState(application).sync,
  health: (application) => applicationState(application).health,
  destination: ({ spec }) => destinationTitle(spec?.destination),
  revision: (application) =>
    comparedRevisions(application).map(shortRevision).join(", "),
  repo: (application) =>
    joined(
      sourcesOf(application).map(({ repoURL }) => withoutUserInfo(repoURL)),
    ),
  path: (application) =>
    joined(sourcesOf(application).map(({ path, chart }) => path ?? chart)),
  target_revision: (application) =>
    joined(sourcesOf(application).map(({ targetRevision }) => targetRevision)),
  labels: ({ metadata }) =>
    Object.entries(metadata?.labels ?? {})
      .map(([key, value]) => `${key}=${value}`).join(","),
  policy: ({ spec }) => syncPolicyTitle(spec?.syncPolicy),
  operation: operationCell,
  created: ({ metadata }) => metadata?.creationTimestamp ?? "",
};

/** The cell of one column. */
export function applicationCell(
  application: Application,
  column: Exclude<Column, "name">,
): string {
  return CELLS[column](application);
}
