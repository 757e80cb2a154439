/**
 * Which controller reacts to which kind of object.
 *
 * @module
 */
import type { Cluster } from "./cluster.ts";
import { settleDeployment } from "./deployments.ts";
import { settleJob } from "./jobs.ts";
import type { KubeObject } from "./kube_object.ts";
import { settlePods, type WorkloadWorld } from "./replicas.ts";

/** Lets the cluster's controllers react to a new or changed object. */
export function settle(
  world: WorkloadWorld,
  cluster: Cluster,
  object: KubeObject,
): void {
  if (object.kind === "Deployment") settleDeployment(world, cluster, object);
  if (object.kind === "StatefulSet") {
    settlePods(world, cluster, object, object.metadata.name);
  }
  if (object.kind === "Job") settleJob(world, cluster, object);
  if (object.kind === "CronJob" && object["status"] === undefined) {
    object["status"] = {};
  }
}
