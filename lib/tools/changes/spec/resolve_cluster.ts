/**
 * Which cluster a destination means.
 *
 * @module
 */
import { listClusters } from "../../../argocd/endpoints.ts";
import type { Destination } from "../../../argocd/wire/application.ts";
import type { Cluster } from "../../../argocd/wire/platform.ts";
import { ToolError } from "../../../errors.ts";
import type { ToolContext } from "../../../tool.ts";
import {
  IN_CLUSTER_NAME,
  IN_CLUSTER_SERVER,
} from "../../../views/destination.ts";
import { askPermission } from "../../ask_permission.ts";
import { tolerate } from "../../tolerate.ts";

/** A destination with everything that is known of its cluster. */
export interface ResolvedDestination {
  readonly destination: Destination;
  /** Several are registered under one address where projects have their own. */
  readonly clusters: readonly Cluster[];
  /** Why it is not known whether the cluster exists. */
  readonly note?: string;
}

/** The destination that a caller's `cluster` and `namespace` mean: an address where it looks like one, else a name. */
export function destinationOf(
  cluster: string,
  namespace: string | undefined,
): Destination {
  return {
    ...(cluster.includes("://")
      ? { server: cluster.replace(/\/+$/, "") }
      : { name: cluster }),
    ...(namespace === undefined ? {} : { namespace }),
  };
}

function bare(server: string | undefined): string {
  return (server ?? "").replace(/\/+$/, "");
}

async function seesAll({ argocd, signal }: ToolContext): Promise<boolean> {
  const answer = await tolerate(
    askPermission(
      argocd,
      { resource: "clusters", action: "get", object: "*" },
      { signal },
    ),
    signal,
  );
  return answer === "yes";
}

/**
 * Finds the cluster of a destination.
 *
 * @throws {ToolError} `NOT_FOUND` when there is none, as far as an account that sees all clusters can tell;
 * `INVALID_ARGUMENT` when its name is that of several.
 */
export async function resolveCluster(
  destination: Destination,
  purpose: string,
  context: ToolContext,
): Promise<ResolvedDestination> {
  const { argocd, signal, policy } = context;
  const title = destination.server ?? destination.name ?? "?";
  const answer = await tolerate(
    argocd.call(listClusters, { signal, purpose: "look up the cluster" }),
    signal,
  );
  const known = answer instanceof ToolError ? [] : answer.items ?? [];
  const clusters = known.filter(({ name, server }) =>
    destination.server
      ? bare(server) === bare(destination.server)
      : name === destination.name
  );
  const [first] = clusters;
  if (first) {
    const servers = new Set(clusters.map(({ server }) => bare(server)));
    if (servers.size > 1) {
      throw new ToolError(
        "INVALID_ARGUMENT",
        `Cannot ${purpose}: ${servers.size} clusters are called '${title}': ${
          [...servers].join(", ")
        }`,
        { hint: "Give the address of one of them as 'cluster'" },
      );
    }
    const { name, server } = first;
    return {
      destination: {
        ...destination,
        ...(server ? { server: bare(server) } : {}),
        ...(name ? { name } : {}),
      },
      clusters,
    };
  }
  const isHome = destination.server === IN_CLUSTER_SERVER ||
    destination.name === IN_CLUSTER_NAME;
  if (isHome) {
    return {
      destination: {
        ...destination,
        server: IN_CLUSTER_SERVER,
        name: IN_CLUSTER_NAME,
      },
      clusters,
    };
  }
  // With a scope the list lacks what is out of it, and the guard says so.
  const isWhole = policy.scope === undefined && !(answer instanceof ToolError);
  if (isWhole && await seesAll(context)) {
    throw new ToolError(
      "NOT_FOUND",
      `Cannot ${purpose}: Argo CD knows no cluster '${title}'`,
      {
        hint: `Known are ${
          known.slice(0, 10).map(({ name, server }) => name || server).join(
            ", ",
          )
        }; list_clusters shows all with their addresses`,
      },
    );
  }
  return {
    destination,
    clusters,
    note:
      `cluster '${title}' is not among those that this account can see, so whether it exists only Argo CD can tell`,
  };
}
