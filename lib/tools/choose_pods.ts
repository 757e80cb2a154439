/**
 * Which pods' logs are wanted.
 *
 * @module
 */
import { ToolError } from "../errors.ts";
import { healthRank, isUnhealthy } from "../views/node_state.ts";
import {
  type ForestRow,
  orderForest,
  resourceKey,
} from "../views/resource_forest.ts";
import type { InventoryItem } from "../views/resource_inventory.ts";
import { findResource } from "./find_resource.ts";

/** Argo CD itself refuses to show more at once. */
const MOST_PODS = 10;
/** Replicas fail alike: beyond these the log of another one tells nothing new. */
const MOST_UNHEALTHY_OF_ONE_OWNER = 3;

/** What a caller says. */
export interface WantedPods {
  readonly pod?: string | undefined;
  /** Any owner of pods. */
  readonly workload?: string | undefined;
  readonly kind?: string | undefined;
}

/** Pods and why they were chosen. */
export interface ChosenPods {
  readonly pods: readonly InventoryItem[];
  /** Completes "logs of …". */
  readonly selected: string;
  readonly leftOut: number;
}

function isPod({ group, kind }: InventoryItem): boolean {
  return kind === "Pod" && !group;
}

/** The pods below a row: rows are depth first, so they follow it. */
function podsBelow(
  rows: readonly ForestRow<InventoryItem>[],
  index: number,
): readonly InventoryItem[] {
  const depth = rows[index]?.depth ?? 0;
  const pods: InventoryItem[] = [];
  for (const row of rows.slice(index + 1)) {
    if (row.depth <= depth) break;
    if (isPod(row.node)) pods.push(row.node);
  }
  return pods;
}

function limitPods(
  pods: readonly InventoryItem[],
  selected: string,
): ChosenPods {
  const sorted = pods.toSorted((a, b) =>
    Number(isUnhealthy(b)) - Number(isUnhealthy(a)) ||
    healthRank(a) - healthRank(b)
  );
  return {
    pods: sorted.slice(0, MOST_PODS),
    selected,
    leftOut: Math.max(0, pods.length - MOST_PODS),
  };
}

function chooseUnhealthy(pods: readonly InventoryItem[]): ChosenPods {
  const perOwner = new Map<string, number>();
  const chosen = pods.toSorted((a, b) => healthRank(a) - healthRank(b)).filter(
    (pod) => {
      const [owner] = pod.parentRefs ?? [];
      const key = resourceKey(owner ?? pod);
      const count = (perOwner.get(key) ?? 0) + 1;
      perOwner.set(key, count);
      return count <= MOST_UNHEALTHY_OF_ONE_OWNER;
    },
  );
  const limited = limitPods(chosen, "the unhealthy pods");
  return { ...limited, leftOut: pods.length - limited.pods.length };
}

/**
 * Chooses a named pod, the pods of a named workload, else the unhealthy ones, else all when they are few.
 *
 * @throws {ToolError} when a name does not fit, or nothing is named and there are too many pods.
 */
export function choosePods(
  items: readonly InventoryItem[],
  wanted: WantedPods,
  options: { readonly purpose: string },
): ChosenPods {
  const { purpose } = options;
  const { pod, workload, kind } = wanted;
  const rows = orderForest(items.filter(({ orphaned }) => !orphaned));
  if (pod !== undefined && workload !== undefined) {
    throw new ToolError(
      "INVALID_ARGUMENT",
      `Cannot ${purpose}: 'pod' and 'workload' are both given`,
      {
        hint: "Give one of them",
      },
    );
  }
  if (kind !== undefined && workload === undefined) {
    throw new ToolError(
      "INVALID_ARGUMENT",
      `Cannot ${purpose}: 'kind' is given without 'workload'`,
      {
        hint: "'kind' says of which kind 'workload' is",
      },
    );
  }
  if (pod !== undefined) {
    const found = findResource(rows.map(({ node }) => node), {
      kind: "Pod",
      name: pod,
    }, options);
    return { pods: [found], selected: `pod ${pod}`, leftOut: 0 };
  }
  if (workload !== undefined) {
    const owners = rows.flatMap(({ node }, index) => {
      const below = podsBelow(rows, index);
      return below.length > 0 ? [{ node, below }] : [];
    });
    const nodes = owners.map(({ node }) => node);
    // A Service of the same name has no pods below it; it must not make the name ambiguous.
    const named = nodes.some(({ name }) => name === workload)
      ? nodes
      : rows.map(({ node }) => node);
    const found = findResource(named, { kind, name: workload }, options);
    const below = owners.find(({ node }) => node === found)?.below ?? [];
    return limitPods(below, `${found.kind ?? "workload"} ${workload}`);
  }
  const pods = rows.map(({ node }) => node).filter(isPod);
  const unhealthy = pods.filter(isUnhealthy);
  if (unhealthy.length > 0) return chooseUnhealthy(unhealthy);
  if (pods.length <= MOST_PODS) {
    return { pods, selected: "all pods; none is unhealthy", leftOut: 0 };
  }
  const owners = rows.filter(({ node, depth }, index) =>
    depth === 0 && podsBelow(rows, index).length > 0 && node.name
  )
    .slice(0, 10).map(({ node }) => `${node.kind} ${node.name}`);
  throw new ToolError(
    "INVALID_ARGUMENT",
    `Cannot ${purpose}: it has ${pods.length} pods, none of them unhealthy, and nothing is named`,
    { hint: `Name a 'pod' or a 'workload': ${owners.join(", ")}` },
  );
}
