/**
 * The way back from a sync.
 *
 * @module
 */
import { isDeepStrictEqual } from "node:util";
import type { Application } from "../../../argocd/wire/application.ts";
import type { Undo } from "../../../tool_spec.ts";
import { deploymentViews } from "../../../views/history_view.ts";
import { hasSameSources } from "../../../views/same_sources.ts";
import { shortRevision, sourcesOf } from "../../../views/sources_of.ts";
import { isAutomated } from "../../../views/sync_policy.ts";

/** What the sync does. */
export interface UndoOptions {
  /** How many resources it deletes. */
  readonly pruned?: number;
  /** Where it goes, one for each source. */
  readonly revisions?: readonly string[];
  /** It is limited to single resources. */
  readonly isPartial?: boolean;
}

/** A call of `update_application` can set one source. */
function olderTarget(
  { spec }: Application,
  { before, revisions }: {
    readonly before: readonly string[];
    readonly revisions: readonly string[];
  },
): Readonly<Record<string, unknown>> | undefined {
  const moved = before.flatMap((revision, index) =>
    revision === revisions[index] ? [] : [{ revision, source: index + 1 }]
  );
  const [only] = moved;
  // Where the hydrator writes the source, nobody sets its revision.
  if (!only || moved.length > 1 || spec?.sourceHydrator) return undefined;
  return sourcesOf(spec).length > 1 ? only : { revision: only.revision };
}

/**
 * How to get back to what was deployed before.
 *
 * @param before The application as it was, exact.
 */
export function undoSync(
  ref: string,
  before: Application,
  { pruned = 0, revisions = [], isPartial = false }: UndoOptions = {},
): Undo {
  const gone = pruned > 0
    ? " What was pruned is made again without the data that it held."
    : "";
  const [last] = deploymentViews(before);
  const entry = before.status?.history?.find(({ id = 0 }) => id === last?.id);
  if (!last || !entry) {
    return {
      how:
        `Nothing was deployed before, so there is nothing to go back to; delete_application removes it.${gone}`,
    };
  }
  const old = last.revisions ?? [];
  const shown = old.map(shortRevision).join(", ");
  if (isDeepStrictEqual(old, revisions) && hasSameSources(entry, before)) {
    return {
      how:
        `The last deployment had the same revision (${shown}), so a rollback to it brings nothing back: what was changed by hand and is overwritten now stands in no history.${gone}`,
    };
  }
  if (isAutomated(before.spec?.syncPolicy)) {
    const target = olderTarget(before, { before: old, revisions });
    return {
      how:
        `Automated sync is on, which forbids a rollback: revert the commit in Git, or set an older target revision (before: ${shown}).${gone}`,
      ...(target
        ? {
          call: {
            tool: "update_application",
            arguments: { application: ref, ...target },
          },
        }
        : {}),
    };
  }
  const whole = isPartial ? ", which applies all of it again" : "";
  return {
    how: `Roll back to deployment ${last.id} (${shown})${whole}.${gone}`,
    call: {
      tool: "rollback_application",
      arguments: { application: ref, id: last.id },
    },
  };
}
