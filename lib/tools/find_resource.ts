/**
 * From the kind and name that a caller knows to the one resource that is meant.
 *
 * @module
 */
import { ToolError } from "../errors.ts";
import type { InventoryItem } from "../views/resource_inventory.ts";
import { shortMessage } from "../views/short_message.ts";
import { resourceTitle } from "../views/resource_title.ts";

/** What a caller says of a resource. */
export interface WantedResource {
  readonly kind?: string | undefined;
  readonly name: string;
  readonly namespace?: string | undefined;
  /** `""` means the core group. */
  readonly group?: string | undefined;
}

/** Some of a {@linkcode WantedResource}; what is left out matches everything. */
export type ResourceFilter = {
  readonly [Key in keyof WantedResource]?: WantedResource[Key] | undefined;
};

const MOST_CANDIDATES = 12;

function listed(items: readonly InventoryItem[]): string {
  const titles = items.slice(0, MOST_CANDIDATES).map((item) => {
    const group = item.group ? ` (group ${item.group})` : "";
    return `${resourceTitle(item)}${group}`;
  });
  const more = items.length - titles.length;
  return `${titles.join(", ")}${more > 0 ? ` and ${more} more` : ""}`;
}

/** Whether `item` is what `wanted` says, as far as it says something. Kinds are compared in any case. */
export function matchesResource(
  item: Pick<InventoryItem, "kind" | "name" | "namespace" | "group">,
  wanted: ResourceFilter,
): boolean {
  const { kind, name, namespace, group } = wanted;
  return (kind === undefined ||
    kind.toLowerCase() === item.kind?.toLowerCase()) &&
    (name === undefined || name === item.name) &&
    (namespace === undefined || namespace === (item.namespace ?? "")) &&
    (group === undefined || group === (item.group ?? ""));
}

/**
 * Finds the one resource of an application that `wanted` means.
 *
 * @param options.purpose What the caller is about to do, as the object of "Cannot …".
 * @param options.failure Why Argo CD cannot compare, where it cannot: then it may not know all resources.
 * @throws {ToolError} `NOT_FOUND` with what there is instead, `INVALID_ARGUMENT` when several match.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * const items = [{ kind: "Service", name: "shop", live: true }, { kind: "Deployment", name: "shop", live: true }];
 * const purpose = "read resource 'shop'";
 * assert.equal(findResource(items, { kind: "service", name: "shop" }, { purpose }).kind, "Service");
 * assert.throws(() => findResource(items, { name: "shop" }, { purpose }), { code: "INVALID_ARGUMENT" });
 * assert.throws(() => findResource(items, { name: "nope" }, { purpose }), { code: "NOT_FOUND" });
 * ```
 */
export function findResource(
  items: readonly InventoryItem[],
  wanted: WantedResource,
  options: { readonly purpose: string; readonly failure?: string | undefined },
): InventoryItem {
  const { purpose, failure } = options;
  const found = items.filter((item) => matchesResource(item, wanted));
  const [only] = found;
  if (only && found.length === 1) return only;
  if (only) {
    throw new ToolError(
      "INVALID_ARGUMENT",
      `Cannot ${purpose}: ${found.length} resources match: ${listed(found)}`,
      { hint: "Add 'kind', 'namespace' or 'group' so that one is left" },
    );
  }
  const named = items.filter(({ name }) => name === wanted.name);
  const ofKind = items.filter((item) =>
    matchesResource(item, { kind: wanted.kind })
  );
  const near = named.length > 0 ? named : ofKind;
  const has = near.length > 0 ? `; it has ${listed(near)}` : "";
  const doubt = failure === undefined
    ? ""
    : `, as far as Argo CD knows while it cannot compare: ${
      shortMessage(failure)
    }`;
  throw new ToolError(
    "NOT_FOUND",
    `Cannot ${purpose}: the application has no such resource${has}${doubt}`,
    {
      hint:
        "get_application_resource_tree shows all resources of the application",
    },
  );
}

/**
 * Passes resources that exist in the cluster. Argo CD itself says "not part of the application" of one that does not.
 *
 * @throws {ToolError} `NOT_FOUND` that says where it is and where it is not.
 */
export function requireLive(item: InventoryItem, purpose: string): void {
  if (item.live) return;
  const why = item.hook
    ? "it is a hook that is not in the cluster: it has not run, or was deleted after it ran"
    : "it is in the source but not in the cluster";
  throw new ToolError("NOT_FOUND", `Cannot ${purpose}: ${why}`, {
    hint: "get_application_manifests shows what the source says about it",
  });
}
