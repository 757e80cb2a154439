/**
 * What a reader learns of a sync before it is done.
 *
 * @module
 */
import { getManifests } from "../../../argocd/endpoints.ts";
import { ToolError } from "../../../errors.ts";
import type { Preview, WriteContext } from "../../../tool_spec.ts";
import { changeList } from "../../../views/change_list.ts";
import { type ImpactView, impactView } from "../../../views/impact_view.ts";
import { type Manifest, parseManifest } from "../../../views/manifest_yaml.ts";
import { plural } from "../../../views/plural.ts";
import { isPruned, syncChanges } from "../../../views/resource_change.ts";
import { resourceKey } from "../../../views/resource_forest.ts";
import type { ComparedResource } from "../../../views/resource_states.ts";
import { resourceTitle } from "../../../views/resource_title.ts";
import { revisionText } from "../../../views/revision_view.ts";
import { countBy } from "../../../views/table.ts";
import { findRefusals } from "../../find_refusals.ts";
import { planSyncRendering } from "../../plan_rendering.ts";
import { readRevisions } from "../../read_revision.ts";
import { tolerate } from "../../tolerate.ts";
import { applicationPermission } from "../application_permission.ts";
import { readTree } from "./read_tree.ts";
import { syncNotes } from "./sync_notes.ts";
import type { SyncPlan } from "./sync_plan.ts";
import { hookLines, syncSummary } from "./sync_summary.ts";

/** A preview may wait this long for the cluster. */
const SERVER_LIMIT_MS = 5_000;
const REFUSALS_SHOWN = 8;

function impactOf(
  { args, compared, found }: SyncPlan,
  tree?: Parameters<typeof impactView>[1]["tree"],
): ImpactView {
  const changes = syncChanges(compared, { prune: args.prune === true });
  const { application } = found;
  return impactView(changes, { application, tree });
}

function changesOf(
  { args, compared }: SyncPlan,
): Readonly<Record<string, number>> {
  const left = (row: ComparedResource) =>
    row.state === "prune" && !(args.prune && isPruned(row));
  return countBy(
    compared.filter(({ state }) => state !== "hook").map((row) =>
      left(row) ? "not_pruned" : row.state
    ),
  );
}

/** The preview as far as it decides something. */
export function syncPreview(plan: SyncPlan): Preview {
  const { args, compared, found } = plan;
  const { impact, irreversible } = impactOf(plan);
  const { diff } = changeList(
    compared.filter(({ state }) =>
      state !== "hook" && (args.prune || state !== "prune")
    ),
    { home: found.application.spec?.destination?.namespace },
  );
  return {
    summary: syncSummary(plan),
    counts: changesOf(plan),
    impact: [...impact, ...hookLines(plan)],
    irreversible,
    notes: syncNotes(plan),
    diff,
  };
}

/** What the cluster says to it, where it can be asked; one line, and one for each refusal. */
async function serverNotes(
  plan: SyncPlan,
  { argocd, signal, exact }: WriteContext,
): Promise<readonly string[]> {
  const { args, found, compared, managed, other } = plan;
  if (args.preview_mode === "local") return [];
  const touched = new Map(
    compared.filter(({ state }) => state === "create" || state === "changed")
      .map((row) => [resourceKey(row.ref), row]),
  );
  if (touched.size === 0) return [];
  const resources = other.length === 0 ? undefined : managed.flatMap((item) => {
    const { desired } = touched.get(resourceKey(item)) ?? {};
    return desired
      ? [{ ...exact(item), targetState: JSON.stringify(desired) }]
      : [];
  });
  const { refused, checked, why_not } = await findRefusals(argocd, {
    key: found.key,
    signal,
    exact,
    limitMs: SERVER_LIMIT_MS,
    wanted: (item) => touched.has(resourceKey(item)),
    ...(resources ? { resources } : {}),
  });
  const more = refused.length - REFUSALS_SHOWN;
  // With force Argo CD makes anew what it cannot change.
  const lead = args.force
    ? "cannot be changed in place, force would delete and make it anew:"
    : "THE CLUSTER WOULD REFUSE";
  return [
    ...refused.slice(0, REFUSALS_SHOWN).map(({ ref, reason }) =>
      `${lead} ${resourceTitle(ref)}: ${reason}`
    ),
    ...(more > 0 ? [`and ${more} more would be refused`] : []),
    checked === 0
      ? `not asked of the cluster: ${why_not ?? "nothing"}`
      : `asked the cluster about ${plural(checked, "resource")}${
        refused.length === 0 ? ", it would accept that" : ""
      }${why_not ? `; not asked: ${why_not}` : ""}`,
  ];
}

/** The plan with what the source renders to; without it the hooks are those that ran before. */
async function withManifests(
  plan: SyncPlan,
  { argocd, signal }: WriteContext,
): Promise<SyncPlan> {
  const { found, args, selected, manifests } = plan;
  if (manifests || args.apply_only || selected) return plan;
  const answer = await tolerate(
    argocd.call(getManifests, {
      path: { name: found.key.name },
      query: {
        ...found.key.query,
        ...planSyncRendering(found.application, plan.resolved).query,
      },
      signal,
      purpose: `render application '${args.application}'`,
    }),
    signal,
  );
  if (answer instanceof ToolError) return plan;
  return {
    ...plan,
    manifests: (answer.manifests ?? []).map(parseManifest)
      .filter((object): object is Manifest => object !== undefined),
  };
}

/** The costly rest: who made the revision, what hangs below, hooks, what the cluster would refuse, and our right. */
export async function syncPreviewMore(
  base: SyncPlan,
  context: WriteContext,
): Promise<Partial<Preview>> {
  const { argocd, signal } = context;
  const { found, asked } = base;
  const [revisions, tree, said, permission, plan] = await Promise.all([
    readRevisions(argocd, found, { revisions: asked, signal }),
    readTree(found, context),
    serverNotes(base, context),
    applicationPermission("sync", found, context),
    withManifests(base, context),
  ]);
  const { impact, irreversible } = impactOf(plan, tree);
  return {
    summary: syncSummary(plan),
    revision: revisions.map(revisionText),
    impact: [...impact, ...hookLines(plan)],
    irreversible,
    notes: [...said, ...syncNotes(plan)],
    permission,
  };
}
