/**
 * Changes that Kubernetes refuses: some fields are fixed when an object is made.
 *
 * @module
 */
import { isDeepStrictEqual } from "node:util";
import type { ResourceRef } from "../argocd/wire/resources.ts";
import { isRecord, type Manifest } from "./manifest_yaml.ts";
import { valueAt } from "./workload_change.ts";

/** Paths of fields that are fixed, by group and kind. */
const FIXED: Readonly<Record<string, readonly string[]>> = {
  "apps|Deployment": ["spec.selector"],
  "apps|DaemonSet": ["spec.selector"],
  "apps|ReplicaSet": ["spec.selector"],
  "batch|Job": ["spec.selector", "spec.template", "spec.completionMode"],
  "|Secret": ["type"],
  "|Service": ["spec.clusterIP"],
  "rbac.authorization.k8s.io|RoleBinding": ["roleRef"],
  "rbac.authorization.k8s.io|ClusterRoleBinding": ["roleRef"],
  "storage.k8s.io|StorageClass": [
    "provisioner",
    "parameters",
    "reclaimPolicy",
    "volumeBindingMode",
  ],
  "apiextensions.k8s.io|CustomResourceDefinition": [
    "spec.group",
    "spec.scope",
    "spec.names.kind",
  ],
  "networking.k8s.io|IngressClass": ["spec.controller"],
  "scheduling.k8s.io|PriorityClass": ["value"],
};

/** Kinds of which only these fields of the spec can be changed. */
const ONLY_THESE: Readonly<Record<string, readonly string[]>> = {
  "apps|StatefulSet": [
    "minReadySeconds",
    "ordinals",
    "persistentVolumeClaimRetentionPolicy",
    "replicas",
    "revisionHistoryLimit",
    "template",
    "updateStrategy",
  ],
  "|PersistentVolumeClaim": ["resources", "volumeAttributesClassName"],
};

/** Of an object that says so itself. */
const DATA = ["data", "binaryData", "stringData"];

/** A field that comes new is a default that the cluster had filled in, or goes the same way. */
function differs(before: unknown, after: unknown): boolean {
  return before !== undefined && after !== undefined &&
    !isDeepStrictEqual(before, after);
}

/**
 * The paths of fixed fields that a change would alter, as far as they are known here.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * const set = (serviceName: string) => ({ spec: { serviceName, replicas: 1 } });
 * assert.deepEqual(immutableChanges({ group: "apps", kind: "StatefulSet" }, { live: set("a"), desired: set("b") }), [
 *   "spec.serviceName",
 * ]);
 * ```
 */
export function immutableChanges(
  { group = "", kind = "" }: ResourceRef,
  { live, desired }: { readonly live: Manifest; readonly desired: Manifest },
): readonly string[] {
  const key = `${group}|${kind}`;
  const fixed = (FIXED[key] ?? []).filter((path) => {
    const keys = path.split(".");
    return differs(valueAt(live, ...keys), valueAt(desired, ...keys));
  });
  const free = ONLY_THESE[key];
  const [before, after] = [live["spec"], desired["spec"]];
  const others = free && isRecord(before) && isRecord(after)
    ? Object.keys(before).filter((field) =>
      !free.includes(field) && differs(before[field], after[field])
    ).map((field) => `spec.${field}`)
    : [];
  const sealed = live["immutable"] === true
    ? DATA.filter((field) => !isDeepStrictEqual(live[field], desired[field]))
    : [];
  return [...fixed, ...others, ...sealed];
}
