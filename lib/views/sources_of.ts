/**
 * Sources and their revisions, whether an application has one or several.
 *
 * @module
 */
import type {
  Application,
  ApplicationSource,
} from "../argocd/wire/application.ts";

/** What the manifest hydrator writes, which is what such an application is synced from. */
function hydratedSource(
  hydrator: Readonly<Record<string, unknown>>,
): ApplicationSource {
  const { drySource, syncSource } = hydrator as {
    readonly drySource?: ApplicationSource;
    readonly syncSource?: {
      readonly path?: string;
      readonly targetBranch?: string;
    };
  };
  const { repoURL } = drySource ?? {};
  const { path, targetBranch } = syncSource ?? {};
  return {
    ...(repoURL ? { repoURL } : {}),
    ...(path ? { path } : {}),
    ...(targetBranch ? { targetRevision: targetBranch } : {}),
  };
}

/** All sources of a spec or of a deployment; with the manifest hydrator the one that it writes. */
export function sourcesOf(
  of: {
    readonly sources?: readonly ApplicationSource[];
    readonly source?: ApplicationSource;
    readonly sourceHydrator?: Readonly<Record<string, unknown>>;
  } = {},
): readonly ApplicationSource[] {
  const { sources, source, sourceHydrator } = of;
  if (sourceHydrator?.["drySource"]) return [hydratedSource(sourceHydrator)];
  // Where there are several, `source` may be there too, and empty.
  if (sources && sources.length > 0) return sources;
  return source ? [source] : [];
}

/** The revisions of a deployment, a comparison or an operation, one for each source. */
export function revisionsOf(
  of: {
    readonly revisions?: readonly string[];
    readonly revision?: string;
  } = {},
): readonly string[] {
  const { revisions, revision } = of;
  if (revisions && revisions.length > 0) return revisions;
  return revision ? [revision] : [];
}

/** The revisions that an application was compared with; empty while it cannot be compared. */
export function comparedRevisions(
  { status }: Application,
): readonly string[] {
  const revisions = revisionsOf(status?.sync);
  // While the comparison fails Argo CD puts the name of the target where a single revision belongs.
  const isTarget = status?.sync?.status === "Unknown" &&
    !status.sync.revisions?.length;
  return isTarget ? [] : revisions;
}

/**
 * What a source asks for, with a word for what Argo CD takes when it says nothing.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * assert.equal(targetOf({ targetRevision: "main" }), "main");
 * assert.equal(targetOf({}), "HEAD");
 * assert.equal(targetOf({ chart: "redis" }), "latest");
 * ```
 */
export function targetOf({ targetRevision, chart }: ApplicationSource): string {
  return targetRevision || (chart ? "latest" : "HEAD");
}

/** A revision for a reader: seven characters of a SHA, anything else as it is. */
export function shortRevision(revision: string): string {
  return /^[0-9a-f]{40,64}$/.test(revision) ? revision.slice(0, 7) : revision;
}
