/**
 * How one application is.
 *
 * @module
 */
import * as z from "zod";
import type { ArgocdClient } from "../../argocd/client.ts";
import { getSettings } from "../../argocd/endpoints.ts";
import type { Application } from "../../argocd/types.ts";
import { ToolError } from "../../errors.ts";
import { defineTool, type Tool, type ToolContext } from "../../tool.ts";
import { applicationText } from "../../views/application_text.ts";
import {
  type ApplicationView,
  applicationView,
  INCLUDES,
} from "../../views/application_view.ts";
import {
  maybeTrackedByLabel,
  USUAL_TRACKING_LABEL,
} from "../../views/tracking.ts";
import { application } from "../arguments.ts";
import { readApplication } from "../read_application.ts";
import { tolerate } from "../tolerate.ts";

const input = z.strictObject({
  application,
  include: z.array(z.enum(INCLUDES)).optional(),
});

/**
 * The label that says whose object something is, where labels say it: on Argo CD 2.14 by default, later by choice.
 */
async function trackingLabelFor(
  found: Application,
  { argocd, signal }: {
    readonly argocd: ArgocdClient;
    readonly signal: AbortSignal;
  },
): Promise<string | undefined> {
  if (!maybeTrackedByLabel(found)) return undefined;
  // Who made the application is worth an extra question, not the whole answer.
  const settings = await tolerate(
    argocd.call(getSettings, { signal, purpose: "read the settings" }),
    signal,
  );
  if (settings instanceof ToolError) return undefined;
  const { trackingMethod = "label", appLabelKey = USUAL_TRACKING_LABEL } =
    settings;
  return trackingMethod === "label" ? appLabelKey : undefined;
}

/** One application: how it is, and why. */
export const getApplication: Tool = defineTool({
  name: "get_application",
  title: "Application status",
  tier: "read",
  description:
    "Status of one application: verdict, sources, sync, health with reasons, conditions, operation, policy, images. " +
    "include adds detail.",
  input,
  output: z.looseObject({
    application: z.string(),
    verdict: z.string(),
    sync: z.string(),
    health: z.string(),
  }),
  async handler(
    args: z.infer<typeof input>,
    context: ToolContext,
  ): Promise<ApplicationView> {
    const { argocd, signal, now } = context;
    const found = await readApplication(argocd, args.application, signal);
    return applicationView(found.application, {
      ref: args.application,
      now: now(),
      include: args.include ?? [],
      trackingLabel: await trackingLabelFor(found.application, context),
    });
  },
  text: applicationText,
});
