/**
 * Deployments of the sibling cases that stand between two versions.
 *
 * @module
 */
import type { Manifest } from "../../../lib/views/manifest_yaml.ts";
import type { PlannedObject } from "./plan.ts";
import { FINE } from "./sibling_parts.ts";
import { podObject } from "./workloads.ts";

const OLD = "6bd9c8f7d5";

/** A Deployment whose new version stands beside three pods of the old one, which serve. */
export function besideOld(
  fresh: readonly PlannedObject[],
): readonly PlannedObject[] {
  const { name = "" } = fresh[0] ?? {};
  return [
    ...fresh.map((one): PlannedObject => {
      if (one.kind === "Pod") return one;
      const { metadata, status, ...live } = one.live ?? {};
      const { conditions = [], ...counts } = status as Manifest & {
        readonly conditions?: readonly Manifest[];
      };
      return {
        ...one,
        info: { "Revision": "Rev:7" },
        live: {
          ...live,
          metadata: {
            ...metadata as Manifest,
            annotations: { "deployment.kubernetes.io/revision": "7" },
          },
          status: {
            ...counts,
            ...(one.kind === "Deployment"
              ? { replicas: 4, readyReplicas: 3, availableReplicas: 3 }
              : {}),
            conditions: conditions.map((condition) =>
              condition["type"] === "Available"
                ? {
                  ...condition,
                  status: "True",
                  reason: "MinimumReplicasAvailable",
                  message: "Deployment has minimum availability.",
                }
                : condition
            ),
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
          annotations: { "deployment.kubernetes.io/revision": "6" },
          labels: { app: name, "pod-template-hash": OLD },
        },
        spec: { replicas: 3 },
        status: { replicas: 3, readyReplicas: 3, availableReplicas: 3 },
      },
      health: { status: "Healthy" },
      info: { "Revision": "Rev:6" },
    },
    ...["kq2vx", "tn8db", "wz4jc"].map((end) =>
      podObject({
        ...FINE,
        name: `${name}-${OLD}-${end}`,
        owner: `ReplicaSet/${name}-${OLD}`,
      })
    ),
  ];
}
