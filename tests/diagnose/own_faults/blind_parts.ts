/**
 * Parts of the blind cases: workloads that are well, and Deployments between two versions.
 *
 * @module
 */
import type { Manifest } from "../../../lib/views/manifest_yaml.ts";
import type { RecordedFault } from "../../helpers/recorded_fault.ts";
import { ownFault } from "./builder.ts";
import type { Controller, OwnedPod } from "./controllers.ts";
import { deployment } from "./deployments.ts";
import { ago, type Plan, type PlannedObject } from "./plan.ts";
import { podObject, running } from "./workloads.ts";

/** A pod that runs and is ready. */
export const FINE = {
  phase: "Running",
  ready: true,
  containers: [{ status: running({ minutes: 600 }) }],
} as const;

/** Deployments that are well. */
export function fine(...names: readonly string[]): readonly PlannedObject[] {
  return names.flatMap((name) => deployment({ name, age: 600, pods: [FINE] }));
}

const OLD = "58b6c7d9f4";

/** A Deployment whose new version stands beside the old one. */
export function replacing(
  options: Controller & {
    readonly expired?: true;
    /** Pods of the version before. */
    readonly before: readonly OwnedPod[];
  },
): readonly PlannedObject[] {
  const { name, before, pods = [], replicas = 1, expired } = options;
  const up = before.filter(({ ready }) => ready).length;
  const fresh = deployment({
    ...options,
    health: options.health ?? (expired
      ? {
        status: "Degraded",
        message: `Deployment "${name}" exceeded its progress deadline`,
      }
      : {
        status: "Progressing",
        message:
          `Waiting for rollout to finish: ${up} old replicas are pending termination...`,
      }),
  });
  const ready = up + pods.filter((pod) => pod.ready).length;
  return [
    ...fresh.map((one): PlannedObject => {
      const live = one.live ?? {};
      const metadata = {
        ...(live["metadata"] as Manifest),
        annotations: { "deployment.kubernetes.io/revision": "2" },
      };
      if (one.kind === "ReplicaSet") {
        return {
          ...one,
          live: { ...live, metadata },
          info: { Revision: "Rev:2" },
        };
      }
      if (one.kind !== "Deployment") return one;
      const status = live["status"] as {
        readonly conditions: readonly Manifest[];
      };
      const conditions = status.conditions.map((condition) =>
        condition["type"] === "Available" && ready >= replicas
          ? {
            ...condition,
            status: "True",
            reason: "MinimumReplicasAvailable",
            message: "Deployment has minimum availability.",
          }
          : condition
      );
      return {
        ...one,
        age: 9000,
        info: { Revision: "Rev:2" },
        live: {
          ...live,
          metadata: { ...metadata, generation: 2 },
          status: {
            observedGeneration: 2,
            replicas: before.length + pods.length,
            updatedReplicas: pods.length,
            readyReplicas: ready,
            availableReplicas: ready,
            unavailableReplicas: before.length + pods.length - ready,
            conditions,
          },
        },
      };
    }),
    {
      apiVersion: "apps/v1",
      kind: "ReplicaSet",
      name: `${name}-${OLD}`,
      owner: `Deployment/${name}`,
      age: 9000,
      live: {
        metadata: {
          annotations: { "deployment.kubernetes.io/revision": "1" },
          labels: { app: name, "pod-template-hash": OLD },
        },
        spec: {
          replicas: before.length,
          selector: { matchLabels: { app: name, "pod-template-hash": OLD } },
        },
        status: {
          replicas: before.length,
          readyReplicas: up,
          availableReplicas: up,
          observedGeneration: 3,
        },
      },
      health: { status: "Healthy" },
      info: { Revision: "Rev:1" },
    },
    ...before.map((pod, at) =>
      podObject({
        age: 9000,
        ...pod,
        name: `${name}-${OLD}-${["q7dlt", "zz5rw", "c9ncv"][at] ?? at}`,
        owner: `ReplicaSet/${name}-${OLD}`,
      })
    ),
  ];
}

/** An object that Git has and the API server refuses. */
export function unsynced(
  object: PlannedObject,
): PlannedObject {
  return {
    sync: "OutOfSync",
    ...(object.live === null ? { health: { status: "Missing" } } : {}),
    ...object,
  };
}

/** A sync that failed because of what the API server says to one object. */
export function refusedSync(
  { says, about, more = [], ...plan }:
    & Omit<Plan, "operation" | "objects" | "proofs">
    & {
      readonly proofs: readonly string[];
      readonly says: string;
      readonly about: PlannedObject;
      readonly more?: readonly PlannedObject[];
    },
): RecordedFault {
  return ownFault({
    ...plan,
    objects: [...more, unsynced(about)],
    operation: {
      phase: "Failed",
      message:
        `one or more objects failed to apply, reason: ${says} (retried 5 times).`,
      retryCount: 5,
      automated: true,
      results: {
        [`${about.kind}/${about.name}`]: {
          status: "SyncFailed",
          message: says,
        },
      },
    },
    spec: {
      syncPolicy: {
        automated: { prune: true, selfHeal: true },
        syncOptions: ["CreateNamespace=true"],
      },
      ...plan.spec,
    },
  });
}

/** A condition of an object. */
export function condition(
  type: string,
  status: "True" | "False" | "Unknown",
  reason: string,
  message: string,
  minutes = 25,
): Manifest {
  return { type, status, reason, message, lastTransitionTime: ago(minutes) };
}
