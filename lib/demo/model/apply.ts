/**
 * Client-side apply: the three-way merge of what was applied last, what lives and what is wanted. Fields
 * that nobody ever applied survive it, which is why a drifted object can still be in sync.
 *
 * @module
 */
import type { Cluster } from "./cluster.ts";
import { withDefaults } from "./defaults.ts";
import { type Dict, dig, isDict, sortedJson } from "./json.ts";
import { type KubeObject, LAST_APPLIED, refOf } from "./kube_object.ts";
import type { WorkloadWorld } from "./replicas.ts";
import { settle } from "./workloads.ts";

/** What applying an object did, in kubectl's word. */
export type Applied = "created" | "configured" | "unchanged";

/** The live object after an apply of the target, without touching the cluster. */
export function predict(
  target: KubeObject,
  live: KubeObject | undefined,
): KubeObject {
  if (live === undefined) return target;
  return threeWay(lastApplied(live), live, target) as KubeObject;
}

/** What was applied last, read from the annotation. */
export function lastApplied(live: KubeObject): unknown {
  const text = live.metadata.annotations?.[LAST_APPLIED];
  if (text === undefined) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** kubectl's three-way merge: what was applied before and is gone now is removed, the rest is laid over. */
function threeWay(
  last: unknown,
  live: unknown,
  target: unknown,
): unknown {
  if (isDict(target)) {
    const result: Dict = isDict(live) ? { ...live } : {};
    if (isDict(last)) {
      for (const key of Object.keys(last)) {
        if (!(key in target)) delete result[key];
      }
    }
    for (const [key, value] of Object.entries(target)) {
      result[key] = threeWay(
        isDict(last) ? last[key] : undefined,
        result[key],
        value,
      );
    }
    return result;
  }
  if (Array.isArray(target)) {
    return mergeLists(
      Array.isArray(last) ? last : [],
      Array.isArray(live) ? live : [],
      target,
    );
  }
  return target;
}

function keyOfEntry(entry: unknown): string | undefined {
  for (const key of ["name", "containerPort", "port", "mountPath"]) {
    const value = dig(entry, key);
    if (typeof value === "string" || typeof value === "number") {
      return `${key}=${value}`;
    }
  }
  return undefined;
}

function mergeLists(
  last: readonly unknown[],
  live: readonly unknown[],
  target: readonly unknown[],
): unknown[] {
  if (target.some((entry) => keyOfEntry(entry) === undefined)) {
    return [...target];
  }
  const find = (list: readonly unknown[], key: string | undefined) =>
    list.find((entry) => keyOfEntry(entry) === key);
  const merged = target.map((entry) => {
    const key = keyOfEntry(entry);
    return threeWay(find(last, key), find(live, key), entry);
  });
  const extra = live.filter((entry) => {
    const key = keyOfEntry(entry);
    return find(target, key) === undefined && find(last, key) === undefined;
  });
  return [...merged, ...extra];
}

/** Applies an object to the cluster the way Argo CD does (client side) and lets the controllers react. */
export function applyObject(
  world: WorkloadWorld,
  cluster: Cluster,
  target: KubeObject,
): Applied {
  const live = cluster.get(refOf(target));
  const text = `${sortedJson(target)}\n`;
  if (live === undefined) {
    const object = withDefaults(target);
    object.metadata.annotations = {
      ...object.metadata.annotations,
      [LAST_APPLIED]: text,
    };
    settle(world, cluster, cluster.put(object));
    return "created";
  }
  const next = structuredClone(predict(target, live));
  const changed = sortedJson(next) !== sortedJson(live);
  const reapplied = live.metadata.annotations?.[LAST_APPLIED] !== text;
  if (!changed && !reapplied) return "unchanged";
  next.metadata.annotations = {
    ...next.metadata.annotations,
    [LAST_APPLIED]: text,
  };
  settle(
    world,
    cluster,
    cluster.put(next, {
      specChanged: sortedJson(next["spec"]) !== sortedJson(live["spec"]),
    }),
  );
  return "configured";
}
