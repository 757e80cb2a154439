/**
 * Brings an application to its source: what is asked for is what Argo CD is made to do, and nothing more.
 *
 * @module
 */
import { syncApplication as syncEndpoint } from "../../argocd/endpoints.ts";
import { mergedOptions, syncRequestEffect } from "../../effects/sync_effect.ts";
import { defineWriteTool } from "../../tool.ts";
import type { Applied, ApplyContext } from "../../tool_spec.ts";
import { isPruned } from "../../views/resource_change.ts";
import { shortRevision } from "../../views/sources_of.ts";
import { isAutomated } from "../../views/sync_policy.ts";
import { operationInfos } from "../await_operation.ts";
import { applicationFacts } from "./application_facts.ts";
import { windowsOf } from "./live/child_application.ts";
import { readChildWindows } from "./child_windows.ts";
import { followOperation } from "./sync/follow_operation.ts";
import { prunedFacts, readPrunedApplications } from "./pruned_applications.ts";
import {
  acceptedRevisions,
  revisionWarnings,
} from "./sync/requested_operation.ts";
import { syncInput } from "./sync/sync_arguments.ts";
import { planSync, type SyncPlan } from "./sync/sync_plan.ts";
import { syncPreview, syncPreviewMore } from "./sync/sync_preview.ts";
import { revisionKeys } from "./sync/sync_target.ts";
import { undoSync } from "./sync/undo_sync.ts";
import { withOverrideRight } from "./with_override_right.ts";

/** A dry run of Argo CD is waited for in any case. */
const TRIAL_SECONDS = 120;

/**
 * The revisions to send. What was compared is all that anybody has looked at, so the sync goes there, whatever was
 * pushed since: a newer commit could replace objects, or hold applications that are out of scope. With automated sync
 * Argo CD refuses that, and what it has accepted is looked at afterwards.
 */
function revisionsToSend(
  { args, asked, resolved, found }: SyncPlan,
): readonly (string | undefined)[] {
  if (args.server_dry_run) return asked;
  return isAutomated(found.application.spec?.syncPolicy)
    ? asked.map(() => undefined)
    : asked.map((one, index) => resolved[index] ?? one);
}

function bodyOf(
  plan: SyncPlan,
  { id, exact }: Pick<ApplyContext, "id" | "exact">,
): Readonly<Record<string, unknown>> {
  const { args, found, selected } = plan;
  const application = exact(found.application);
  const { force, apply_only: applyOnly } = args;
  const strategy = { ...(force ? { force } : {}) };
  // Without any of ours, the application's own hold; an empty list would drop them.
  const isOwn = args.sync_options === undefined && !args.replace;
  return {
    ...found.key.query,
    ...revisionKeys(found.application, revisionsToSend(plan)),
    ...(args.server_dry_run ? { dryRun: true } : {}),
    ...(args.prune ? { prune: true } : {}),
    ...(force || applyOnly
      ? { strategy: applyOnly ? { apply: strategy } : { hook: strategy } }
      : {}),
    ...(selected
      ? {
        resources: selected.map(({ group, kind, namespace, name }) => ({
          group,
          kind,
          namespace,
          name,
        })),
      }
      : {}),
    ...(isOwn
      ? {}
      : { syncOptions: { items: mergedOptions(args, application) } }),
    // Without the application's own pace Argo CD takes its default.
    ...(args.retry === undefined ? {} : {
      retryStrategy: {
        ...application.spec?.syncPolicy?.retry,
        limit: args.retry,
      },
    }),
    infos: operationInfos(id),
  };
}

/** `sync_application`: preview, then sync. */
export const syncApplication = defineWriteTool({
  name: "sync_application",
  title: "Sync application",
  tier: "write",
  description:
    "Syncs an application with its source: preview of what would be created, changed and pruned, then the sync. " +
    "prune, force, replace or another revision are destructive.",
  input: syncInput,
  unsealed: ["wait", "preview_mode"],
  effectOf: syncRequestEffect,
  isTrial: ({ server_dry_run: isTrial }) => isTrial === true,

  async prepare(args, context) {
    const plan = await planSync(args, context);
    const { found, purpose, effect } = plan;
    const pruned = args.prune
      ? await readPrunedApplications(plan, context)
      : [];
    return {
      purpose,
      name: found.key.name,
      effect,
      facts: {
        ...applicationFacts(context.exact(found.application)),
        revision: Object.fromEntries(
          plan.resolved.map((
            one,
            index,
          ) => [`source ${index + 1}`, one ?? "unknown"]),
        ),
        changes: plan.changes,
        ...prunedFacts(pruned),
      },
      windows: [
        ...await windowsOf([found, ...pruned], context),
        ...await readChildWindows(plan, context),
      ],
      ...(plan.selected ? {} : { coversAll: true as const }),
      preview: syncPreview(plan),
      more: () => syncPreviewMore(plan, context),
      send: plan,
    };
  },

  async apply(plan: SyncPlan, context): Promise<Applied> {
    const { args, found, purpose, resolved, compared, selected } = plan;
    const { argocd, signal } = context;
    const change = argocd.call(syncEndpoint, {
      path: { name: found.key.name },
      body: bodyOf(plan, context),
      signal,
      purpose,
    });
    const accepted = await withOverrideRight(change, {
      isPinned: plan.other.length === 0,
      purpose,
    });
    const revisions = acceptedRevisions(accepted);
    const goal = revisions.map(shortRevision).join(", ");
    if (args.server_dry_run) {
      return {
        summary: `sync of ${args.application} to ${goal}`,
        warnings: [
          "it has overwritten the record of the last operation, and automated sync of this revision stays off until something is really synced",
        ],
        result: { applied: false, server_dry_run: true, revisions },
        undo: { how: "Nothing in the cluster was changed." },
      };
    }
    const pruned = args.prune ? compared.filter(isPruned).length : 0;
    return {
      summary: `sync of ${args.application} to ${goal} was accepted`,
      warnings: revisionWarnings(revisions, resolved),
      result: { phase: "requested", revisions },
      undo: undoSync(args.application, context.exact(found.application), {
        pruned,
        revisions,
        isPartial: selected !== undefined,
      }),
    };
  },

  async follow(plan: SyncPlan, applied: Applied, context): Promise<Applied> {
    const { args, found } = plan;
    return await followOperation(applied, {
      before: found,
      token: context.id,
      timeout: args.wait ?? (args.server_dry_run ? TRIAL_SECONDS : undefined),
    }, context);
  },
});
