/**
 * What Argo CD made of a request to sync: it resolves revisions by itself, and answers before anything is done.
 *
 * @module
 */
import type { Application } from "../../../argocd/wire/application.ts";
import { shortRevision } from "../../../views/sources_of.ts";

/** The revisions that were accepted, one for each source; empty where the answer does not say. */
export function acceptedRevisions(
  { operation }: Application,
): readonly string[] {
  const { revision, revisions } = operation?.sync ?? {};
  return revisions?.length ? revisions : revision ? [revision] : [];
}

/** Says where Argo CD goes to other revisions than those that were previewed. */
export function revisionWarnings(
  accepted: readonly string[],
  previewed: readonly (string | undefined)[],
): readonly string[] {
  return previewed.flatMap((expected, index) => {
    const actual = accepted[index];
    const isSame = !expected || !actual || actual === expected;
    return isSame ? [] : [
      `Argo CD syncs ${shortRevision(actual)} and not ${
        shortRevision(expected)
      }, which was previewed: the source has moved since it was last compared`,
    ];
  });
}
