/**
 * What makes pods beside Deployments: StatefulSets and Jobs.
 *
 * @module
 */
import type { Manifest } from "../../../lib/views/manifest_yaml.ts";
import {
  ago,
  type Health,
  type PlannedEvent,
  type PlannedObject,
} from "./plan.ts";
import { type PlannedPod, podObject } from "./workloads.ts";

/** A pod whose name and owner its controller decides. */
export type OwnedPod = Omit<PlannedPod, "name" | "owner">;

/** Ends of the names of pods. */
export const LETTERS = ["x2kqp", "m8wzt", "h4vbn"];

/** What all of them have. */
export interface Controller {
  readonly name: string;
  readonly pods?: readonly OwnedPod[];
  /** Of the pod template's spec. */
  readonly template?: Manifest;
  readonly replicas?: number;
  readonly health?: Health;
  readonly events?: readonly PlannedEvent[];
  readonly sync?: "Synced" | "OutOfSync";
  readonly spec?: Manifest;
  readonly target?: Manifest;
  readonly age?: number;
}

/** The pod template. */
export function template({ name, template = {} }: Controller): Manifest {
  return {
    metadata: { labels: { app: name } },
    spec: {
      containers: [{ name: "app", image: "registry.example.test/app:1.0.0" }],
      ...template,
    },
  };
}

/** A StatefulSet. */
export function statefulSet(options: Controller): readonly PlannedObject[] {
  const { name, pods = [], replicas = 1, health, events, spec } = options;
  const ready = pods.filter((pod) => pod.ready).length;
  return [
    {
      apiVersion: "apps/v1",
      kind: "StatefulSet",
      name,
      ...(options.age === undefined ? {} : { age: options.age }),
      live: {
        spec: {
          replicas,
          serviceName: name,
          selector: { matchLabels: { app: name } },
          template: template(options),
          ...spec,
        },
        status: {
          replicas: pods.length,
          readyReplicas: ready,
          currentRevision: `${name}-65d4`,
          updateRevision: `${name}-65d4`,
        },
      },
      health: health ?? (ready >= replicas ? { status: "Healthy" } : {
        status: "Progressing",
        message: `Waiting for ${replicas - ready} pods to be ready...`,
      }),
      ...(events ? { events } : {}),
    },
    ...pods.map((pod, at) =>
      podObject({
        ...pod,
        name: `${name}-${at}`,
        owner: `StatefulSet/${name}`,
      })
    ),
  ];
}

/** A Job, of the application or a hook. */
export function job(
  options: Controller & {
    readonly hook?: string;
    /** Type, reason and message of its last condition. */
    readonly outcome?: readonly [type: string, reason: string, message: string];
  },
): readonly PlannedObject[] {
  const { name, pods = [], hook, outcome, health, events = [], spec } = options;
  const [type, reason = "", message = ""] = outcome ?? [];
  return [
    {
      apiVersion: "batch/v1",
      kind: "Job",
      name,
      ...(options.age === undefined ? {} : { age: options.age }),
      ...(hook ? { hook } : {}),
      live: {
        metadata: hook
          ? { annotations: { "argocd.argoproj.io/hook": hook } }
          : {},
        spec: {
          backoffLimit: 1,
          completions: 1,
          parallelism: 1,
          suspend: false,
          template: template(options),
          ...spec,
        },
        status: {
          startTime: ago(options.age ?? 20),
          ...(type
            ? {
              conditions: [{
                type,
                status: "True",
                reason,
                message,
                lastProbeTime: ago(5),
                lastTransitionTime: ago(5),
              }],
            }
            : { active: 1 }),
          ...(type === "Failed" ? { failed: 1 } : {}),
        },
      },
      health: health ??
        (type === "Failed"
          ? { status: "Degraded", message }
          : type === "Complete"
          ? { status: "Healthy", message }
          : { status: "Progressing" }),
      events: [
        ...(type === "Failed"
          ? [{ reason, message, from: "job-controller", minutes: 5 }]
          : []),
        ...events,
      ],
    },
    ...pods.map((pod, at) =>
      podObject({
        ...pod,
        spec: { restartPolicy: "Never", ...pod.spec },
        name: `${name}-${LETTERS[at] ?? at}`,
        owner: `Job/${name}`,
      })
    ),
  ];
}
