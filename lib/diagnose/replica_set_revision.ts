/**
 * Which ReplicaSet of a Deployment is the newest.
 *
 * @module
 */
import type { ResourceNode } from "../argocd/wire/resources.ts";

const REVISION_REGEXP = /^Rev:(\d+)$/;

/**
 * The revision that Argo CD shows of a ReplicaSet; `NaN` when it shows none, which is neither newer nor older.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * assert.equal(revisionOf({ kind: "ReplicaSet", info: [{ name: "Revision", value: "Rev:12" }] }), 12);
 * ```
 */
export function revisionOf({ info }: ResourceNode): number {
  const value = info?.find(({ name }) => name === "Revision")?.value ?? "";
  return Number(REVISION_REGEXP.exec(value)?.[1] ?? Number.NaN);
}
