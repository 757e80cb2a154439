/**
 * Changes an application: what is named, and nothing else.
 *
 * @module
 */
import { isDeepStrictEqual } from "node:util";
import * as z from "zod";
import { patchApplication } from "../../argocd/endpoints.ts";
import type { Application } from "../../argocd/wire/application.ts";
import { digestOf } from "../../plans/facts.ts";
import { defineWriteTool } from "../../tool.ts";
import { compact } from "../../views/compact.ts";
import { sourcesOf } from "../../views/sources_of.ts";
import { isAutomated, syncPolicyTitle } from "../../views/sync_policy.ts";
import { application } from "../arguments.ts";
import { applicationFacts } from "./application_facts.ts";
import { mayDeployApplications } from "./may_deploy_applications.ts";
import {
  METADATA_ARGUMENTS,
  POLICY_ARGUMENTS,
  SOURCE_ARGUMENTS,
} from "./spec/spec_arguments.ts";
import { undoUpdate } from "./spec/undo_update.ts";
import { planUpdate, type UpdatePlan } from "./spec/update_plan.ts";
import { updatePreview, updatePreviewMore } from "./spec/update_preview.ts";
import { writtenDifferences } from "./spec/written_differences.ts";

const input = z.strictObject({
  application,
  source: z.int().min(1).max(100).optional().describe(
    "which of several, from 1",
  ),
  ...SOURCE_ARGUMENTS,
  ...POLICY_ARGUMENTS,
  project: z.string().optional(),
  cluster: z.string().optional().describe("name or server URL"),
  namespace: z.string().optional(),
  ...METADATA_ARGUMENTS,
});

/** Whether automated sync goes to something that it did not go to before. */
function deploysAnew(before: Application, after: Application): boolean {
  if (!isAutomated(after.spec?.syncPolicy)) return false;
  return !isAutomated(before.spec?.syncPolicy) ||
    !isDeepStrictEqual(sourcesOf(before.spec), sourcesOf(after.spec));
}

/** `update_application`: change what is named. */
export const updateApplication = defineWriteTool({
  name: "update_application",
  title: "Update application",
  tier: "write",
  description:
    "Changes an application's source, values, images, sync policy, project, destination, labels or annotations. " +
    "What is not named stays; automated=false also forgets prune and self_heal, unless given.",
  input,

  async prepare(
    { application: ref, ...args }: z.infer<typeof input>,
    context,
  ) {
    const plan = await planUpdate(ref, args, context);
    const { found, purpose, before, after, patch, effect, windows } = plan;
    const { name, namespace } = after.metadata ?? {};
    const { project, destination } = after.spec ?? {};
    return {
      deploysUnseen: deploysAnew(before, after) &&
        await mayDeployApplications(after, context),
      purpose,
      name: found.key.name,
      effect,
      facts: {
        ...applicationFacts(before),
        change: { patch: digestOf(patch) },
      },
      windows,
      becomes: [{
        metadata: compact({ name, namespace }),
        spec: compact({ project, destination }),
      }],
      preview: await updatePreview(plan, context),
      more: () => updatePreviewMore(plan, context),
      send: plan,
    };
  },

  async apply(plan: UpdatePlan, context) {
    const { ref, found, purpose, patch, before, after } = plan;
    const { argocd, signal } = context;
    const answer = await argocd.call(patchApplication, {
      path: { name: found.key.name },
      body: {
        ...found.key.query,
        patch: JSON.stringify(patch),
        patchType: "merge",
      },
      signal,
      purpose,
    });
    const policy = answer.spec?.syncPolicy;
    const deploys = isAutomated(policy)
      ? "automated sync deploys it"
      : "nothing is deployed until it is synced";
    return {
      summary: `updated ${ref}; ${deploys}`,
      warnings: writtenDifferences(after, context.exact(answer)),
      result: { policy: syncPolicyTitle(policy) },
      undo: undoUpdate({
        ref,
        args: plan.args,
        before,
        after,
        knowsEnabled: plan.knowsEnabled,
        mask: context.mask,
      }),
    };
  },
});
