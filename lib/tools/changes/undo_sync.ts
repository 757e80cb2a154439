/**
 * The way back from a sync.
 *
 * @module
 */
import type { Application } from "../../argocd/types.ts";
import type { Undo } from "../../tool_spec.ts";
import { deploymentViews } from "../../views/history_view.ts";
import { shortRevision } from "../../views/sources_of.ts";
import { isAutomated } from "../../views/sync_policy.ts";

/**
 * How to get back to what was deployed before.
 *
 * @param before The application as it was.
 * @param options.pruned How many resources the sync deletes.
 */
export function undoSync(
  ref: string,
  before: Application,
  { pruned = 0 }: { readonly pruned?: number } = {},
): Undo {
  const gone = pruned > 0
    ? " What was pruned is made again without the data that it held."
    : "";
  const [last] = deploymentViews(before);
  if (!last) {
    return {
      how:
        `Nothing was deployed before, so there is nothing to go back to; delete_application removes it.${gone}`,
    };
  }
  const revisions = (last.revisions ?? []).map(shortRevision).join(", ");
  if (isAutomated(before.spec?.syncPolicy)) {
    return {
      how:
        `Automated sync is on, which forbids a rollback: revert the commit in Git, or set an older target revision (before: ${revisions}).${gone}`,
      call: {
        tool: "update_application",
        arguments: {
          application: ref,
          target_revision: last.revisions?.[0] ?? "HEAD",
        },
      },
    };
  }
  return {
    how: `Roll back to deployment ${last.id} (${revisions}).${gone}`,
    call: {
      tool: "rollback_application",
      arguments: { application: ref, id: last.id },
    },
  };
}
