/**
 * What hangs below a resource in Argo CD's tree.
 *
 * @module
 */
import type {
  ApplicationTree,
  ResourceNode,
  ResourceRef,
} from "../argocd/wire/resources.ts";
import { resourceKey } from "./resource_forest.ts";

/** Finds what is below a resource: its children, theirs, and so on; each node once, whatever the references say. */
export type Descendants = (ref: ResourceRef) => readonly ResourceNode[];

/**
 * Indexes a tree.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * const set = { group: "apps", kind: "ReplicaSet", name: "web-1" };
 * const below = descendantsIn({
 *   nodes: [
 *     { ...set, parentRefs: [{ group: "apps", kind: "Deployment", name: "web" }] },
 *     { kind: "Pod", name: "web-1-a", parentRefs: [set] },
 *   ],
 * });
 * assert.deepEqual(below({ group: "apps", kind: "Deployment", name: "web" }).map(({ kind }) => kind), [
 *   "ReplicaSet",
 *   "Pod",
 * ]);
 * ```
 */
export function descendantsIn(tree: ApplicationTree | undefined): Descendants {
  const children = new Map<string, ResourceNode[]>();
  for (const node of tree?.nodes ?? []) {
    for (const parent of node.parentRefs ?? []) {
      const key = resourceKey(parent);
      const siblings = children.get(key);
      if (siblings) siblings.push(node);
      else children.set(key, [node]);
    }
  }
  return (ref) => {
    const seen = new Set([resourceKey(ref)]);
    const found: ResourceNode[] = [];
    const queue = [ref];
    for (let next = queue.pop(); next; next = queue.pop()) {
      for (const child of children.get(resourceKey(next)) ?? []) {
        const key = resourceKey(child);
        if (seen.has(key)) continue;
        seen.add(key);
        found.push(child);
        queue.push(child);
      }
    }
    return found;
  };
}
