/**
 * Deletes an application, with its resources or without.
 *
 * @module
 */
import * as z from "zod";
import { deleteApplication as deleteEndpoint } from "../../argocd/endpoints.ts";
import { destructiveIf } from "../../guards/effect.ts";
import { defineWriteTool } from "../../tool.ts";
import type { Applied, Undo } from "../../tool_spec.ts";
import { awaitedOutlook } from "../../views/awaited_states.ts";
import { application } from "../arguments.ts";
import { awaitApplication } from "../await_application.ts";
import { applicationDeletion, fateText } from "./spec/application_deletion.ts";
import { applicationFacts } from "./application_facts.ts";
import { applicationPermission } from "./application_permission.ts";
import { windowsOf } from "./live/child_application.ts";
import { CASCADES, type DeletePlan, planDelete } from "./spec/delete_plan.ts";
import { readUsableWindowState } from "./read_usable_window_state.ts";
import { wait } from "./sync/sync_arguments.ts";

const input = z.strictObject({
  application,
  cascade: z.enum(CASCADES).optional().describe(
    "default foreground; orphan leaves its resources",
  ),
  wait,
});

/** With `cascade=false` Argo CD takes no propagation policy. */
function queryOf({ found, cascade }: DeletePlan) {
  return {
    ...found.key.query,
    ...(cascade === "orphan"
      ? { cascade: false }
      : { cascade: true, propagationPolicy: cascade }),
  };
}

function undo({ cascade }: DeletePlan): Undo {
  return {
    how: cascade === "orphan"
      ? "create_application with the same source and destination takes the resources over again; its history is gone."
      : "create_application and a sync make it again from its source; data in volumes, and whatever was not in the source, is gone.",
  };
}

/** `delete_application`: preview what goes, then delete. */
export const deleteApplication = defineWriteTool({
  name: "delete_application",
  title: "Delete application",
  tier: "destructive",
  description:
    "Deletes an application and, unless cascade is orphan, everything that it manages. Goes on after the answer.",
  input,
  unsealed: ["wait"],

  async prepare(args, context) {
    const { application: ref, cascade = "foreground" } = args;
    const plan = await planDelete(ref, { cascade, wait: args.wait }, context);
    const { found, purpose } = plan;
    return {
      purpose,
      name: found.key.name,
      effect: destructiveIf([
        `it deletes the application: ${fateText(plan)}`,
      ]),
      facts: {
        ...applicationFacts(context.exact(found.application)),
        resources: plan.resources,
      },
      windows: [
        await readUsableWindowState(found, purpose, context),
        ...await windowsOf(plan.children, context),
      ],
      coversAll: true as const,
      preview: await applicationDeletion(plan, context),
      more: async () => ({
        permission: await applicationPermission("delete", found, context),
      }),
      send: plan,
    };
  },

  async apply(plan: DeletePlan, { argocd, signal }): Promise<Applied> {
    const { found, ref, purpose, cascade } = plan;
    await argocd.call(deleteEndpoint, {
      path: { name: found.key.name },
      query: queryOf(plan),
      signal,
      purpose,
    });
    return {
      summary:
        `deletion of ${ref} was accepted (${cascade}); Argo CD goes on with it`,
      result: {
        next: `wait_for_application with for=["deleted"] waits for its end`,
      },
      undo: undo(plan),
    };
  },

  async follow(plan: DeletePlan, applied, context): Promise<Applied> {
    const { ref, found, cascade, wait: timeout } = plan;
    if (timeout === undefined) return applied;
    const { argocd, signal, report } = context;
    const { done, gone, missing, successor, waited_s } = await awaitApplication(
      argocd,
      {
        ref,
        timeout,
        signal,
        report,
        known: found,
        until: (seen) =>
          seen ? awaitedOutlook(seen, ["deleted"]) : { missing: [] },
      },
    );
    const warnings = [
      ...applied.warnings ?? [],
      ...(successor
        ? [
          `another one of that name exists since ${successor.metadata?.creationTimestamp}: something makes it again`,
        ]
        : []),
      ...(done ? [] : missing),
    ];
    return gone
      ? {
        ...applied,
        summary: `deleted ${ref} (${cascade}), gone after ${waited_s} s`,
        warnings,
        result: {},
      }
      : {
        ...applied,
        summary: `${applied.summary}; after ${waited_s} s it is not gone`,
        warnings,
      };
  },
});
