/**
 * A live pod in the words of Kubernetes: containers, their states, conditions.
 *
 * @module
 */
import type { ResourceRef } from "../argocd/wire/resources.ts";
import { isRecord, type Manifest } from "../views/manifest_yaml.ts";
import { keyOf } from "./object_key.ts";

/** How a container ended. */
export interface Termination {
  readonly exitCode: number;
  /** `OOMKilled`, `Error`, `Completed`, `StartError` …; empty when Kubernetes gives none. */
  readonly reason: string;
  readonly message: string;
  readonly signal?: number;
  /** ISO 8601. */
  readonly startedAt?: string;
  readonly finishedAt?: string;
}

/** A container, and how it is doing. */
export interface ContainerFacts {
  readonly name: string;
  readonly init: boolean;
  readonly image: string;
  readonly ready: boolean;
  readonly restarts: number;
  readonly waiting?: { readonly reason: string; readonly message: string };
  /** It runs since then, ISO 8601. */
  readonly runningSince?: string;
  /** It has ended, and is not started again yet. */
  readonly terminated?: Termination;
  /** How the run before this one ended. */
  readonly last?: Termination;
  /** As the pod's spec has it: command, resources, probes, env. */
  readonly spec: Manifest;
}

/** One condition of an object. */
export interface ConditionFacts {
  readonly type: string;
  /** `True`, `False` or `Unknown`. */
  readonly status: string;
  readonly reason: string;
  readonly message: string;
  readonly since?: string;
}

/** A pod. */
export interface PodFacts {
  readonly ref: ResourceRef;
  readonly key: string;
  /** `Pending`, `Running`, `Succeeded`, `Failed`, `Unknown`. */
  readonly phase: string;
  /** Of a pod that failed as a whole: `Evicted`, `DeadlineExceeded`. */
  readonly reason: string;
  readonly message: string;
  readonly ready: boolean;
  readonly conditions: readonly ConditionFacts[];
  readonly containers: readonly ContainerFacts[];
  readonly node?: string;
  readonly createdAt?: string;
  /** Being deleted since then. */
  readonly deletedAt?: string;
  readonly owners: readonly ResourceRef[];
  readonly object: Manifest;
}

/** Whether an init container is meant to run beside the others, and not before them. */
export function isSidecar(
  { init, spec }: Pick<ContainerFacts, "init" | "spec">,
): boolean {
  return init && spec["restartPolicy"] === "Always";
}

function text(value: unknown): string {
  return typeof value === "string" ? value : "";
}

function number(value: unknown): number {
  return typeof value === "number" ? value : 0;
}

function record(value: unknown): Manifest {
  return isRecord(value) ? value : {};
}

function records(value: unknown): readonly Manifest[] {
  return Array.isArray(value) ? value.filter(isRecord) : [];
}

/** A member that is there, or nothing; for optional properties. */
function maybe<Key extends string>(
  key: Key,
  value: unknown,
): { readonly [K in Key]?: string } {
  return (text(value) === "" ? {} : { [key]: text(value) }) as never;
}

function termination(value: unknown): Termination | undefined {
  if (!isRecord(value)) return undefined;
  const { exitCode, reason, message, signal, startedAt, finishedAt } = value;
  return {
    exitCode: number(exitCode),
    reason: text(reason),
    message: text(message),
    ...(typeof signal === "number" ? { signal } : {}),
    ...maybe("startedAt", startedAt),
    ...maybe("finishedAt", finishedAt),
  };
}

function container(
  spec: Manifest,
  status: Manifest,
  init: boolean,
): ContainerFacts {
  const state = record(status["state"]);
  const last = termination(record(status["lastState"])["terminated"]);
  const ended = termination(state["terminated"]);
  const { waiting, running } = state;
  return {
    name: text(spec["name"]),
    init,
    image: text(spec["image"]),
    ready: status["ready"] === true,
    restarts: number(status["restartCount"]),
    ...(isRecord(waiting)
      ? {
        waiting: {
          reason: text(waiting["reason"]),
          message: text(waiting["message"]),
        },
      }
      : {}),
    ...maybe("runningSince", record(running)["startedAt"]),
    ...(ended ? { terminated: ended } : {}),
    ...(last ? { last } : {}),
    spec,
  };
}

/** The conditions of any object. */
export function conditionsOf(object: Manifest): readonly ConditionFacts[] {
  return records(record(object["status"])["conditions"]).map((one) => ({
    type: text(one["type"]),
    status: text(one["status"]),
    reason: text(one["reason"]),
    message: text(one["message"]),
    ...maybe("since", one["lastTransitionTime"]),
  }));
}

/** Reads a live pod. */
export function podFacts(ref: ResourceRef, object: Manifest): PodFacts {
  const [metadata, spec, status] = ["metadata", "spec", "status"]
    .map((key) => record(object[key])) as [Manifest, Manifest, Manifest];
  function containers(
    key: string,
    statuses: string,
    init: boolean,
  ): readonly ContainerFacts[] {
    const byName = new Map(
      records(status[statuses]).map((one) => [text(one["name"]), one]),
    );
    return records(spec[key]).map((one) =>
      container(one, byName.get(text(one["name"])) ?? {}, init)
    );
  }
  const conditions = conditionsOf(object);
  return {
    ref,
    key: keyOf(ref),
    phase: text(status["phase"]),
    reason: text(status["reason"]),
    message: text(status["message"]),
    ready: conditions.some(({ type, status }) =>
      type === "Ready" && status === "True"
    ),
    conditions,
    containers: [
      ...containers("initContainers", "initContainerStatuses", true),
      ...containers("containers", "containerStatuses", false),
    ],
    ...maybe("node", spec["nodeName"]),
    ...maybe("createdAt", metadata["creationTimestamp"]),
    ...maybe("deletedAt", metadata["deletionTimestamp"]),
    owners: records(metadata["ownerReferences"]).map((one) => {
      const [group = "", version] = text(one["apiVersion"]).includes("/")
        ? text(one["apiVersion"]).split("/")
        : ["", text(one["apiVersion"])];
      return {
        group,
        ...(version ? { version } : {}),
        kind: text(one["kind"]),
        namespace: text(metadata["namespace"]),
        name: text(one["name"]),
      };
    }),
    object,
  };
}
