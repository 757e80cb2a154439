/**
 * What was deployed before, newest first.
 *
 * @module
 */
import type {
  Application,
  ApplicationSource,
  HistoryEntry,
} from "../argocd/wire/application.ts";
import { compact } from "./compact.ts";
import { initiator } from "./operation_view.ts";
import { revisionsOf, sourcesOf } from "./sources_of.ts";

/** One deployment. */
export interface DeploymentView {
  /** What a rollback needs. */
  readonly id?: number;
  /** In full, one for each source; a chart's version for a Helm repository. */
  readonly revisions?: readonly string[];
  readonly deployed?: string;
  /** A user, or `automated`. */
  readonly by?: string;
  /** The one that is deployed now. */
  readonly current?: boolean;
  /** What the sources differ in from the deployment before, revisions apart: `path`, `helm.parameters`. */
  readonly changed?: readonly string[];
}

function flatten(value: unknown, path: string): readonly [string, string][] {
  const isObject = typeof value === "object" && value !== null &&
    !Array.isArray(value);
  if (!isObject || path.split(".").length > 2) {
    return [[path, JSON.stringify(value ?? null)]];
  }
  return Object.entries(value).flatMap(([key, child]) =>
    flatten(child, path === "" ? key : `${path}.${key}`)
  );
}

/** Names the keys, never the values: parameters may hold secrets. */
function changedKeys(
  now: ApplicationSource | undefined,
  before: ApplicationSource | undefined,
): readonly string[] {
  const [a, b] = [
    new Map(flatten(now ?? {}, "")),
    new Map(flatten(before ?? {}, "")),
  ];
  return [...new Set([...a.keys(), ...b.keys()])]
    .filter((key) => key !== "" && key !== "targetRevision")
    .filter((key) => a.get(key) !== b.get(key));
}

/**
 * What the sources of two deployments, or of a deployment and a spec, differ in, revisions apart.
 *
 * @returns Names of keys, `path` or `source 2 helm.parameters`.
 */
export function sourceChanges(
  now: Parameters<typeof sourcesOf>[0],
  before: Parameters<typeof sourcesOf>[0],
): readonly string[] {
  const [a, b] = [sourcesOf(now), sourcesOf(before)];
  const several = Math.max(a.length, b.length) > 1;
  return Array.from({ length: Math.max(a.length, b.length) }).flatMap(
    (_, index) =>
      changedKeys(a[index], b[index]).map((key) =>
        several ? `source ${index + 1} ${key}` : key
      ),
  );
}

/** The deployments of an application, oldest first; Argo CD may leave out an id of 0. */
export function historyOf({ status }: Application): readonly HistoryEntry[] {
  return [...status?.history ?? []].sort((a, b) => (a.id ?? 0) - (b.id ?? 0));
}

/** The history of an application, newest first; the newest is what is deployed. */
export function deploymentViews(
  application: Application,
): readonly DeploymentView[] {
  const oldestFirst = historyOf(application);
  return oldestFirst.map((entry, index) =>
    compact({
      // Argo CD may leave out a 0.
      id: entry.id ?? 0,
      revisions: revisionsOf(entry),
      deployed: entry.deployedAt,
      by: initiator(entry.initiatedBy),
      current: index === oldestFirst.length - 1 || undefined,
      changed: index > 0
        ? sourceChanges(entry, oldestFirst[index - 1])
        : undefined,
    })
  ).reverse();
}
