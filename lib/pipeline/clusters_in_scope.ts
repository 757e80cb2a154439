/**
 * Which clusters are in scope.
 *
 * @module
 */
import {
  clusterOf,
  comparableServer,
  IN_CLUSTER,
  isClusterInScope,
  isProjectInScope,
  patternsOf,
  type Scope,
} from "../guards/scope.ts";
import { permitsCluster } from "../views/project_rules.ts";
import type { ScopeReader } from "./scope_reader.ts";

/** What decides of a cluster. */
export interface ClusterFacts {
  readonly name?: string;
  readonly server?: string;
  /** The only project whose applications may go there. */
  readonly project?: string;
}

/** The address of the one cluster of that name; two of a name are none. */
export function addressOf(
  name: string | undefined,
  clusters: readonly ClusterFacts[],
): string | undefined {
  const servers = new Set(
    clusters.filter((cluster) => cluster.name === name)
      .map(({ server }) => comparableServer(server)),
  );
  const [only] = servers;
  return servers.size === 1 ? only : undefined;
}

/**
 * Those of `clusters` that are in scope: of no project out of scope and, with allow-lists, of a project in scope, open
 * to one by its destinations, or used by an application in scope.
 */
export async function clustersInScope<Item extends ClusterFacts>(
  clusters: readonly Item[],
  { scope, reader }: { readonly scope: Scope; readonly reader: ScopeReader },
): Promise<readonly Item[]> {
  const cluster = clusterOf(scope);
  const server = cluster === IN_CLUSTER.name
    ? IN_CLUSTER.server
    : addressOf(cluster, clusters);
  const allowed = clusters.filter(({ name, server: address = "", project }) =>
    isClusterInScope(
      // An operator may have named the cluster of Argo CD otherwise.
      cluster === IN_CLUSTER.name
        ? { server: address }
        : { server: address, ...(name ? { name } : {}) },
      scope,
      { server },
    ) && (!project || isProjectInScope(project, scope))
  );
  if (!reader.isListed || allowed.length === 0) return allowed;
  const projects = await reader.projects();
  const open = new Set(allowed.filter((one) =>
    // It was found in scope above.
    one.project && patternsOf("projects", scope) ||
    projects.some((project) => permitsCluster(project, one))
  ));
  if (open.size === allowed.length) return allowed;
  const used = await reader.applications();
  return allowed.filter((one) =>
    open.has(one) || used.some(({ spec }) => isFor(spec?.destination, one))
  );
}

function isFor(
  destination: ClusterFacts | undefined,
  { name, server }: ClusterFacts,
): boolean {
  if (!destination?.server) return !!name && destination?.name === name;
  return comparableServer(destination.server) === comparableServer(server);
}
