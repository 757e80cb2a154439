/**
 * What a sync would do, from the present state.
 *
 * @module
 */
import type { ManagedResource, ResourceRef } from "../../argocd/types.ts";
import {
  mergedOptions,
  ownOptionsEffect,
  syncRequestEffect,
} from "../../effects/sync_effect.ts";
import { ToolError } from "../../errors.ts";
import {
  combineEffects,
  destructiveIf,
  type Effect,
} from "../../guards/effect.ts";
import { digestOf, type Fact } from "../../plans/facts.ts";
import type { WriteContext } from "../../tool_spec.ts";
import { plural } from "../../views/plural.ts";
import { resourceKey } from "../../views/resource_forest.ts";
import { hasOption } from "../../views/resource_options.ts";
import type { ComparedResource } from "../../views/resource_states.ts";
import { resourceTitle } from "../../views/resource_title.ts";
import { comparedRevisions } from "../../views/sources_of.ts";
import { isAutomated } from "../../views/sync_policy.ts";
import { type FoundApplication, readApplication } from "../read_application.ts";
import { type Comparison, readComparison } from "../read_comparison.ts";
import { readRevisionComparison } from "../read_revision_comparison.ts";
import { requireIdle } from "./require_idle.ts";
import { selectResources } from "./select_resources.ts";
import type { SyncArguments } from "./sync_arguments.ts";
import { askedRevisions, otherRevisions } from "./sync_target.ts";

/** A sync, thought through. */
export interface SyncPlan {
  readonly args: SyncArguments;
  readonly purpose: string;
  readonly found: FoundApplication;
  /** One for each source; `undefined` = its target. */
  readonly asked: readonly (string | undefined)[];
  /** Those that are not what a source targets. */
  readonly other: readonly string[];
  /** What would be synced to, as far as it is known; one for each source. */
  readonly resolved: readonly (string | undefined)[];
  /** As Argo CD wants them; `undefined` = all. */
  readonly selected: readonly ResourceRef[] | undefined;
  /** All options, the application's own included. */
  readonly options: readonly string[];
  /** What the sync is about: all resources, or those selected. */
  readonly compared: readonly ComparedResource[];
  readonly managed: readonly ManagedResource[];
  readonly effect: Effect;
  /** The state of each resource that would be touched. */
  readonly changes: Fact;
}

const TOUCHED = new Set(["create", "changed", "prune", "unknown"]);

async function compare(
  found: FoundApplication,
  options: {
    readonly asked: readonly (string | undefined)[];
    readonly other: readonly string[];
    readonly purpose: string;
  },
  { argocd, signal }: WriteContext,
): Promise<Comparison> {
  const { asked, other, purpose } = options;
  return other.length === 0
    ? await readComparison(argocd, found, { purpose, signal })
    : await readRevisionComparison(argocd, found, {
      revisions: asked,
      purpose,
      signal,
    });
}

/** Argo CD refuses it, unless it is only tried. */
function requireTarget(
  { application }: FoundApplication,
  { other, purpose, isTrial }: {
    readonly other: readonly string[];
    readonly purpose: string;
    readonly isTrial: boolean;
  },
): void {
  const { spec } = application;
  if (isTrial || other.length === 0 || !isAutomated(spec?.syncPolicy)) return;
  throw new ToolError(
    "CONFLICT",
    `Cannot ${purpose} to ${
      other.join(", ")
    }: automated sync is on, which keeps it at its target revision`,
    {
      hint:
        "Change the target revision with update_application, or switch automated sync off there first",
    },
  );
}

/** The digest of what is rendered must not depend on how marks are numbered in one answer. */
function stateOf(
  row: ComparedResource,
  item: ManagedResource | undefined,
): string {
  const desired = JSON.stringify(row.desired ?? null)
    .replace(/<masked:\d+>/g, "<masked>");
  return digestOf([
    desired,
    item?.normalizedLiveState ?? item?.liveState,
    item?.predictedLiveState,
  ]);
}

/** The state of each resource that a sync would touch, for a plan. */
export function changesOf(
  compared: readonly ComparedResource[],
  { managed, exact }: {
    readonly managed: readonly ManagedResource[];
    readonly exact: WriteContext["exact"];
  },
): Fact {
  const items = new Map(managed.map((item) => [resourceKey(item), item]));
  return Object.fromEntries(
    compared.filter(({ state }) => TOUCHED.has(state)).map((row) => {
      const item = items.get(resourceKey(row.ref));
      return [
        `${row.state} ${resourceTitle(row.ref)}`,
        stateOf(row, item && exact(item)),
      ];
    }),
  );
}

/** Options in a manifest count for its resource, whatever the sync says. */
function ownWays(compared: readonly ComparedResource[]): readonly string[] {
  return compared.flatMap(({ ref, live, desired }) =>
    ["Replace=true", "Force=true"].filter((option) =>
      hasOption(desired ?? live, "sync-options", option)
    ).map((option) => `${resourceTitle(ref)} has ${option}`)
  );
}

function effectOf(
  plan: Pick<SyncPlan, "args" | "found" | "other" | "compared">,
): Effect {
  const { args, found, other, compared } = plan;
  const pruned = compared.filter(({ state }) => state === "prune").length;
  return combineEffects(
    syncRequestEffect(args),
    ownOptionsEffect(args, found.application),
    destructiveIf([
      args.prune && pruned > 0 && `${plural(pruned, "resource")} to prune`,
      ...other.map((revision) => `${revision} is not its target revision`),
      ...ownWays(compared),
    ]),
  );
}

/**
 * Thinks a sync through.
 *
 * @throws {ToolError} for everything that Argo CD refuses, ignores or does otherwise than asked.
 */
export async function planSync(
  args: SyncArguments,
  context: WriteContext,
): Promise<SyncPlan> {
  const { argocd, signal, exact } = context;
  const ref = args.application;
  const purpose = `sync application '${ref}'`;
  const found = await readApplication(argocd, ref, signal);
  const { application } = found;
  requireIdle(application, purpose);
  const asked = askedRevisions(application, args, purpose);
  const other = otherRevisions(application, asked);
  requireTarget(found, {
    other,
    purpose,
    isTrial: args.server_dry_run === true,
  });
  const whole = await compare(found, { asked, other, purpose }, context);
  const selected = selectResources(args.resources, whole.compared, purpose);
  const keys = selected && new Set(selected.map(resourceKey));
  const compared = whole.compared.filter(({ ref }) =>
    keys === undefined || keys.has(resourceKey(ref))
  );
  const resolved = comparedRevisions(application);
  return {
    args,
    purpose,
    found,
    asked,
    other,
    resolved: asked.map((revision, index) =>
      revision !== undefined && other.includes(revision)
        ? revision
        : resolved[index]
    ),
    selected,
    options: mergedOptions(args, application),
    compared,
    managed: whole.managed,
    effect: effectOf({ args, found, other, compared }),
    changes: changesOf(compared, { managed: whole.managed, exact }),
  };
}
