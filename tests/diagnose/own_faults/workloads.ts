/**
 * Workloads in the states that Kubernetes gives them: a controller, its pods, and what Argo CD thinks of both.
 *
 * @module
 */
import type { Manifest } from "../../../lib/views/manifest_yaml.ts";
import {
  ago,
  type Health,
  type PlannedEvent,
  type PlannedLog,
  type PlannedObject,
} from "./plan.ts";

/** A container of a pod and how it is doing. */
export interface PlannedContainer {
  readonly name?: string;
  readonly image?: string;
  readonly init?: true;
  readonly spec?: Manifest;
  /** As in `containerStatuses`; absent when the pod is on no node. */
  readonly status?: Manifest;
  readonly log?: PlannedLog;
}

/** A pod. */
export interface PlannedPod {
  readonly name: string;
  readonly owner?: string;
  readonly containers?: readonly PlannedContainer[];
  readonly spec?: Manifest;
  readonly phase?: "Pending" | "Running" | "Failed" | "Succeeded" | "Unknown";
  readonly ready?: boolean;
  /** What the scheduler says; then it is on no node. */
  readonly unschedulable?: string;
  /** Members of the status that replace the usual ones. */
  readonly status?: Manifest;
  readonly metadata?: Manifest;
  readonly health?: Health;
  readonly events?: readonly PlannedEvent[];
  readonly age?: number;
}

/** It waits to be started. */
export function waiting(reason: string, message?: string): Manifest {
  return {
    ready: false,
    restartCount: 0,
    started: false,
    lastState: {},
    state: { waiting: { reason, ...(message ? { message } : {}) } },
  };
}

/** It runs. */
export function running(
  { minutes = 20, ready = true, restarts = 0, last }: {
    readonly minutes?: number;
    readonly ready?: boolean;
    readonly restarts?: number;
    readonly last?: Manifest;
  } = {},
): Manifest {
  return {
    ready,
    restartCount: restarts,
    started: true,
    lastState: last ? { terminated: last } : {},
    state: { running: { startedAt: ago(minutes) } },
  };
}

/** How it ended. */
export function ended(
  exitCode: number,
  { reason = exitCode === 0 ? "Completed" : "Error", message, minutes = 2 }: {
    readonly reason?: string;
    readonly message?: string;
    readonly minutes?: number;
  } = {},
): Manifest {
  return {
    containerID: "containerd://0f4c",
    exitCode,
    finishedAt: ago(minutes),
    reason,
    ...(message ? { message } : {}),
    startedAt: ago(minutes + 0.1),
  };
}

/** It ends again and again. */
export function crashing(
  last: Manifest,
  { restarts = 6, pod = "pod" }: {
    readonly restarts?: number;
    readonly pod?: string;
  } = {},
): Manifest {
  return {
    ready: false,
    restartCount: restarts,
    started: false,
    lastState: { terminated: last },
    state: {
      waiting: {
        reason: "CrashLoopBackOff",
        message: `back-off 5m0s restarting failed container=app pod=${pod}`,
      },
    },
  };
}

function nameOf({ name = "app" }: PlannedContainer): string {
  return name;
}

function imageOf({ image }: PlannedContainer): string {
  return image ?? "registry.example.test/app:1.0.0";
}

/** As the health check of Argo CD decides for pods that are to run always. */
function podHealth(
  pod: PlannedPod,
  containers: readonly PlannedContainer[],
): Health {
  for (const { status, init } of containers) {
    const { waiting: why } = (status?.["state"] ?? {}) as {
      readonly waiting?: { readonly reason: string; readonly message?: string };
    };
    if (!init && why && /^Err|(?:Error|BackOff)$/.test(why.reason)) {
      return {
        status: "Degraded",
        ...(why.message ? { message: why.message } : {}),
      };
    }
  }
  if (pod.phase === "Failed") {
    const message = pod.status?.["message"];
    return {
      status: "Degraded",
      ...(typeof message === "string" ? { message } : {}),
    };
  }
  if (pod.phase === "Succeeded") return { status: "Healthy" };
  return { status: pod.ready ? "Healthy" : "Progressing" };
}

function condition(
  type: string,
  isTrue: boolean,
  rest: Manifest = {},
): Manifest {
  return {
    lastProbeTime: null,
    lastTransitionTime: ago(20),
    status: isTrue ? "True" : "False",
    type,
    ...rest,
  };
}

function conditionsOf(
  pod: PlannedPod,
  containers: readonly PlannedContainer[],
): readonly Manifest[] {
  if (pod.unschedulable !== undefined) {
    return [condition("PodScheduled", false, {
      reason: "Unschedulable",
      message: pod.unschedulable,
    })];
  }
  const unready = containers.filter(({ init }) => !init).map(nameOf).join(" ");
  const why = pod.ready ? {} : {
    reason: "ContainersNotReady",
    message: `containers with unready status: [${unready}]`,
  };
  return [
    condition("Initialized", !containers.some(({ init }) => init)),
    condition("Ready", pod.ready === true, why),
    condition("ContainersReady", pod.ready === true, why),
    condition("PodScheduled", true),
  ];
}

/** A pod as an object. */
export function podObject(pod: PlannedPod): PlannedObject {
  const containers = pod.containers ?? [{ status: running() }];
  const side = (init: boolean) =>
    containers.filter((one) => (one.init ?? false) === init);
  const specs = (init: boolean) =>
    side(init).map((one) => ({
      name: nameOf(one),
      image: imageOf(one),
      imagePullPolicy: "IfNotPresent",
      resources: {},
      ...one.spec,
    }));
  const statuses = (init: boolean) =>
    side(init).flatMap((one) =>
      one.status
        ? [{ name: nameOf(one), image: imageOf(one), ...one.status }]
        : []
    );
  const logs = Object.fromEntries(
    containers.flatMap((one) => one.log ? [[nameOf(one), one.log]] : []),
  );
  const isPlaced = pod.unschedulable === undefined;
  return {
    apiVersion: "v1",
    kind: "Pod",
    name: pod.name,
    ...(pod.owner ? { owner: pod.owner } : {}),
    ...(pod.age === undefined ? {} : { age: pod.age }),
    live: {
      metadata: { labels: { app: "app" }, ...pod.metadata },
      spec: {
        ...(side(true).length > 0 ? { initContainers: specs(true) } : {}),
        containers: specs(false),
        restartPolicy: "Always",
        serviceAccountName: "default",
        ...(isPlaced ? { nodeName: "node-3" } : {}),
        ...pod.spec,
      },
      status: {
        conditions: conditionsOf(pod, containers),
        ...(side(true).length > 0
          ? { initContainerStatuses: statuses(true) }
          : {}),
        ...(isPlaced ? { containerStatuses: statuses(false) } : {}),
        phase: pod.phase ?? "Pending",
        qosClass: "BestEffort",
        startTime: ago(pod.age ?? 30),
        ...pod.status,
      },
    },
    health: pod.health ?? podHealth(pod, containers),
    info: { "Containers": `${pod.ready ? 1 : 0}/${side(false).length}` },
    events: [
      ...(isPlaced ? [] : [{
        reason: "FailedScheduling",
        message: pod.unschedulable ?? "",
        from: "default-scheduler",
        since: 28,
        count: 12,
      }]),
      ...(pod.events ?? []),
    ],
    logs,
  };
}
