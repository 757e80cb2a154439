/**
 * How many pods a workload wants and has, whatever its kind calls them.
 *
 * @module
 */
import type { Manifest } from "../views/manifest_yaml.ts";
import { numberAt } from "./fields.ts";

/** Numbers of pods, as its controller last counted them; a count that it leaves out is 0. */
export interface WorkloadCounts {
  readonly wanted: number;
  /** Ready or not, of whatever version. */
  readonly there: number;
  /** Of the newest version. */
  readonly updated: number;
  readonly ready: number;
  /** Ready for as long as `minReadySeconds` asks; a StatefulSet's are those that are ready. */
  readonly available: number;
}

/**
 * Counts the pods of a live Deployment, StatefulSet, DaemonSet, or of a kind that counts as they do.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * const object = { kind: "Deployment", spec: { replicas: 3 }, status: { replicas: 3, readyReplicas: 2 } };
 * const { wanted, there, ready } = workloadCounts("Deployment", object);
 * assert.deepEqual([wanted, there, ready], [3, 3, 2]);
 * ```
 */
export function workloadCounts(
  kind: string | undefined,
  object: Manifest,
): WorkloadCounts {
  const status = (key: string) => numberAt(object, "status", key) ?? 0;
  if (kind === "DaemonSet") {
    return {
      wanted: status("desiredNumberScheduled"),
      there: status("currentNumberScheduled"),
      updated: status("updatedNumberScheduled"),
      ready: status("numberReady"),
      available: status("numberAvailable"),
    };
  }
  const ready = status("readyReplicas");
  return {
    wanted: numberAt(object, "spec", "replicas") ?? 1,
    there: status("replicas"),
    updated: status("updatedReplicas"),
    ready,
    available: kind === "Deployment" ? status("availableReplicas") : ready,
  };
}
