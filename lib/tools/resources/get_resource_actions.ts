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
import { resourceTitle } from "../../views/resource_title.ts";
import { application } from "../arguments.ts";
import { findResource, requireLive } from "../find_resource.ts";
import { readResources, requireTree } from "../read_resources.ts";
import { resourceQuery } from "../resource_query.ts";

/** `get_resource_actions`: what Argo CD can do with one resource besides syncing it. */
export const getResourceActions = defineTool({
  name: "get_resource_actions",
  title: "Resource actions",
  tier: "read",
  description:
    "Actions (restart, scale, pause …) that Argo CD offers for one resource, with parameters.",
  input: z.strictObject({
    application,
    kind: z.string(),
    name: z.string(),
    namespace: z.string().optional(),
    group: z.string().optional(),
  }),
  output: z.looseObject({
    resource: z.string(),
    actions: z.array(z.unknown()),
  }),

  async handler(args, { argocd, signal }): Promise<ActionsView> {
    const purpose = `list actions of ${args.kind} '${args.name}'`;
    const found = await readResources(argocd, args.application, signal);
    requireTree(found, purpose);
    const { application, key, inventory, failure } = found;
    const item = findResource(inventory, args, { purpose, failure });
    requireLive(item, purpose);
    const answer = await argocd.call(listResourceActions, {
      path: { name: key.name },
      query: resourceQuery(key, item),
      signal,
      purpose,
    });
    return {
      application: args.application,
      resource: resourceTitle(item, application.spec?.destination?.namespace),
      actions: actionItems(answer),
    };
  },

  text: actionsText,
});
