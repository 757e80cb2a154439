/**
 * Clusters and their connection state. Missing and forbidden look alike even to an administrator; what the
 * controller knows of a cluster is kept in Redis, so it vanishes with Redis while the request itself
 * succeeds.
 *
 * @module
 */
import { denied } from "../model/api_error.ts";
import type { Cluster } from "../model/cluster.ts";
import { compareText } from "../model/kube_object.ts";
import { stamp } from "../model/time.ts";
import type { World } from "../model/world.ts";
import { type Call, may } from "./call.ts";

const API_VERSIONS = [
  "apps/v1",
  "apps/v1/DaemonSet",
  "apps/v1/Deployment",
  "apps/v1/ReplicaSet",
  "apps/v1/StatefulSet",
  "argoproj.io/v1alpha1",
  "argoproj.io/v1alpha1/AppProject",
  "argoproj.io/v1alpha1/Application",
  "argoproj.io/v1alpha1/ApplicationSet",
  "autoscaling/v2",
  "autoscaling/v2/HorizontalPodAutoscaler",
  "batch/v1",
  "batch/v1/CronJob",
  "batch/v1/Job",
  "networking.k8s.io/v1",
  "networking.k8s.io/v1/Ingress",
  "networking.k8s.io/v1/NetworkPolicy",
  "policy/v1",
  "policy/v1/PodDisruptionBudget",
  "rbac.authorization.k8s.io/v1",
  "storage.k8s.io/v1",
  "storage.k8s.io/v1/StorageClass",
  "v1",
  "v1/ConfigMap",
  "v1/Event",
  "v1/Namespace",
  "v1/Node",
  "v1/PersistentVolumeClaim",
  "v1/Pod",
  "v1/Secret",
  "v1/Service",
  "v1/ServiceAccount",
];

/** The cluster as the API sends it: never with credentials. */
function clusterWire(world: World, cluster: Cluster): unknown {
  // What the controller knows stands in Redis; its own cluster the server asks itself.
  const cached = !world.outages.redis;
  const forgotten = !cached && cluster !== world.home;
  const connectionState = forgotten
    ? { status: "", message: "", attemptedAt: null }
    : {
      status: cluster.unreachable === "" ? "Successful" : "Failed",
      message: cluster.unreachable === ""
        ? ""
        : `failed to get server version: ${cluster.unreachable}`,
      attemptedAt: stamp(world.now()),
    };
  let applications = 0;
  if (cached) {
    for (const { app } of world.applications.values()) {
      if (world.serverOf(app.spec.destination) === cluster.server) {
        applications++;
      }
    }
    applications += world.fleet?.countOn(cluster.server) ?? 0;
  }
  const up = cluster.unreachable === "" && !forgotten;
  const { server, name, labels, annotations, serverVersion } = cluster;
  return {
    server,
    name,
    config: { tlsClientConfig: { insecure: cluster.unreachable !== "" } },
    connectionState,
    ...(up ? { serverVersion } : {}),
    info: {
      connectionState,
      ...(up ? { serverVersion } : {}),
      cacheInfo: up && cached
        ? {
          resourcesCount: cluster.objects.size,
          apisCount: 56,
          lastCacheSyncTime: stamp(cluster.lastCacheSync),
        }
        : {},
      applicationsCount: applications,
      ...(up && cached ? { apiVersions: API_VERSIONS } : {}),
    },
    ...(cluster.refreshRequestedAt === undefined
      ? {}
      : { refreshRequestedAt: stamp(cluster.refreshRequestedAt) }),
    ...(labels === undefined ? {} : { labels }),
    ...(annotations === undefined ? {} : { annotations }),
  };
}

/** GET /api/v1/clusters */
export function listClusters(call: Call): unknown {
  const { world, query } = call;
  const server = query.get("server") ?? "";
  const name = query.get("name") ?? "";
  const items = world.clusters.filter((cluster) =>
    (server === "" || cluster.server === server) &&
    (name === "" || cluster.name === name) &&
    may(call, "clusters", "get", cluster.server)
  ).sort((left, right) => compareText(left.server, right.server)).map((
    cluster,
  ) => clusterWire(world, cluster));
  return { metadata: {}, items: items.length === 0 ? null : items };
}

/** The cluster a path names, by URL or with `id.type=name` by name; missing and forbidden look alike. */
function clusterOf(call: Call, action: string): Cluster {
  const id = call.path["id"] ?? "";
  const byName = (call.query.get("id.type") ?? "").startsWith("name");
  const cluster = byName
    ? call.world.clusterNamed(id)
    : call.world.clusterAt(id);
  if (cluster === undefined || !may(call, "clusters", action, cluster.server)) {
    throw denied();
  }
  return cluster;
}

/** GET /api/v1/clusters/{id} */
export function getCluster(call: Call): unknown {
  return clusterWire(call.world, clusterOf(call, "get"));
}

/** POST /api/v1/clusters/{id}/invalidate-cache */
export function invalidateCluster(call: Call): unknown {
  const cluster = clusterOf(call, "update");
  cluster.lastCacheSync = call.world.now();
  cluster.refreshRequestedAt = call.world.now();
  cluster.annotations = {
    ...cluster.annotations,
    "argocd.argoproj.io/refresh": call.world.now().toISOString(),
  };
  return clusterWire(call.world, cluster);
}
