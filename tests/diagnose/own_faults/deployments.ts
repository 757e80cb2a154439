/**
 * Deployments with their ReplicaSet and its pods, in the states that Kubernetes gives them.
 *
 * @module
 */
import { type Controller, LETTERS, template } from "./controllers.ts";
import { ago, type Health, type PlannedObject } from "./plan.ts";
import { podObject } from "./workloads.ts";

const HASH = "7c9d5f6b84";

/** A Deployment of one revision. */
export function deployment(
  options: Controller & {
    /** It has given up waiting for the pods. */
    readonly expired?: true;
    /** What the API server says to each pod that it is asked for. */
    readonly refused?: string;
    readonly paused?: true;
  },
): readonly PlannedObject[] {
  const { name, pods = [], replicas = 1, expired, refused } = options;
  const { health, events = [], sync, spec, target, paused, age = 30 } = options;
  const set = `${name}-${HASH}`;
  const available = pods.filter(({ ready }) => ready).length;
  const isFine = available >= replicas;
  const waits =
    `Waiting for rollout to finish: ${available} of ${replicas} updated replicas are available...`;
  const assessed: Health = health ??
    (isFine ? { status: "Healthy" } : expired
      ? {
        status: "Degraded",
        message: `Deployment "${name}" exceeded its progress deadline`,
      }
      : { status: "Progressing", message: waits });
  const counts = {
    replicas: pods.length,
    updatedReplicas: pods.length,
    ...(available > 0
      ? { readyReplicas: available, availableReplicas: available }
      : {}),
    ...(available < replicas
      ? { unavailableReplicas: replicas - available }
      : {}),
  };
  return [
    {
      apiVersion: "apps/v1",
      kind: "Deployment",
      name,
      age,
      ...(sync ? { sync } : {}),
      ...(target ? { target } : {}),
      live: {
        metadata: {
          generation: 1,
          annotations: { "deployment.kubernetes.io/revision": "1" },
        },
        spec: {
          replicas,
          selector: { matchLabels: { app: name } },
          progressDeadlineSeconds: 600,
          template: template(options),
          ...(paused ? { paused } : {}),
          ...spec,
        },
        status: {
          observedGeneration: 1,
          ...counts,
          conditions: [
            {
              type: "Available",
              status: isFine ? "True" : "False",
              reason: isFine
                ? "MinimumReplicasAvailable"
                : "MinimumReplicasUnavailable",
              message: isFine
                ? "Deployment has minimum availability."
                : "Deployment does not have minimum availability.",
              lastTransitionTime: ago(age),
              lastUpdateTime: ago(age),
            },
            {
              type: "Progressing",
              status: expired ? "False" : "True",
              reason: expired
                ? "ProgressDeadlineExceeded"
                : isFine
                ? "NewReplicaSetAvailable"
                : "ReplicaSetUpdated",
              message: expired
                ? `ReplicaSet "${set}" has timed out progressing.`
                : `ReplicaSet "${set}" ${
                  isFine ? "has successfully progressed" : "is progressing"
                }.`,
              lastTransitionTime: ago(expired ? age - 10 : age),
              lastUpdateTime: ago(expired ? age - 10 : age),
            },
            ...(refused
              ? [{
                type: "ReplicaFailure",
                status: "True",
                reason: "FailedCreate",
                message: refused,
                lastTransitionTime: ago(age),
                lastUpdateTime: ago(age),
              }]
              : []),
          ],
        },
      },
      health: assessed,
      info: { "Revision": "Rev:1" },
      events: [...events, {
        reason: "ScalingReplicaSet",
        message: `Scaled up replica set ${set} from 0 to ${replicas}`,
        type: "Normal",
        from: "deployment-controller",
        minutes: age,
      }],
    },
    {
      apiVersion: "apps/v1",
      kind: "ReplicaSet",
      name: set,
      owner: `Deployment/${name}`,
      age,
      live: {
        metadata: {
          annotations: { "deployment.kubernetes.io/revision": "1" },
          labels: { app: name, "pod-template-hash": HASH },
        },
        spec: {
          replicas,
          selector: { matchLabels: { app: name, "pod-template-hash": HASH } },
          template: template(options),
        },
        status: {
          replicas: pods.length,
          observedGeneration: 1,
          ...(refused
            ? {
              conditions: [{
                type: "ReplicaFailure",
                status: "True",
                reason: "FailedCreate",
                message: refused,
                lastTransitionTime: ago(age),
              }],
            }
            : {}),
        },
      },
      health: isFine
        ? { status: "Healthy" }
        : refused
        ? { status: "Degraded", message: refused }
        : { status: "Progressing", message: waits },
      info: { "Revision": "Rev:1" },
      events: refused
        ? [{
          reason: "FailedCreate",
          message: `Error creating: ${refused}`,
          from: "replicaset-controller",
          since: age,
          minutes: 3,
          count: 17,
        }]
        : [],
    },
    ...pods.map((pod, at) =>
      podObject({
        age,
        ...pod,
        name: `${set}-${LETTERS[at] ?? at}`,
        owner: `ReplicaSet/${set}`,
      })
    ),
  ];
}
