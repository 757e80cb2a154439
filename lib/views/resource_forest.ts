/**
 * The flat nodes of Argo CD's resource tree, put in the order of a tree.
 *
 * @module
 */
import type { ResourceNode, ResourceRef } from "../argocd/wire/resources.ts";

/** A node and where it stands. */
export interface ForestRow<Node> {
  readonly node: Node;
  /** 0 for a node without a parent in the tree. */
  readonly depth: number;
  /** Index of the row of its parent. */
  readonly parent?: number;
}

/** Names one resource; without the API version, which 2.14 leaves out of references. */
export function resourceKey(
  { group = "", kind = "", namespace = "", name = "" }: ResourceRef,
): string {
  return [group, kind, namespace, name].join("|");
}

function byKindAndName(a: ResourceRef, b: ResourceRef): number {
  const [left, right] = [resourceKey(a), resourceKey(b)];
  return left < right ? -1 : left > right ? 1 : 0;
}

/**
 * Orders `nodes` depth first, siblings by kind and name.
 *
 * Whatever the references look like, each node comes exactly once: with several parents it stands below the first
 * that exists, with none below nobody, and a ring of parents is cut open.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * const rows = orderForest([
 *   { kind: "Pod", name: "shop-0", parentRefs: [{ kind: "Job", name: "shop" }] },
 *   { kind: "Job", name: "shop" },
 * ]);
 * assert.deepEqual(rows.map(({ node, depth }) => [node.name, depth]), [["shop", 0], ["shop-0", 1]]);
 * ```
 */
export function orderForest<Node extends ResourceNode>(
  nodes: readonly Node[],
): readonly ForestRow<Node>[] {
  const sorted = nodes.toSorted(byKindAndName);
  const byId = new Map<string, Node>();
  for (const node of sorted) {
    if (node.uid) byId.set(node.uid, node);
    byId.set(resourceKey(node), node);
  }
  const roots: Node[] = [];
  const children = new Map<Node, Node[]>();
  for (const node of sorted) {
    const parent = (node.parentRefs ?? [])
      .map((ref) => byId.get(ref.uid ?? "") ?? byId.get(resourceKey(ref)))
      .find((found) => found !== undefined && found !== node);
    if (!parent) roots.push(node);
    else children.set(parent, [...children.get(parent) ?? [], node]);
  }
  const rows: ForestRow<Node>[] = [];
  const seen = new Set<Node>();
  function visit(start: Node): void {
    // A stack of its own: owners may be nested deeper than calls can be.
    const stack: { node: Node; depth: number; parent?: number }[] = [{
      node: start,
      depth: 0,
    }];
    for (let next = stack.pop(); next; next = stack.pop()) {
      if (seen.has(next.node)) continue;
      seen.add(next.node);
      const index = rows.push(next) - 1;
      for (const child of (children.get(next.node) ?? []).toReversed()) {
        stack.push({ node: child, depth: next.depth + 1, parent: index });
      }
    }
  }
  for (const root of roots) visit(root);
  for (const node of sorted) visit(node);
  return rows;
}

/**
 * Keeps the rows that `matches` and those above them, so that each stays where it belongs.
 *
 * @returns The kept rows in order; their `parent` still counts in the list that was given.
 */
export function filterForest<Node>(
  rows: readonly ForestRow<Node>[],
  matches: (node: Node) => boolean,
): readonly ForestRow<Node>[] {
  const kept = new Set<number>();
  for (const [index, row] of rows.entries()) {
    if (!matches(row.node)) continue;
    let at: number | undefined = index;
    while (at !== undefined && !kept.has(at)) {
      kept.add(at);
      at = rows[at]?.parent;
    }
  }
  return rows.filter((_, index) => kept.has(index));
}
