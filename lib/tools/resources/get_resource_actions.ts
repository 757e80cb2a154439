/**
 * The actions on one live object. Argo CD also lists those that the caller may not run.
 *
 * @module
 */
import * as z from "zod";
import { listResourceActions } from "../../argocd/endpoints.ts";
import { defineTool } from "../../tool.ts";
import {
  actionItems,
  actionsText,
  type ActionsView,
} from "../../views/resource_actions.ts";
import { resource } from "../arguments.ts";
import { findLiveResource } from "../find_live_resource.ts";

/** `get_resource_actions`: what Argo CD can do with one resource besides syncing it. */
export const getResourceActions = defineTool({
  name: "get_resource_actions",
  title: "Resource actions",
  tier: "read",
  description:
    "Actions (restart, scale, pause …) that Argo CD offers for one resource, with parameters.",
  input: z.strictObject(resource),
  output: z.looseObject({
    resource: z.string(),
    actions: z.array(z.unknown()),
  }),

  async handler(args, { argocd, signal }): Promise<ActionsView> {
    const purpose = `list actions of ${args.kind} '${args.name}'`;
    const { title, target } = await findLiveResource(argocd, args, {
      purpose,
      signal,
    });
    const answer = await argocd.call(listResourceActions, {
      ...target,
      signal,
      purpose,
    });
    return {
      application: args.application,
      resource: title,
      actions: actionItems(answer),
    };
  },

  text: actionsText,
});
