/**
 * Goes back to a deployment of the history: its sources and its revisions; the spec stays, so the application is
 * OutOfSync afterwards.
 *
 * @module
 */
import * as z from "zod";
import { rollbackApplication as rollbackEndpoint } from "../../argocd/endpoints.ts";
import { destructiveIf } from "../../guards/effect.ts";
import { defineWriteTool } from "../../tool.ts";
import { compact } from "../../views/compact.ts";
import { deploymentViews } from "../../views/history_view.ts";
import { revisionText } from "../../views/revision_view.ts";
import { shortRevision } from "../../views/sources_of.ts";
import { application } from "../arguments.ts";
import { readRevisions } from "../read_revision.ts";
import { applicationFacts } from "./application_facts.ts";
import { applicationPermission } from "./application_permission.ts";
import { windowsOf } from "./live/child_application.ts";
import { readChildWindows } from "./child_windows.ts";
import { followOperation } from "./sync/follow_operation.ts";
import { readTree } from "./sync/read_tree.ts";
import { prunedFacts, readPrunedApplications } from "./pruned_applications.ts";
import {
  acceptedRevisions,
  revisionWarnings,
} from "./sync/requested_operation.ts";
import { planRollback, type RollbackPlan } from "./sync/rollback_plan.ts";
import { rollbackPreview } from "./sync/rollback_preview.ts";
import { wait } from "./sync/sync_arguments.ts";
import { withMissingRight } from "./with_missing_right.ts";

/** `rollback_application`: back to an earlier deployment. */
export const rollbackApplication = defineWriteTool({
  name: "rollback_application",
  title: "Roll back application",
  tier: "destructive",
  description:
    "Goes back to an earlier deployment; id from get_application_history. Automated sync must be off; the application is OutOfSync afterwards.",
  input: z.strictObject({
    application,
    id: z.int().min(0).max(1_000_000_000),
    prune: z.boolean().optional(),
    wait,
  }),
  unsealed: ["wait"],

  async prepare(args, context) {
    const plan = await planRollback(args, context);
    const { found, purpose, entry, changes, compared = [] } = plan;
    const pruned = args.prune
      ? await readPrunedApplications(plan, context)
      : [];
    return {
      purpose,
      name: found.key.name,
      effect: destructiveIf([
        "it replaces what runs by what ran before",
        args.prune && "prune deletes what that deployment does not have",
      ]),
      facts: {
        ...applicationFacts(context.exact(found.application)),
        deployment: { id: String(args.id), entry: plan.entryState },
        changes,
        ...prunedFacts(pruned),
      },
      windows: [
        ...await windowsOf([found, ...pruned], context),
        ...await readChildWindows({ found, compared }, context),
      ],
      coversAll: true,
      preview: rollbackPreview(plan),
      more: async () => {
        const [revisions, permission, tree] = await Promise.all([
          readRevisions(context.argocd, found, {
            entry,
            signal: context.signal,
          }),
          applicationPermission("sync", found, context),
          args.prune ? readTree(found, context) : undefined,
        ]);
        const { impact, irreversible } = rollbackPreview(plan, tree);
        return compact({
          revision: revisions.map(revisionText),
          impact,
          irreversible,
          permission,
        });
      },
      send: plan,
    };
  },

  async apply(plan: RollbackPlan, { argocd, signal }) {
    const { args, found, purpose, revisions } = plan;
    const call = argocd.call(rollbackEndpoint, {
      path: { name: found.key.name },
      body: {
        ...found.key.query,
        id: args.id,
        ...(args.prune ? { prune: true } : {}),
      },
      signal,
      purpose,
    });
    const accepted = await withMissingRight(call, { action: "sync", purpose });
    const [last] = deploymentViews(found.application);
    const goal = revisions.map(shortRevision).join(", ");
    return {
      summary:
        `rollback of ${args.application} to deployment ${args.id} (${goal}) was accepted`,
      warnings: revisionWarnings(acceptedRevisions(accepted), revisions),
      result: { phase: "requested", revisions },
      undo: {
        how:
          `Roll back to deployment ${last?.id} again, or sync to the target revision.${
            args.prune
              ? " What was pruned is made again without the data that it held."
              : ""
          }`,
        call: {
          tool: "rollback_application",
          arguments: { application: args.application, id: last?.id },
        },
      },
    };
  },

  async follow({ args, found }: RollbackPlan, applied, context) {
    return await followOperation(applied, {
      before: found,
      timeout: args.wait,
    }, context);
  },
});
