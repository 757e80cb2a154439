/**
 * Facts for rules, from objects as Kubernetes writes them.
 *
 * @module
 */
import type { Application } from "../../lib/argocd/wire/application.ts";
import type { KubernetesEvent } from "../../lib/argocd/wire/events.ts";
import type { HealthStatus } from "../../lib/argocd/wire/objects.ts";
import type {
  ResourceNode,
  ResourceRef,
} from "../../lib/argocd/wire/resources.ts";
import type { ContainerLog } from "../../lib/diagnose/container_log.ts";
import type { Facts } from "../../lib/diagnose/facts.ts";
import { keyOf } from "../../lib/diagnose/object_key.ts";
import { podFacts } from "../../lib/diagnose/pod_facts.ts";
import type { Manifest } from "../../lib/views/manifest_yaml.ts";
import { NOTHING_READ } from "../helpers/diagnosis_facts.ts";

/** The namespace of every case. */
export const HOME = "shop";
/** When every case is looked at. */
export const NOW = new Date("2026-03-01T12:00:00Z");

/** The time so many seconds before a case is looked at. */
export function ago(seconds: number): string {
  return new Date(NOW.getTime() - 1000 * seconds).toISOString();
}

/** A live object, and what stands above it in the tree. */
export interface CaseObject {
  readonly kind: string;
  readonly name: string;
  readonly group?: string;
  /** `kind/name` of what it belongs to. */
  readonly owner?: string;
  readonly health?: HealthStatus;
  readonly info?: ResourceNode["info"];
  readonly createdAt?: string;
  /** Everything but kind and metadata.name; absent for one that was not read. */
  readonly object?: Manifest;
}

/** An event about `kind/name`. */
export interface CaseEvent extends KubernetesEvent {
  readonly about: string;
  /** Seconds ago; a minute when absent. */
  readonly age?: number;
}

/** What a case consists of. */
export interface Case {
  readonly objects: readonly CaseObject[];
  readonly events?: readonly CaseEvent[];
  readonly logs?: readonly {
    readonly pod: string;
    readonly container: string;
    readonly previous?: boolean;
    readonly lines: readonly string[];
  }[];
  readonly application?: Application;
}

const GROUPS: Readonly<Record<string, string>> = {
  Deployment: "apps",
  ReplicaSet: "apps",
  StatefulSet: "apps",
  DaemonSet: "apps",
  Job: "batch",
  CronJob: "batch",
  HorizontalPodAutoscaler: "autoscaling",
  Rollout: "argoproj.io",
};

function refOf(title: string): ResourceRef {
  const [kind = "", name = ""] = title.split("/");
  return { group: GROUPS[kind] ?? "", kind, namespace: HOME, name };
}

function nodeOf(one: CaseObject): ResourceNode {
  const { owner, health, info, createdAt, group } = one;
  return {
    ...refOf(`${one.kind}/${one.name}`),
    ...(group === undefined ? {} : { group }),
    ...(owner === undefined ? {} : { parentRefs: [refOf(owner)] }),
    ...(health ? { health } : {}),
    ...(info ? { info } : {}),
    ...(createdAt ? { createdAt } : {}),
  };
}

function manifestOf({ kind, name, object = {} }: CaseObject): Manifest {
  const { metadata, ...rest } = object;
  return {
    kind,
    metadata: {
      name,
      namespace: HOME,
      creationTimestamp: ago(900),
      ...(metadata as Manifest | undefined),
    },
    ...rest,
  };
}

/** The facts of a case. */
export function caseFacts(
  { objects, events = [], logs = [], application }: Case,
): Facts {
  const read = objects.filter(({ object }) => object !== undefined);
  return {
    now: NOW,
    ref: "shop",
    application: {
      metadata: { name: "shop", namespace: "argocd" },
      spec: { destination: { namespace: HOME } },
      ...application,
    },
    ...NOTHING_READ,
    nodes: objects.map(nodeOf),
    objects: new Map(
      read.map((one) => [keyOf(nodeOf(one)), manifestOf(one)] as const),
    ),
    pods: read.filter(({ kind }) => kind === "Pod")
      .map((one) => podFacts(nodeOf(one), manifestOf(one))),
    events: events.map(({ about, age = 60, involvedObject, ...event }) => ({
      type: "Warning",
      lastTimestamp: ago(age),
      ...event,
      involvedObject: { ...refOf(about), ...involvedObject },
    })),
    logs: logs.map(({ pod, container, previous = false, lines }) => ({
      pod: refOf(`Pod/${pod}`),
      container,
      previous,
      lines,
    } satisfies ContainerLog)),
  };
}

/** What stands above the pod of {@linkcode webPod}. */
export const WEB: readonly CaseObject[] = [
  { kind: "Deployment", name: "web" },
  {
    kind: "ReplicaSet",
    name: "web-1",
    owner: "Deployment/web",
    info: [{ name: "Revision", value: "Rev:1" }],
  },
];

/** What a pod says of its one container, and of itself. */
export interface WebPod {
  /** Of `status.containerStatuses[0]`. */
  readonly status?: Manifest;
  /** Of `spec.containers[0]`. */
  readonly container?: Manifest;
  readonly spec?: Manifest;
  readonly pod?: Manifest;
  readonly metadata?: Manifest;
  readonly phase?: string;
  readonly ready?: boolean;
  readonly conditions?: readonly Manifest[];
  readonly name?: string;
  readonly owner?: string;
}

/** A pod of Deployment web on node-1, that is not ready. */
export function webPod(
  {
    status = {},
    container = {},
    spec = {},
    pod = {},
    metadata = {},
    phase = "Running",
    ready = false,
    conditions = [],
    name = "web-1-a",
    owner = "ReplicaSet/web-1",
  }: WebPod,
): CaseObject {
  return {
    kind: "Pod",
    name,
    owner,
    health: { status: ready ? "Healthy" : "Degraded" },
    object: {
      metadata,
      spec: {
        nodeName: "node-1",
        containers: [{
          name: "app",
          image: "registry.example/web:1.2.3",
          ...container,
        }],
        ...spec,
      },
      status: {
        phase,
        conditions: [
          {
            type: "Ready",
            status: ready ? "True" : "False",
            lastTransitionTime: ago(600),
          },
          ...conditions,
        ],
        containerStatuses: [{
          name: "app",
          ready,
          restartCount: 0,
          ...status,
        }],
        ...pod,
      },
    },
  };
}
