/**
 * What a change does to pods: which workloads start theirs anew, and how many run afterwards.
 *
 * @module
 */
import { isDeepStrictEqual } from "node:util";
import type { ResourceRef } from "../argocd/wire/resources.ts";
import { isRecord, type Manifest } from "./manifest_yaml.ts";

/** Where a kind has its pod template; a change of it makes new pods. */
const TEMPLATES: Readonly<Record<string, readonly string[]>> = {
  "apps|Deployment": ["spec", "template"],
  "apps|StatefulSet": ["spec", "template"],
  "apps|DaemonSet": ["spec", "template"],
  "apps|ReplicaSet": ["spec", "template"],
  "argoproj.io|Rollout": ["spec", "template"],
  "batch|Job": ["spec", "template"],
  "batch|CronJob": ["spec", "jobTemplate", "spec", "template"],
  "|Pod": ["spec"],
};

/** Runs new pods only when it is due, not because of the change. */
const LATER = ["CronJob"];

/** The value at a path; `undefined` where there is none. */
export function valueAt(
  object: Manifest | undefined,
  ...path: readonly string[]
): unknown {
  let value: unknown = object;
  for (const key of path) value = isRecord(value) ? value[key] : undefined;
  return value;
}

function kindKey(object: Manifest | undefined): string {
  const version = String(object?.["apiVersion"] ?? "");
  const slash = version.indexOf("/");
  return `${slash < 0 ? "" : version.slice(0, slash)}|${
    String(object?.["kind"] ?? "")
  }`;
}

function templateOf(object: Manifest | undefined): unknown {
  const path = TEMPLATES[kindKey(object)];
  return path && valueAt(object, ...path);
}

/** Whether objects of a kind run pods. */
export function isWorkload({ group = "", kind = "" }: ResourceRef): boolean {
  return Object.hasOwn(TEMPLATES, `${group}|${kind}`);
}

/** Images of a template by container. */
function images(template: unknown): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  if (!isRecord(template)) return found;
  for (const list of ["initContainers", "containers"]) {
    const containers = valueAt(template, "spec", list);
    if (!Array.isArray(containers)) continue;
    for (const container of containers) {
      if (!isRecord(container)) continue;
      found.set(String(container["name"]), String(container["image"] ?? ""));
    }
  }
  return found;
}

/** What of two templates differs, in words. */
function templateChange(before: unknown, after: unknown): string {
  const [old, young] = [images(before), images(after)];
  const changed = [...young].filter(([name, image]) =>
    old.has(name) && old.get(name) !== image
  ).map(([name, image]) => `${old.get(name)} → ${image}`);
  return changed.length > 0
    ? `image ${changed.slice(0, 2).join(", ")}${
      changed.length > 2 ? ` and ${changed.length - 2} more` : ""
    }`
    : "its pod template changes";
}

/**
 * Why the pods of a workload are replaced by new ones; `undefined` when they are not.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * const workload = (image: string) => ({
 *   apiVersion: "apps/v1",
 *   kind: "Deployment",
 *   spec: { template: { spec: { containers: [{ name: "web", image }] } } },
 * });
 * assert.equal(restartReason(workload("web:1"), workload("web:2")), "image web:1 → web:2");
 * assert.equal(restartReason(workload("web:1"), workload("web:1")), undefined);
 * ```
 */
export function restartReason(
  live: Manifest | undefined,
  desired: Manifest | undefined,
): string | undefined {
  const [before, after] = [templateOf(live), templateOf(desired)];
  if (before === undefined || after === undefined) return undefined;
  if (LATER.includes(String(live?.["kind"]))) return undefined;
  return isDeepStrictEqual(before, after)
    ? undefined
    : templateChange(before, after);
}

/** How many pods a workload asks for; 1 where it says nothing, `undefined` where its kind does not say. */
export function replicasOf(object: Manifest | undefined): number | undefined {
  const kind = kindKey(object);
  if (kind === "|Pod") return 1;
  if (!/\|(Deployment|StatefulSet|ReplicaSet|Rollout)$/.test(kind)) {
    return undefined;
  }
  const replicas = valueAt(object, "spec", "replicas");
  return typeof replicas === "number" ? replicas : 1;
}
