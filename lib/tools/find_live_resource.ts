/**
 * One resource of an application that exists in the cluster, and how calls about it name it.
 *
 * @module
 */
import type { ArgocdClient, CallOptions } from "../argocd/client.ts";
import type { InventoryItem } from "../views/resource_inventory.ts";
import { resourceTitle } from "../views/resource_title.ts";
import {
  findResource,
  requireLive,
  type WantedResource,
} from "./find_resource.ts";
import {
  type FoundResources,
  readResources,
  requireTree,
} from "./read_resources.ts";
import { resourceQuery } from "./resource_query.ts";

/** Which resource of which application. */
export interface WantedLiveResource extends WantedResource {
  /** `name` or `namespace/name`, as a caller gave it. */
  readonly application: string;
}

/** A live resource. */
export interface LiveResource {
  /** The application, with everything that it consists of. */
  readonly found: FoundResources;
  readonly item: InventoryItem;
  /** What an answer calls it. */
  readonly title: string;
  /** Path and query of Argo CD's calls about it. */
  readonly target: Required<Pick<CallOptions, "path" | "query">>;
}

/**
 * Looks a resource up in the tree: Argo CD wants its group and version too, and answers 400 for all that it does not
 * find.
 *
 * @throws {ToolError} `NOT_FOUND`, `INVALID_ARGUMENT` when several match, `COMPARISON_FAILED` when there is no tree.
 */
export async function findLiveResource(
  argocd: ArgocdClient,
  wanted: WantedLiveResource,
  options: { readonly purpose: string; readonly signal: AbortSignal },
): Promise<LiveResource> {
  const { purpose, signal } = options;
  const found = await readResources(argocd, wanted.application, signal);
  requireTree(found, purpose);
  const { application, key, inventory, failure } = found;
  const item = findResource(inventory, wanted, { purpose, failure });
  requireLive(item, purpose);
  return {
    found,
    item,
    title: resourceTitle(item, application.spec?.destination?.namespace),
    target: { path: { name: key.name }, query: resourceQuery(key, item) },
  };
}
