/**
 * A cluster that Argo CD deploys to.
 *
 * @module
 */
import type { Cluster } from "../argocd/wire/platform.ts";
import { compact } from "./compact.ts";
import { connectionView } from "./connection_view.ts";
import { plural } from "./plural.ts";

/** One cluster; no credentials, which Argo CD leaves out, and nothing of its configuration. */
export interface ClusterView {
  readonly name?: string;
  readonly server?: string;
  readonly status: string;
  readonly message?: string;
  /** Of Kubernetes. */
  readonly version?: string;
  /** Absent where Argo CD watches nothing, or cannot tell. */
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
    // A zero is said of what Argo CD does not watch, and of all of them while its cache is down: it is no number then.
    applications: info?.applicationsCount ||
      (info?.cacheInfo?.lastCacheSyncTime ? 0 : undefined),
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
    applications === undefined ? "" : plural(applications, "application"),
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
