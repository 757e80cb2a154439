/**
 * A sync in one line: where it goes, what it does and what it runs.
 *
 * @module
 */
import { plural } from "../../../views/plural.ts";
import { isPruned } from "../../../views/resource_change.ts";
import { resourceTitle } from "../../../views/resource_title.ts";
import {
  shortRevision,
  sourcesOf,
  targetOf,
} from "../../../views/sources_of.ts";
import { type SyncHook, syncHooks } from "../../../views/sync_hooks.ts";
import type { SyncPlan } from "./sync_plan.ts";

const HOOKS_SHOWN = 8;

function goal({ found, asked, resolved }: SyncPlan): string {
  return sourcesOf(found.application.spec).map((source, index) => {
    const target = asked[index] ?? targetOf(source);
    const revision = resolved[index];
    return revision && revision !== target
      ? `${shortRevision(target)} (${shortRevision(revision)})`
      : shortRevision(target);
  }).join(", ");
}

/** What runs: what the source says, or, until that is read, what an earlier sync has left. */
function hooksOf(
  { args, compared, selected, manifests }: SyncPlan,
): readonly SyncHook[] {
  if (args.apply_only || selected) return [];
  return manifests
    ? syncHooks(manifests)
    : compared.filter(({ state }) => state === "hook").map(({ ref }) => ({
      ref,
      phases: [],
    }));
}

function doings(plan: SyncPlan): string {
  const { args, compared } = plan;
  const count = (state: string) =>
    compared.filter((row) => row.state === state).length;
  const pruned = args.prune ? compared.filter(isPruned).length : 0;
  const hooks = hooksOf(plan).length;
  const parts = [
    count("create") && `${count("create")} created`,
    count("changed") && `${count("changed")} changed`,
    pruned && `${pruned} pruned`,
    count("unknown") && `${count("unknown")} unknown`,
    hooks && `${plural(hooks, "hook")} run`,
  ].filter(Boolean);
  return parts.length > 0 ? parts.join(", ") : "nothing would change";
}

/** What it runs besides applying; one line at most. */
export function hookLines(plan: SyncPlan): readonly string[] {
  const home = plan.found.application.spec?.destination?.namespace;
  const hooks = hooksOf(plan);
  const names = hooks.slice(0, HOOKS_SHOWN).map(({ ref, phases }) =>
    [resourceTitle(ref, home), phases.length > 0 && `(${phases.join(", ")})`]
      .filter(Boolean).join(" ")
  );
  const more = hooks.length - names.length;
  return names.length === 0
    ? []
    : [`runs hooks: ${names.join(", ")}${more > 0 ? ` and ${more} more` : ""}`];
}

/** What it would do in one line: `sync payments to main (3f2a1b9): 2 changed, 1 pruned, 1 hook run`. */
export function syncSummary(plan: SyncPlan): string {
  return `sync ${plan.args.application} to ${goal(plan)}: ${doings(plan)}`;
}
