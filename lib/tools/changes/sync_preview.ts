/**
 * What a reader learns of a sync before it is done.
 *
 * @module
 */
import { getResourceTree } from "../../argocd/endpoints.ts";
import { ToolError } from "../../errors.ts";
import type { Preview, WriteContext } from "../../tool_spec.ts";
import { changeList } from "../../views/change_list.ts";
import { type ImpactView, impactView } from "../../views/impact_view.ts";
import { plural } from "../../views/plural.ts";
import { syncChanges } from "../../views/resource_change.ts";
import { resourceKey } from "../../views/resource_forest.ts";
import { resourceTitle } from "../../views/resource_title.ts";
import { revisionText } from "../../views/revision_view.ts";
import { shortRevision, sourcesOf, targetOf } from "../../views/sources_of.ts";
import { isAutomated } from "../../views/sync_policy.ts";
import { countBy } from "../../views/table.ts";
import { findRefusals } from "../find_refusals.ts";
import { readRevisions } from "../read_revision.ts";
import { tolerate } from "../tolerate.ts";
import { applicationPermission } from "./application_permission.ts";
import type { SyncPlan } from "./sync_plan.ts";

/** A preview may wait this long for the cluster. */
const SERVER_LIMIT_MS = 5_000;
const REFUSALS_SHOWN = 8;

function goal({ found, asked, resolved }: SyncPlan): string {
  return sourcesOf(found.application.spec).map((source, index) => {
    const target = asked[index] ?? targetOf(source);
    const revision = resolved[index];
    return revision && revision !== target
      ? `${shortRevision(target)} (${shortRevision(revision)})`
      : shortRevision(target);
  }).join(", ");
}

function doings({ args, compared, selected }: SyncPlan): string {
  const count = (state: string) =>
    compared.filter((row) => row.state === state).length;
  const hooks = args.apply_only || selected ? 0 : count("hook");
  const parts = [
    count("create") && `${count("create")} created`,
    count("changed") && `${count("changed")} changed`,
    args.prune && count("prune") && `${count("prune")} pruned`,
    hooks && `${plural(hooks, "hook")} run`,
  ].filter(Boolean);
  return parts.length > 0 ? parts.join(", ") : "nothing would change";
}

function notes(plan: SyncPlan): readonly string[] {
  const { args, compared, found, selected, options } = plan;
  const { spec, status } = found.application;
  const kept = compared.filter(({ state }) => state === "prune");
  return [
    ...(status?.reconciledAt
      ? [
        `Argo CD compared at ${status.reconciledAt}; refresh_application looks for newer commits`,
      ]
      : []),
    ...(!args.prune && kept.length > 0
      ? [
        `${
          plural(kept.length, "resource")
        } of no source stay, because prune is not asked for: ${
          kept.slice(0, 4).map(({ ref }) => resourceTitle(ref)).join(", ")
        }`,
      ]
      : []),
    ...(args.sync_options || args.replace
      ? [`sync options, its own included: ${options.join(", ")}`]
      : []),
    ...(selected
      ? ["single resources: no hooks run, and the history gets no entry"]
      : []),
    ...(args.force
      ? ["force: what cannot be changed is deleted and made again"]
      : []),
    ...(isAutomated(spec?.syncPolicy) ? ["automated sync is on"] : []),
  ];
}

function impactOf(
  { args, compared, found }: SyncPlan,
  tree?: Parameters<typeof impactView>[1]["tree"],
): ImpactView {
  const changes = syncChanges(compared, { prune: args.prune === true });
  const { application } = found;
  return impactView(changes, { application, tree });
}

/** The preview as far as it decides something. */
export function syncPreview(plan: SyncPlan): Preview {
  const { args, compared, found } = plan;
  const { impact, irreversible } = impactOf(plan);
  const { prune: left = 0, ...others } = countBy(
    compared.map(({ state }) => state),
  );
  const { diff } = changeList(
    compared.filter(({ state }) => args.prune || state !== "prune"),
    { home: found.application.spec?.destination?.namespace },
  );
  return {
    summary: `sync ${args.application} to ${goal(plan)}: ${doings(plan)}`,
    counts: {
      ...others,
      ...(left > 0 ? { [args.prune ? "prune" : "not_pruned"]: left } : {}),
    },
    impact,
    irreversible,
    notes: notes(plan),
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
    `asked the cluster about ${plural(checked, "resource")}${
      refused.length === 0 && checked > 0 ? ", it would accept them" : ""
    }${why_not ? `; not asked: ${why_not}` : ""}`,
  ];
}

/** The costly rest: who made the revision, what hangs below, what the cluster would refuse, and our right. */
export async function syncPreviewMore(
  plan: SyncPlan,
  context: WriteContext,
): Promise<Partial<Preview>> {
  const { argocd, signal } = context;
  const { found, asked, args } = plan;
  const [revisions, tree, said, permission] = await Promise.all([
    readRevisions(argocd, found, { revisions: asked, signal }),
    tolerate(
      argocd.call(getResourceTree, {
        path: { name: found.key.name },
        query: found.key.query,
        signal,
        purpose: `read the resources of application '${args.application}'`,
      }),
      signal,
    ),
    serverNotes(plan, context),
    applicationPermission("sync", found, context),
  ]);
  const { impact, irreversible } = impactOf(
    plan,
    tree instanceof ToolError ? undefined : tree,
  );
  return {
    revision: revisions.map(revisionText),
    impact,
    irreversible,
    notes: [...said, ...notes(plan)],
    permission,
  };
}
