/**
 * Clusters and whether Argo CD reaches them.
 *
 * @module
 */
import * as z from "zod";
import { listClusters as listEndpoint } from "../../argocd/endpoints.ts";
import { ToolError } from "../../errors.ts";
import { defineTool, type Tool, type ToolContext } from "../../tool.ts";
import {
  clusterText,
  type ClusterView,
  clusterView,
} from "../../views/cluster_view.ts";
import { byConnection } from "../../views/connection_view.ts";
import { countBy, countsText } from "../../views/table.ts";
import { whoseItem } from "../../views/whose_item.ts";
import { cursor, limit } from "../arguments.ts";
import { requireLogin } from "../require_login.ts";
import { plural } from "../../views/plural.ts";

const input = z.strictObject({
  cluster: z.string().optional().describe("name or server URL"),
  limit: limit(50),
  cursor,
});

interface ClusterList {
  readonly total: number;
  /** By connection state. */
  readonly status: Readonly<Record<string, number>>;
  readonly note?: string;
  readonly items: readonly ClusterView[];
}

function pick(
  views: readonly ClusterView[],
  wanted: string | undefined,
): readonly ClusterView[] {
  if (wanted === undefined) return views;
  const found = views.filter(({ name, server }) =>
    name === wanted ||
    server?.replace(/\/+$/, "") === wanted.replace(/\/+$/, "")
  );
  if (found.length > 0) return found;
  throw new ToolError(
    "NOT_FOUND_OR_FORBIDDEN",
    `Cannot show cluster '${
      wanted.slice(0, 100)
    }': it is not among the ${views.length} that this account may see`,
    { hint: "Call list_clusters without 'cluster' to see the names" },
  );
}

/** The clusters, their connection and what Argo CD keeps of them. */
export const listClusters: Tool = defineTool({
  name: "list_clusters",
  title: "Clusters",
  tier: "read",
  description:
    "Lists clusters, failing ones first: connection state and its message, Kubernetes version, applications, resources, cache age, scope.",
  input,
  output: z.looseObject({ total: z.int(), items: z.array(z.unknown()) }),
  across: "asked",
  order: () => byConnection,
  paging: { field: "items", limit: 50, narrow: "cluster" },
  async handler(
    { cluster }: z.infer<typeof input>,
    { argocd, policy, signal }: ToolContext,
  ): Promise<ClusterList> {
    const answer = await argocd.call(listEndpoint, {
      signal,
      purpose: "list clusters",
    });
    if (!answer.items?.length) {
      await requireLogin(argocd, { purpose: "list clusters", signal });
    }
    const items = pick((answer.items ?? []).map(clusterView), cluster)
      .toSorted(byConnection);
    return {
      total: items.length,
      status: countBy(items.map(({ status }) => status)),
      // There is always the cluster of Argo CD itself: an empty list is a matter of permissions.
      ...(items.length === 0
        ? {
          note: policy.scope
            ? "this account may not see any cluster that is in scope"
            : "this account may not see any cluster",
        }
        : {}),
      items,
    };
  },
  text({ total, status, note, items }: ClusterList): string {
    const counts = countsText(status);
    return [
      `${plural(total, "cluster")}${counts ? `: ${counts}` : ""}`,
      ...(note ? [note] : []),
      ...items.map((item) => `- ${whoseItem(item)}${clusterText(item)}`),
    ].join("\n");
  },
});
