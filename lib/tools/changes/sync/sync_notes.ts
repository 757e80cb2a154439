/**
 * What a reader of a sync's preview must know and would not expect.
 *
 * @module
 */
import { isPruned } from "../../../views/resource_change.ts";
import { resourceTitle } from "../../../views/resource_title.ts";
import { isAutomated } from "../../../views/sync_policy.ts";
import type { SyncPlan } from "./sync_plan.ts";
import { syncWarnings } from "./sync_warnings.ts";

const KEPT_SHOWN = 4;

function keptLine({ args, compared, found }: SyncPlan): readonly string[] {
  const home = found.application.spec?.destination?.namespace;
  const kept = args.prune ? [] : compared.filter(isPruned);
  const names = kept.slice(0, KEPT_SHOWN).map(({ ref }) =>
    resourceTitle(ref, home)
  );
  const more = kept.length - names.length;
  return names.length === 0 ? [] : [
    `not pruned, because prune is not asked for: ${names.join(", ")}${
      more > 0 ? ` and ${more} more` : ""
    }`,
  ];
}

/** One line each. */
export function syncNotes(plan: SyncPlan): readonly string[] {
  const { args, compared, found, selected, options } = plan;
  const { spec, status } = found.application;
  const { namespace } = spec?.destination ?? {};
  const isEmpty = compared.some(({ state }) => state === "create") &&
    compared.every(({ state }) => state === "create" || state === "hook");
  return [
    ...syncWarnings(plan),
    ...(status?.reconciledAt
      ? [
        `Argo CD compared at ${status.reconciledAt}; refresh_application looks for newer commits`,
      ]
      : []),
    ...keptLine(plan),
    ...(args.sync_options || args.replace
      ? [`sync options, its own included: ${options.join(", ") || "none"}`]
      : []),
    ...(isEmpty && namespace && options.includes("CreateNamespace=true")
      ? [`namespace '${namespace}' is made if it is not there`]
      : []),
    ...(selected
      ? ["single resources: no hooks run, and the history gets no entry"]
      : []),
    ...(args.force
      ? ["force: what cannot be changed is deleted and made again"]
      : []),
    ...(isAutomated(spec?.syncPolicy)
      ? [
        "automated sync is on: the sync goes to the newest commit of the target, which no plan can pin",
      ]
      : []),
  ];
}
