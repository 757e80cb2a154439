/**
 * An autoscaler as Kubernetes and Argo CD show it.
 *
 * @module
 */
import { type Condition, conditions } from "./conditions.ts";
import type { Health, PlannedEvent, PlannedObject } from "./plan.ts";

/** An autoscaler of the Deployment of the same name. */
export function autoscaler(
  { name = "web", max, replicas = 1, says = [], health, events }: {
    readonly name?: string;
    readonly max: number;
    readonly replicas?: number;
    /** Type, status, reason and message of each condition. */
    readonly says?: readonly Condition[];
    /** That of a condition that fails, when absent. */
    readonly health?: Health;
    readonly events?: readonly PlannedEvent[];
  },
): PlannedObject {
  const failed = says.find(([, status]) => status === "False");
  return {
    apiVersion: "autoscaling/v2",
    kind: "HorizontalPodAutoscaler",
    name,
    live: {
      spec: {
        scaleTargetRef: { apiVersion: "apps/v1", kind: "Deployment", name },
        minReplicas: 1,
        maxReplicas: max,
      },
      status: {
        currentReplicas: replicas,
        desiredReplicas: replicas,
        conditions: conditions(...says),
      },
    },
    health: health ??
      (failed ? { status: "Degraded", message: failed[3] ?? "" } : {
        status: "Healthy",
        message: "recommended size matches current size",
      }),
    ...(events ? { events } : {}),
  };
}
