/**
 * What a sync to other revisions would do, before anything is synced.
 *
 * @module
 */
import type { ArgocdClient } from "../argocd/client.ts";
import { getManifests } from "../argocd/endpoints.ts";
import { FULL_SHA_REGEXP } from "../guards/check_names.ts";
import { type Manifest, parseManifest } from "../views/manifest_yaml.ts";
import { compareManifests } from "../views/revision_states.ts";
import { matchesResource } from "./find_resource.ts";
import { planSyncRendering } from "./plan_rendering.ts";
import type { FoundApplication } from "./read_application.ts";
import { readCommit } from "./read_commit.ts";
import {
  type Comparison,
  type ComparisonOptions,
  readComparison,
} from "./read_comparison.ts";
import { isUnknownCommit, unknownCommit } from "./unknown_commit.ts";

/** A comparison with what was rendered for it. */
export interface RevisionComparison extends Comparison {
  /** In the order of Argo CD, hooks included. */
  readonly manifests: readonly Manifest[];
}

/** {@linkcode ComparisonOptions}, and the revisions. */
export interface RevisionComparisonOptions
  extends Omit<ComparisonOptions, "full"> {
  /** One for each source; `undefined` means the source's target, resolved anew. */
  readonly revisions: readonly (string | undefined)[];
}

/** Refuses full ids that their repository does not have. */
async function requireCommits(
  argocd: ArgocdClient,
  { application, key }: FoundApplication,
  { revisions, purpose, signal }: RevisionComparisonOptions,
): Promise<void> {
  const { source, sources = [] } = application.spec ?? {};
  const all = sources.length > 0 ? sources : source ? [source] : [];
  for (const [index, revision] of revisions.entries()) {
    if (!revision || !FULL_SHA_REGEXP.test(revision) || all[index]?.chart) {
      continue;
    }
    const commit = await readCommit(argocd, {
      path: { name: key.name, revision },
      query: {
        ...key.query,
        ...(all.length > 1 ? { sourceIndex: index } : {}),
      },
    }, signal);
    if (isUnknownCommit(commit)) {
      throw unknownCommit(purpose, revision, commit);
    }
  }
}

/**
 * Renders an application at other revisions and compares with what lives.
 *
 * @throws {ToolError} `COMPARISON_FAILED` while Argo CD does not know what lives, `NOT_FOUND` for a revision that does
 * not exist, else as the client does.
 */
export async function readRevisionComparison(
  argocd: ArgocdClient,
  found: FoundApplication,
  options: RevisionComparisonOptions,
): Promise<RevisionComparison> {
  const { revisions, purpose, signal, wanted = {} } = options;
  const { application, key } = found;
  const rendering = planSyncRendering(application, revisions);
  // The comparison is refused while nothing is known; so it comes before what costs more.
  const { managed } = await readComparison(argocd, found, {
    purpose,
    signal,
    wanted,
    full: true,
  });
  await requireCommits(argocd, found, options);
  const answer = await argocd.call(getManifests, {
    path: { name: key.name },
    query: { ...key.query, ...rendering.query },
    signal,
    purpose,
  });
  const manifests = (answer.manifests ?? []).map(parseManifest)
    .filter((object): object is Manifest => object !== undefined);
  const compared = compareManifests(
    { application, managed, manifests },
    (ref) => matchesResource(ref, wanted),
  );
  return { compared, managed, manifests };
}
