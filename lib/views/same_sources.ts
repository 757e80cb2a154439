/**
 * Whether a deployment came from the sources that an application has now.
 *
 * @module
 */
import { isDeepStrictEqual } from "node:util";
import type {
  Application,
  ApplicationSource,
  HistoryEntry,
} from "../argocd/wire/application.ts";
import { sourcesOf } from "./sources_of.ts";

/** A source without its revision, and without what Argo CD leaves empty. */
function placeOf(source: ApplicationSource): unknown {
  const { targetRevision: _target, ...place } = source;
  return JSON.parse(JSON.stringify(place));
}

/**
 * Compares places and parameters, not revisions.
 *
 * @param entry Exact, as the application is: marks are numbered in the order in which secrets are met.
 */
export function hasSameSources(
  entry: HistoryEntry,
  { spec }: Application,
): boolean {
  return isDeepStrictEqual(
    sourcesOf(entry).map(placeOf),
    sourcesOf(spec).map(placeOf),
  );
}
