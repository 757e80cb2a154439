/**
 * What a sync would do, from the present state.
 *
 * @module
 */
import type {
  ManagedResource,
  ResourceRef,
} from "../../../argocd/wire/resources.ts";
import {
  mergedOptions,
  ownOptionsEffect,
  syncRequestEffect,
} from "../../../effects/sync_effect.ts";
import { ToolError } from "../../../errors.ts";
import {
  combineEffects,
  destructiveIf,
  type Effect,
} from "../../../guards/effect.ts";
import { FULL_SHA_REGEXP } from "../../../guards/check_names.ts";
import type { Fact } from "../../../plans/facts.ts";
import type { WriteContext } from "../../../tool_spec.ts";
import { type Manifest, parseManifest } from "../../../views/manifest_yaml.ts";
import { plural } from "../../../views/plural.ts";
import { resourceKey } from "../../../views/resource_forest.ts";
import { isPruned } from "../../../views/resource_change.ts";
import { optionsOf } from "../../../views/resource_options.ts";
import type { ComparedResource } from "../../../views/resource_states.ts";
import { resourceTitle } from "../../../views/resource_title.ts";
import { comparedRevisions } from "../../../views/sources_of.ts";
import { isAutomated } from "../../../views/sync_policy.ts";
import {
  type FoundApplication,
  readApplication,
} from "../../read_application.ts";
import { type Comparison, readComparison } from "../../read_comparison.ts";
import { readRevisionComparison } from "../../read_revision_comparison.ts";
import { plannedChanges } from "./planned_changes.ts";
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
  /** What the source renders to, where that had to be asked for. */
  readonly manifests: readonly Manifest[] | undefined;
  readonly effect: Effect;
  /** The state of each resource that would be touched. */
  readonly changes: Fact;
}

async function compare(
  found: FoundApplication,
  options: {
    readonly asked: readonly (string | undefined)[];
    readonly other: readonly string[];
    readonly purpose: string;
  },
  { argocd, signal }: WriteContext,
): Promise<Comparison & { readonly manifests?: readonly Manifest[] }> {
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

const OWN_WAY_REGEXP = /^(?:replace|force)\s*=\s*true$/i;

/** Options in a manifest count for its resource, whatever the sync says, and although nothing differs. */
function ownWays(
  { compared, managed }: Pick<SyncPlan, "compared" | "managed">,
): readonly string[] {
  const texts = new Map(
    managed.map((item) => [resourceKey(item), item.predictedLiveState]),
  );
  return compared.flatMap(({ ref, live, desired }) => {
    const text = texts.get(resourceKey(ref));
    const object = desired ?? live ??
      (text?.includes("sync-options") ? parseManifest(text) : undefined);
    return optionsOf(object, "sync-options").filter((option) =>
      OWN_WAY_REGEXP.test(option)
    ).map((option) => `${resourceTitle(ref)} has ${option}`);
  });
}

function effectOf(
  plan: Pick<SyncPlan, "args" | "found" | "other" | "compared" | "managed">,
): Effect {
  const { args, found, other, compared } = plan;
  const pruned = compared.filter(isPruned).length;
  return combineEffects(
    syncRequestEffect(args),
    ownOptionsEffect(args, found.application),
    destructiveIf([
      args.prune && pruned > 0 && `${plural(pruned, "resource")} to prune`,
      ...other.map((revision) => `${revision} is not its target revision`),
      ...ownWays(plan),
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
  const resolved = comparedRevisions(application);
  const whole = await compare(found, {
    // A source without a revision of its own stays where it was compared, and so does its sync with a plan.
    asked: asked.map((revision, index) => revision ?? resolved[index]),
    other,
    purpose,
  }, context);
  const selected = selectResources(args.resources, whole.compared, purpose);
  const keys = selected && new Set(selected.map(resourceKey));
  const compared = whole.compared.filter(({ ref }) =>
    keys === undefined || keys.has(resourceKey(ref))
  );
  return {
    args,
    purpose,
    found,
    asked,
    other,
    resolved: asked.map((revision, index) => {
      if (revision === undefined || !other.includes(revision)) {
        return resolved[index];
      }
      // Nobody resolves a name before the sync.
      return FULL_SHA_REGEXP.test(revision) ? revision : undefined;
    }),
    selected,
    options: mergedOptions(args, application),
    compared,
    managed: whole.managed,
    effect: effectOf({ args, found, other, compared, managed: whole.managed }),
    manifests: whole.manifests,
    changes: plannedChanges(compared, { managed: whole.managed, exact }),
  };
}
