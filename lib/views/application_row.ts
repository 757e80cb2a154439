/**
 * One application as a row of a list.
 *
 * @module
 */
import type { Application } from "../argocd/wire/application.ts";
import { applicationState } from "./application_state.ts";
import { destinationTitle } from "./destination.ts";
import { comparedRevisions, shortRevision, sourcesOf } from "./sources_of.ts";
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
  repo: ({ spec }) =>
    joined(
      sourcesOf(spec).map(({ repoURL }) => withoutUserInfo(repoURL)),
    ),
  path: ({ spec }) =>
    joined(sourcesOf(spec).map(({ path, chart }) => path ?? chart)),
  target_revision: ({ spec }) =>
    joined(sourcesOf(spec).map(({ targetRevision }) => targetRevision)),
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
