/**
 * Which parts of managed resources are asked for: each of them has four copies of its object.
 *
 * @module
 */

const IDENTITY = ["group", "kind", "namespace", "name", "hook"] as const;

/** One of the four states that a managed resource has as a text. */
export type StateField =
  | "liveState"
  | "normalizedLiveState"
  | "predictedLiveState"
  | "targetState";

/**
 * The value of `fields` for resources with these states. A server that does not know the key sends everything.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * assert.equal(
 *   managedFields(["liveState"]),
 *   "items.group,items.kind,items.namespace,items.name,items.hook,items.liveState",
 * );
 * ```
 */
export function managedFields(states: readonly StateField[]): string {
  return [...IDENTITY, ...states].map((field) => `items.${field}`).join(",");
}
