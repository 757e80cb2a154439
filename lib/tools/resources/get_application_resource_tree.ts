/**
 * The tree of an application, told with its troubles first: a flat list of nodes, as the API gives it,
 * hides which of hundreds is the broken one.
 *
 * @module
 */
import * as z from "zod";
import { defineTool } from "../../tool.ts";
import { treeText, type TreeView, treeView } from "../../views/tree_view.ts";
import { application, cursor, health, names } from "../arguments.ts";
import { readResources, requireTree } from "../read_resources.ts";

/** `get_application_resource_tree`: what an application consists of, and what is wrong in it. */
export const getApplicationResourceTree = defineTool({
  name: "get_application_resource_tree",
  title: "Resource tree",
  tier: "read",
  description:
    "All resources of an application, also pods and orphans, as an indented tree with health and sync; " +
    "counts and unhealthy resources with reasons first.",
  input: z.strictObject({
    application,
    kind: names,
    health,
    name: z.string().optional().describe("part of the name"),
    cursor,
  }),
  output: z.looseObject({ total: z.int(), tree: z.string() }),
  paging: { field: "tree", narrow: "kind, health or name" },

  async handler(args, { argocd, signal }): Promise<TreeView> {
    const found = await readResources(argocd, args.application, signal);
    const tree = requireTree(
      found,
      `read the resource tree of application '${args.application}'`,
    );
    return treeView(
      args.application,
      { application: found.application, tree },
      args,
    );
  },

  text: treeText,
});
