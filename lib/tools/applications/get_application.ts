/**
 * How one application is.
 *
 * @module
 */
import * as z from "zod";
import { defineTool, type Tool, type ToolContext } from "../../tool.ts";
import { applicationText } from "../../views/application_text.ts";
import {
  type ApplicationView,
  applicationView,
  INCLUDES,
} from "../../views/application_view.ts";
import { application } from "../arguments.ts";
import { readApplication } from "../read_application.ts";
import { trackingLabelFor } from "../tracking_label.ts";

const input = z.strictObject({
  application,
  include: z.array(z.enum(INCLUDES)).optional(),
});

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
