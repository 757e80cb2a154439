/**
 * What a write goes to: the revision of each source, and what is known of it.
 *
 * @module
 */
import { commitText, type CommitView } from "./commit_view.ts";
import { shortRevision } from "./sources_of.ts";

/** The revision of one source. */
export interface RevisionView {
  /** Counted from 1; only where there are several. */
  readonly source?: number;
  /** What is asked for: a branch, a tag, a chart's version, a full id. */
  readonly target: string;
  /** What it stands for, in full; absent where only Argo CD's next comparison tells. */
  readonly revision?: string;
  /** Text of whoever made the commit. */
  readonly commit?: CommitView;
  /** `redis: an in-memory store`, text of whoever made the chart. */
  readonly chart?: string;
  /** Why nothing more is known. */
  readonly note?: string;
}

/**
 * One revision on one line.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * const revision = "9397c81451f013c3c3db81a3cb36ba3a70de4da2";
 * const commit = { revision: "9397c81", message: "new fee", author: "Ines" };
 * assert.equal(
 *   revisionText({ source: 2, target: "main", revision, commit }),
 *   'source 2: main = 9397c81 "new fee" by Ines',
 * );
 * ```
 */
export function revisionText(view: RevisionView): string {
  const { source, target, revision, commit, chart, note } = view;
  const name = shortRevision(target);
  const known = commit
    ? commitText(commit)
    : revision && shortRevision(revision);
  return [
    source === undefined ? "" : `source ${source}:`,
    revision === target || known === undefined ? "" : `${name} =`,
    known ?? name,
    chart ? `"${chart}"` : "",
    note ? `(${note})` : "",
  ].filter(Boolean).join(" ");
}
