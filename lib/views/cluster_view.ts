/**
 * A cluster that Argo CD deploys to.
 *
 * @module
 */
import type { Cluster } from "../argocd/types.ts";
import { compact } from "./compact.ts";
import { connectionView } from "./connection_view.ts";
import { plural } from "./resource_counts.ts";

/** One cluster; no credentials, which Argo CD leaves out, and nothing of its configuration. */
export interface ClusterView {
  readonly name?: string;
  readonly server?: string;
  readonly status: string;
  readonly message?: string;
  /** Of Kubernetes. */
  readonly version?: string;
  readonly applications?: number;
  readonly resources?: number;
  /** When Argo CD last listed everything; absent where it watches nothing. */
  readonly cache_synced?: string;
  /** What Argo CD manages there; absent = all namespaces. */
  readonly namespaces?: readonly string[];
  /** The project that it belongs to. */
  readonly project?: string;
  readonly labels?: Readonly<Record<string, string>>;
}

/** Makes the view of a cluster. */
export function clusterView(cluster: Cluster): ClusterView {
  const { info, labels } = cluster;
  const { status, message } = connectionView(
    info?.connectionState ?? cluster.connectionState,
  );
  return compact({
    name: cluster.name,
    server: cluster.server,
    status,
    message,
    version: info?.serverVersion ?? cluster.serverVersion,
    applications: info?.applicationsCount ?? 0,
    resources: info?.cacheInfo?.resourcesCount,
    cache_synced: info?.cacheInfo?.lastCacheSyncTime,
    namespaces: cluster.namespaces,
    project: cluster.project,
    labels: labels && Object.keys(labels).length > 0 ? labels : undefined,
  }) as ClusterView;
}

/** A cluster on one line. */
export function clusterText(view: ClusterView): string {
  const { name, server, status, message, version, applications } = view;
  return [
    `${name ?? "?"} ${server ?? ""}: ${status}${
      message ? ` (${message})` : ""
    }`,
    version ? `Kubernetes ${version}` : "",
    plural(applications ?? 0, "application"),
    view.resources ? plural(view.resources, "resource") : "",
    view.cache_synced ? `cache of ${view.cache_synced}` : "no cache",
    view.namespaces ? `only namespaces ${view.namespaces.join(", ")}` : "",
    view.project ? `project ${view.project}` : "",
    view.labels
      ? Object.entries(view.labels).map(([key, value]) => `${key}=${value}`)
        .join(",")
      : "",
  ].filter(Boolean).join("; ");
}
