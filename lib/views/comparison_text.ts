/**
 * Two renderings of an application and their difference, as text.
 *
 * @module
 */
import {
  type ComparedItem,
  type ManifestComparison,
  PAIR_STATES,
  type PairState,
} from "./manifest_comparison.ts";
import { revisionText, type RevisionView } from "./revision_view.ts";

/** One side of a comparison. */
export interface SideView {
  /** What it is called in the headers of differences. */
  readonly label: string;
  /** Where there are two. */
  readonly instance?: string;
  /** Id of the history, where it is a deployment of the past. */
  readonly deployment?: number;
  readonly deployed?: string;
  /** One for each source. */
  readonly revisions: readonly RevisionView[];
  /** Where it is not what was deployed then. */
  readonly note?: string;
}

/** What `compare_application` answers. */
export interface ApplicationComparison extends ManifestComparison {
  readonly application: string;
  readonly from: SideView;
  readonly to: SideView;
}

function sideText(sign: "-" | "+", side: SideView): string {
  const { label, deployment, deployed, revisions, note } = side;
  const what = deployment === undefined
    ? undefined
    : `deployment ${deployment}${deployed ? ` of ${deployed}` : ""}`;
  const about = [
    what !== undefined && !label.startsWith("deployment ") ? what : deployed,
    // Argo CD does not say which commit a tag or branch that was asked for stands for: its name is the label already.
    ...revisions.map(revisionText).filter((text) => text !== label),
  ].filter(Boolean).join("; ");
  return `${sign} ${label}${about ? `: ${about}` : ""}${
    note ? ` (${note})` : ""
  }`;
}

function countText(
  state: PairState,
  count: number,
  { from, to }: ApplicationComparison,
): string {
  switch (state) {
    case "differs":
      return `${count} ${count === 1 ? "differs" : "differ"}`;
    case "only_from":
      return `${count} only in ${from.label}`;
    case "only_to":
      return `${count} only in ${to.label}`;
    case "unknown":
      return `${count} unknown`;
    case "same":
      return `${count} the same`;
  }
}

function itemText({ resource, diff, part, note, state }: ComparedItem): string {
  if (diff === undefined) return `${state}: ${resource} (${note})`;
  const head = part && !part.startsWith("1/")
    ? `(${resource}, part ${part})\n`
    : "";
  return `${head}${diff}`.trimEnd();
}

/** The comparison as text: counts first. */
export function comparisonText(view: ApplicationComparison): string {
  const counts = PAIR_STATES.flatMap((state) => {
    const count = view.counts[state];
    return count ? [countText(state, count, view)] : [];
  });
  return [
    `${view.application}: ${
      counts.join(", ") || "no manifests on either side"
    }`,
    sideText("-", view.from),
    sideText("+", view.to),
    ...view.resources.map(itemText),
  ].join("\n");
}
