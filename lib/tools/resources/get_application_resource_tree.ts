import * as z from "zod";
import { ToolError } from "../../errors.ts";
import { defineTool } from "../../tool.ts";
import { comparisonFailure } from "../../views/comparison_failure.ts";
import { shortMessage } from "../../views/short_message.ts";
import { treeText, type TreeView, treeView } from "../../views/tree_view.ts";
import { application, cursor, names } from "../arguments.ts";
import { readResources } from "../read_resources.ts";

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
    health: z.array(
      z.enum([
        "Healthy",
        "Progressing",
        "Degraded",
        "Suspended",
        "Missing",
        "Unknown",
      ]),
    ).optional(),
    name: z.string().optional().describe("part of the name"),
    cursor,
  }),
  output: z.looseObject({ total: z.int(), tree: z.string() }),
  paging: { field: "tree", narrow: "kind, health or name" },

  async handler(args, { argocd, signal }): Promise<TreeView> {
    const { application, tree } = await readResources(
      argocd,
      args.application,
      signal,
    );
    if (!tree) {
      throw new ToolError(
        "COMPARISON_FAILED",
        `Cannot read the resource tree of application '${args.application}': Argo CD has none, because it cannot ` +
          `compare: ${shortMessage(comparisonFailure(application))}`,
        {
          hint:
            "get_application shows all conditions; what runs in the cluster goes on running",
        },
      );
    }
    return treeView(args.application, { application, tree }, args);
  },

  text: treeText,
});
