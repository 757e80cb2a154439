/**
 * Makes an application; an existing one is never touched.
 *
 * @module
 */
import * as z from "zod";
import { createApplication as createEndpoint } from "../../argocd/endpoints.ts";
import { ToolError } from "../../errors.ts";
import { defineWriteTool } from "../../tool.ts";
import type { Undo } from "../../tool_spec.ts";
import { compact } from "../../views/compact.ts";
import { isAutomated, syncPolicyTitle } from "../../views/sync_policy.ts";
import { application } from "../arguments.ts";
import { type CreatePlan, planCreate } from "./spec/create_plan.ts";
import { createPreview, createPreviewMore } from "./spec/create_preview.ts";
import { mayDeployApplications } from "./may_deploy_applications.ts";
import {
  METADATA_ARGUMENTS,
  POLICY_ARGUMENTS,
  SOURCE_ARGUMENTS,
} from "./spec/spec_arguments.ts";
import { writtenDifferences } from "./spec/written_differences.ts";

const input = z.strictObject({
  application,
  project: z.string().optional(),
  ...SOURCE_ARGUMENTS,
  sources: z.array(z.looseObject({ repoURL: z.string() })).min(1).max(50)
    .optional().describe("several, as in spec.sources"),
  cluster: z.string().describe("name or server URL"),
  namespace: z.string().optional(),
  ...POLICY_ARGUMENTS,
  ...METADATA_ARGUMENTS,
  finalizer: z.boolean().optional().describe(
    "its deletion deletes its resources, whoever deletes it",
  ),
});

function undo({ ref, application, isThere }: CreatePlan): Undo {
  if (isThere) return { how: "Nothing was changed." };
  const deploys = isAutomated(application.spec?.syncPolicy);
  return {
    how: deploys
      ? "Delete it; foreground also deletes what it has deployed, and objects that it took over; orphan leaves them."
      : "Delete it; nothing is deployed before a sync, and orphan leaves everything in the cluster as it is.",
    call: {
      tool: "delete_application",
      arguments: {
        application: ref,
        cascade: deploys ? "foreground" : "orphan",
      },
    },
  };
}

/** Another one of that name, which this account cannot see, or which was made meanwhile. */
function conflict(error: unknown, { ref, purpose }: CreatePlan): unknown {
  const exists = error instanceof ToolError && error.status === 400 &&
    error.message.includes("existing application spec is different");
  return exists
    ? new ToolError(
      "CONFLICT",
      `Cannot ${purpose}: it exists already, and is not the same`,
      {
        hint: `update_application changes '${ref}'`,
        status: 400,
        cause: error,
      },
    )
    : error;
}

/** `create_application`: a new application. */
export const createApplication = defineWriteTool({
  name: "create_application",
  title: "Create application",
  tier: "write",
  description:
    "Creates an application: repo with path (Git) or chart (Helm), or sources; checked against its project first. " +
    "An existing one is never changed; automated prune or self_heal is destructive.",
  input,
  makesApplication: true,

  async prepare(
    { application: ref, ...args }: z.infer<typeof input>,
    context,
  ) {
    const plan = await planCreate(ref, args, context);
    const { purpose, name, effect, facts, windows, destination } = plan;
    const { metadata, spec } = plan.application;
    return {
      deploysUnseen: isAutomated(spec?.syncPolicy) &&
        await mayDeployApplications(plan.application, context),
      purpose,
      name,
      effect,
      facts,
      windows,
      becomes: [{
        metadata: compact({ name, namespace: metadata?.namespace }),
        spec: compact({ project: spec?.project, destination }),
      }],
      preview: createPreview(plan, context),
      more: () => createPreviewMore(plan, context),
      send: plan,
    };
  },

  async apply(plan: CreatePlan, { argocd, signal, exact }) {
    const { ref, application, purpose, isThere } = plan;
    try {
      const answer = await argocd.call(createEndpoint, {
        body: application,
        signal,
        purpose,
      });
      return {
        summary: isThere
          ? `${ref} was there already and the same: nothing was changed`
          : `created ${ref}`,
        warnings: writtenDifferences(application, exact(answer)),
        result: { policy: syncPolicyTitle(answer.spec?.syncPolicy) },
        undo: undo(plan),
      };
    } catch (error) {
      throw conflict(error, plan);
    }
  },
});
