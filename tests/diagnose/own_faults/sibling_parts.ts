/**
 * What the siblings of the recorded cases share: a namespace of their own, healthy neighbours, and kinds of workloads
 * that were not recorded.
 *
 * @module
 */
import type { Manifest } from "../../../lib/views/manifest_yaml.ts";
import type { RecordedFault } from "../../helpers/recorded_fault.ts";
import { ownFault } from "./builder.ts";
import { job, type OwnedPod, statefulSet } from "./controllers.ts";
import { deployment } from "./deployments.ts";
import type { Health, Plan, PlannedObject } from "./plan.ts";
import { podObject, running } from "./workloads.ts";

/** A pod that has served for ten hours. */
export const FINE: OwnedPod = {
  phase: "Running",
  ready: true,
  age: 600,
  containers: [{ status: running({ minutes: 600 }) }],
};

/** An object of the core group that Argo CD only compares. */
export function plain(
  kind: string,
  name: string,
  live: Manifest = {},
): PlannedObject {
  return { apiVersion: "v1", kind, name, age: 600, live };
}

/** A Service of the cluster. */
export function service(name: string): PlannedObject {
  return {
    ...plain("Service", name, {
      spec: {
        type: "ClusterIP",
        clusterIP: "10.96.44.12",
        selector: { app: name },
        ports: [{ port: 80, protocol: "TCP", targetPort: 8080 }],
      },
      status: { loadBalancer: {} },
    }),
    health: { status: "Healthy" },
  };
}

/** Neighbours that are well: settings, an account, a Service, a Deployment that serves behind it. */
export function around(name: string): readonly PlannedObject[] {
  return [
    plain("ConfigMap", `${name}-settings`, { data: { LOG_LEVEL: "info" } }),
    plain("ServiceAccount", name),
    service(name),
    ...deployment({ name, age: 600, pods: [FINE] }),
  ];
}

/** Other neighbours: a cache with state, its Service, and roles. */
export function aside(name: string): readonly PlannedObject[] {
  return [
    service(name),
    ...statefulSet({ name, age: 600, pods: [FINE] }),
    {
      apiVersion: "rbac.authorization.k8s.io/v1",
      kind: "Role",
      name,
      age: 600,
      live: {
        rules: [{ apiGroups: [""], resources: ["pods"], verbs: ["get"] }],
      },
    },
    plain("ConfigMap", `${name}-scripts`, { data: { "ping.sh": "exit 0\n" } }),
  ];
}

/** As they look when Kubernetes has dropped the events, an hour after the last. */
export function forgotten(
  objects: readonly PlannedObject[],
): readonly PlannedObject[] {
  return objects.map((one) => ({ ...one, events: [] }));
}

/** Puts what something else has made below its owner. */
export function ownedBy(
  owner: string,
  objects: readonly PlannedObject[],
): readonly PlannedObject[] {
  return objects.map((one) =>
    one.owner === undefined ? { ...one, owner } : one
  );
}

/** A DaemonSet on as many nodes as it has pods. */
export function daemonSet(
  { name, pods, health, age = 600 }: {
    readonly name: string;
    readonly pods: readonly OwnedPod[];
    readonly health?: Health;
    readonly age?: number;
  },
): readonly PlannedObject[] {
  const ready = pods.filter((pod) => pod.ready).length;
  return [
    {
      apiVersion: "apps/v1",
      kind: "DaemonSet",
      name,
      age,
      live: {
        spec: { selector: { matchLabels: { app: name } } },
        status: {
          currentNumberScheduled: pods.length,
          desiredNumberScheduled: pods.length,
          numberMisscheduled: 0,
          numberReady: ready,
          numberAvailable: ready,
          ...(ready < pods.length
            ? { numberUnavailable: pods.length - ready }
            : {}),
          observedGeneration: 2,
          updatedNumberScheduled: pods.length,
        },
      },
      health: health ??
        (ready === pods.length ? { status: "Healthy" } : {
          status: "Progressing",
          message:
            `Waiting for daemon set "${name}" rollout to finish: ${ready} of ${pods.length} updated pods are available...`,
        }),
    },
    ...pods.map((pod, at) =>
      podObject({
        age,
        ...pod,
        name: `${name}-${["5xk2p", "d9wqt", "vr7lm"][at] ?? at}`,
        owner: `DaemonSet/${name}`,
      })
    ),
  ];
}

/** A CronJob with one run, whose Job and pods are as told. */
export function cronJob(
  name: string,
  run: Parameters<typeof job>[0],
  health: Health = {
    status: "Degraded",
    message: "CronJob has not completed its last execution successfully",
  },
): readonly PlannedObject[] {
  return [
    {
      apiVersion: "batch/v1",
      kind: "CronJob",
      name,
      age: 9000,
      live: {
        spec: {
          schedule: "*/30 * * * *",
          concurrencyPolicy: "Forbid",
          suspend: false,
        },
        status: { lastScheduleTime: "2026-11-21T08:30:00Z" },
      },
      health,
    },
    ...ownedBy(`CronJob/${name}`, job({ age: 30, ...run })),
  ];
}

/** A case whose objects live in a namespace that is not called as the application is. */
export function sibling(
  { namespace, objects = [], spec, ...plan }: Plan & {
    readonly namespace: string;
  },
): RecordedFault {
  return ownFault({
    ...plan,
    objects: objects.map((one) => ({ namespace, ...one })),
    spec: {
      destination: { server: "https://kubernetes.default.svc", namespace },
      ...spec,
    },
  });
}

/** Policies with which Argo CD syncs by itself. */
export const AUTOMATED = {
  automated: { prune: true, selfHeal: true },
  syncOptions: ["CreateNamespace=true"],
  retry: { limit: 5 },
} as const;
