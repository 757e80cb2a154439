/**
 * Argo CD's built-in health checks, for the kinds that the world has. Kinds without a check, such as
 * ConfigMaps, have no health at all.
 *
 * @module
 */
import type { Health } from "./application.ts";
import { digDict, digList, digNumber, digText, isDict } from "./json.ts";
import type { KubeObject } from "./kube_object.ts";

/** How bad a health is; the worst of its resources is the application's. */
const ORDER = [
  "Healthy",
  "Suspended",
  "Progressing",
  "Missing",
  "Degraded",
  "Unknown",
];

/** The worse of two health states. */
export function worse(left: string, right: string): string {
  return ORDER.indexOf(right) > ORDER.indexOf(left) ? right : left;
}

function health(status: string, message = ""): Health {
  return message === "" ? { status } : { status, message };
}

function conditionOf(
  object: KubeObject,
  type: string,
): Record<string, unknown> {
  for (const condition of digList(object, "status", "conditions")) {
    if (isDict(condition) && condition["type"] === type) return condition;
  }
  return {};
}

/** The health Argo CD's built-in checks see; undefined for kinds without a check. */
export function healthOf(object: KubeObject): Health | undefined {
  if (object.metadata.deletionTimestamp !== undefined) {
    return health("Progressing", "Pending deletion");
  }
  switch (object.kind) {
    case "Deployment":
      return deploymentHealth(object);
    case "ReplicaSet":
    case "StatefulSet":
      return setHealth(object);
    case "Pod":
      return podHealth(object);
    case "Job":
      return jobHealth(object);
    case "CronJob":
      return digDict(object, "spec")["suspend"] === true
        ? health("Suspended", "CronJob is Suspended")
        : health("Healthy", "CronJob has not been scheduled yet");
    case "Service":
    case "Ingress":
    case "HorizontalPodAutoscaler":
    case "PersistentVolumeClaim":
      return health("Healthy");
    default:
      return undefined;
  }
}

function deploymentHealth(object: KubeObject): Health {
  if (digDict(object, "spec")["paused"] === true) {
    return health("Suspended", "Deployment is paused");
  }
  const wanted = digNumber(object, ["spec", "replicas"], 1);
  if (
    digText(conditionOf(object, "Progressing"), "reason") ===
      "ProgressDeadlineExceeded"
  ) {
    return health(
      "Degraded",
      `Deployment "${object.metadata.name}" exceeded its progress deadline`,
    );
  }
  const updated = digNumber(object, ["status", "updatedReplicas"]);
  const available = digNumber(object, ["status", "availableReplicas"]);
  if (updated < wanted) {
    return health(
      "Progressing",
      `Waiting for rollout to finish: ${updated} out of ${wanted} new replicas have been updated...`,
    );
  }
  if (available < updated) {
    return health(
      "Progressing",
      `Waiting for rollout to finish: ${available} of ${updated} updated replicas are available...`,
    );
  }
  return health("Healthy");
}

function setHealth(object: KubeObject): Health {
  const wanted = digNumber(object, ["spec", "replicas"], 1);
  const available = digNumber(object, ["status", "availableReplicas"]);
  if (available < wanted) {
    return health(
      "Progressing",
      `Waiting for rollout to finish: ${available} out of ${wanted} new replicas are available...`,
    );
  }
  return health("Healthy");
}

function podHealth(object: KubeObject): Health {
  for (const status of digList(object, "status", "containerStatuses")) {
    const reason = digText(status, "state", "waiting", "reason");
    if (
      reason.endsWith("BackOff") && reason !== "ImagePullBackOff" ||
      reason === "ErrImagePull" || reason === "ImagePullBackOff"
    ) {
      return health("Degraded", digText(status, "state", "waiting", "message"));
    }
  }
  switch (digText(object, "status", "phase")) {
    case "Succeeded":
      return health("Healthy");
    case "Failed":
      return health(
        "Degraded",
        digText(
          object,
          "status",
          "containerStatuses",
          0,
          "state",
          "terminated",
          "message",
        ),
      );
    case "Pending":
      return health("Progressing");
    default:
      return health(
        digText(conditionOf(object, "Ready"), "status") === "True"
          ? "Healthy"
          : "Progressing",
      );
  }
}

function jobHealth(object: KubeObject): Health {
  const failed = conditionOf(object, "Failed");
  if (failed["status"] === "True") {
    return health("Degraded", digText(failed, "message"));
  }
  const complete = conditionOf(object, "Complete");
  if (complete["status"] === "True") {
    return health("Healthy", digText(complete, "message"));
  }
  if (digDict(object, "spec")["suspend"] === true) return health("Suspended");
  return health("Progressing");
}
