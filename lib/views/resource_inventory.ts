/**
 * Everything that is known of an application's resources: what lives, from the tree, and what is managed, from
 * its status.
 *
 * @module
 */
import type {
  Application,
  ResourceStatus,
} from "../argocd/wire/application.ts";
import type { HealthStatus } from "../argocd/wire/objects.ts";
import type {
  ApplicationTree,
  ResourceNode,
} from "../argocd/wire/resources.ts";
import { comparisonFailure } from "./comparison_failure.ts";
import { resourceKey } from "./resource_forest.ts";

/** One resource. */
export interface InventoryItem extends ResourceNode {
  /** Whether it exists in the cluster; what cannot be known counts as existing. */
  readonly live: boolean;
  /** Lives in the application's namespace without belonging to it. */
  readonly orphaned?: boolean;
  /** Comes from the source itself, rather than being made by another resource. */
  readonly managed?: boolean;
  readonly hook?: boolean;
  /** Lives, but is in the source no more. */
  readonly requiresPruning?: boolean;
  /** `Synced`, `OutOfSync` or `Unknown`. */
  readonly sync?: string;
}

function fromStatus(
  status: ResourceStatus,
  believed: boolean,
): Omit<InventoryItem, "live"> {
  return {
    ...(status.group ? { group: status.group } : {}),
    ...(status.version ? { version: status.version } : {}),
    ...(status.kind ? { kind: status.kind } : {}),
    ...(status.namespace ? { namespace: status.namespace } : {}),
    ...(status.name ? { name: status.name } : {}),
    ...(status.health ? { health: status.health } : {}),
    managed: true,
    ...(status.hook ? { hook: true } : {}),
    // While the comparison fails Argo CD says this of everything. Of hooks it says it always.
    ...(status.requiresPruning && believed && !status.hook
      ? { requiresPruning: true }
      : {}),
    ...(status.status ? { sync: status.status } : {}),
  };
}

const MISSING: HealthStatus = { status: "Missing" };

/**
 * Joins tree and status: every node once, and what is managed but not in the tree as not live.
 *
 * @param tree Absent when it could not be read; then `live` follows the health.
 */
export function resourceInventory(
  application: Application,
  tree: ApplicationTree | undefined,
): readonly InventoryItem[] {
  const believed = comparisonFailure(application) === undefined;
  const managed = new Map<string, ResourceStatus>();
  for (const status of application.status?.resources ?? []) {
    managed.set(resourceKey(status), status);
  }
  const items: InventoryItem[] = (tree?.nodes ?? []).map((node) => {
    const status = managed.get(resourceKey(node));
    managed.delete(resourceKey(node));
    return {
      ...(status ? fromStatus(status, believed) : {}),
      ...node,
      // The tree has a node for what should be there, too.
      live: node.health?.status !== "Missing",
    };
  });
  for (const status of managed.values()) {
    const item = fromStatus(status, believed);
    const live = !believed ||
      (tree === undefined && status.health?.status !== "Missing");
    // A hook that has not run, or was deleted after it ran, is not missing.
    items.push(
      live || status.hook
        ? { ...item, live }
        : { ...item, health: MISSING, live },
    );
  }
  for (const node of tree?.orphanedNodes ?? []) {
    items.push({ ...node, live: true, orphaned: true });
  }
  return items;
}
