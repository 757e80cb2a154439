/**
 * What a reader learns of a rollback before it is done.
 *
 * @module
 */
import type { ApplicationTree } from "../../../argocd/wire/resources.ts";
import type { Preview } from "../../../tool_spec.ts";
import { changeList } from "../../../views/change_list.ts";
import { deploymentViews } from "../../../views/history_view.ts";
import { impactView } from "../../../views/impact_view.ts";
import { isPruned, syncChanges } from "../../../views/resource_change.ts";
import type { ComparedResource } from "../../../views/resource_states.ts";
import { shortRevision } from "../../../views/sources_of.ts";
import { countBy } from "../../../views/table.ts";
import type { RollbackPlan } from "./rollback_plan.ts";

const AFTERWARDS =
  "the spec stays: the application is OutOfSync afterwards, and the next sync goes to the target revision again";

/**
 * The preview of a rollback.
 *
 * @param tree For what hangs below what it prunes.
 */
export function rollbackPreview(
  plan: RollbackPlan,
  tree?: ApplicationTree,
): Preview {
  const { args, found, entry, revisions, compared } = plan;
  const { application } = found;
  const goal = revisions.map(shortRevision).join(", ");
  const when = entry.deployedAt ? `, deployed at ${entry.deployedAt}` : "";
  const summary =
    `roll back ${args.application} to deployment ${args.id} (${goal}${when})`;
  const [current] = deploymentViews(application);
  const notes = [
    AFTERWARDS,
    "no hooks run",
    ...(current?.id === args.id ? ["it is what was deployed last"] : []),
  ];
  if (!compared) {
    return {
      summary,
      notes: [
        "that deployment had other sources or parameters: what it renders to cannot be told before it is synced",
        ...notes,
      ],
    };
  }
  const prune = args.prune === true;
  const touched = compared.filter(({ state }) =>
    state !== "hook" && (prune || state !== "prune")
  );
  const { impact, irreversible } = impactView(
    syncChanges(compared, { prune }),
    { application, tree },
  );
  const left = (row: ComparedResource) =>
    row.state === "prune" && !(prune && isPruned(row));
  return {
    summary,
    counts: countBy(
      compared.filter(({ state }) => state !== "hook").map((row) =>
        left(row) ? "not_pruned" : row.state
      ),
    ),
    impact,
    irreversible,
    notes,
    diff: changeList(touched, {
      home: application.spec?.destination?.namespace,
    }).diff,
  };
}
