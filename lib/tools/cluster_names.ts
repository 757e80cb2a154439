/**
 * From what a caller calls a cluster to what destinations call it.
 *
 * @module
 */
import type { ArgocdClient } from "../argocd/client.ts";
import { listClusters } from "../argocd/endpoints.ts";
import type { Destination } from "../argocd/wire/application.ts";
import { ToolError } from "../errors.ts";
import type { ClusterNames } from "../views/application_filter.ts";
import { IN_CLUSTER_NAME, IN_CLUSTER_SERVER } from "../views/destination.ts";

/**
 * All names and addresses of the cluster `given`.
 *
 * Argo CD is asked only when some destination is written the other way than the caller wrote it; an account that
 * may not see clusters gets what can be told without.
 *
 * @param given A cluster's name or server address.
 */
export async function clusterNames(
  argocd: ArgocdClient,
  given: string,
  options: {
    readonly destinations: readonly Destination[];
    readonly signal: AbortSignal;
  },
): Promise<ClusterNames> {
  const wanted = given.replace(/\/+$/, "");
  const isServer = wanted.includes("://");
  if (wanted === IN_CLUSTER_NAME || wanted === IN_CLUSTER_SERVER) {
    return { names: [IN_CLUSTER_NAME], servers: [IN_CLUSTER_SERVER] };
  }
  const own = { names: [wanted], servers: withAndWithoutSlash(wanted) };
  const otherWay = options.destinations.some(({ server, name }) =>
    isServer ? name && !server : server && !name && server !== IN_CLUSTER_SERVER
  );
  if (!otherWay) return own;
  const known = await readClusters(argocd, options.signal);
  const same = known.filter(({ name, server }) =>
    name === wanted || server?.replace(/\/+$/, "") === wanted
  );
  return {
    names: [...own.names, ...same.flatMap(({ name }) => name ? [name] : [])],
    servers: [
      ...own.servers,
      ...same.flatMap(({ server }) =>
        server ? withAndWithoutSlash(server) : []
      ),
    ],
  };
}

/** To Argo CD both are the same address, and clusters and destinations have either. */
function withAndWithoutSlash(server: string): readonly string[] {
  const bare = server.replace(/\/+$/, "");
  return [bare, `${bare}/`];
}

async function readClusters(
  argocd: ArgocdClient,
  signal: AbortSignal,
): Promise<readonly Destination[]> {
  try {
    const answer = await argocd.call(listClusters, {
      signal,
      purpose: "look up the cluster",
    });
    return answer.items ?? [];
  } catch (error) {
    if (error instanceof ToolError && error.status === 403) return [];
    throw error;
  }
}
