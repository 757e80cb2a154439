/**
 * The resources of an application, from the two answers of Argo CD that together name all of them.
 *
 * @module
 */
import type { ArgocdClient } from "../argocd/client.ts";
import { getResourceTree } from "../argocd/endpoints.ts";
import type { ApplicationTree } from "../argocd/wire/resources.ts";
import { ToolError } from "../errors.ts";
import { comparisonFailure } from "../views/comparison_failure.ts";
import { shortMessage } from "../views/short_message.ts";
import {
  type InventoryItem,
  resourceInventory,
} from "../views/resource_inventory.ts";
import { type FoundApplication, readApplication } from "./read_application.ts";

/** An application and what it consists of. */
export interface FoundResources extends FoundApplication {
  /** Absent when Argo CD has none because it could not compare, or does not show it. */
  readonly tree?: ApplicationTree;
  readonly inventory: readonly InventoryItem[];
  /** Why Argo CD cannot compare, where it cannot: then the inventory may lack resources. */
  readonly failure?: string;
}

/**
 * Passes applications of which Argo CD knows the resources.
 *
 * @throws {ToolError} `COMPARISON_FAILED` with the reason.
 */
export function requireTree(
  { application, tree }: FoundResources,
  purpose: string,
): ApplicationTree {
  if (tree) return tree;
  throw new ToolError(
    "COMPARISON_FAILED",
    `Cannot ${purpose}: Argo CD does not know its resources now, because it cannot compare: ${
      shortMessage(comparisonFailure(application) ?? "it does not say why")
    }`,
    {
      hint:
        "get_application shows all conditions; what runs in the cluster goes on running",
    },
  );
}

/** How a tree is asked for. */
export interface TreeOptions {
  /** The application as a caller gave it, for messages. */
  readonly ref: string;
  readonly signal: AbortSignal;
  /** Milliseconds to wait, where the connection's own limit is too long. */
  readonly timeoutMs?: number;
}

/**
 * Reads what an application consists of; `undefined` where Argo CD has no tree because it could not compare.
 *
 * @throws {ToolError} as the client does; a comparison that failed is none.
 */
export async function readTree(
  argocd: ArgocdClient,
  { key }: FoundApplication,
  { ref, ...options }: TreeOptions,
): Promise<ApplicationTree | undefined> {
  try {
    return await argocd.call(getResourceTree, {
      path: { name: key.name },
      query: key.query,
      ...options,
      purpose: `read the resources of application '${ref}'`,
    });
  } catch (error) {
    if (error instanceof ToolError && error.code === "COMPARISON_FAILED") {
      return undefined;
    }
    throw error;
  }
}

/** Puts an application and its tree together. */
export function foundResources(
  { application, key }: FoundApplication,
  answered: ApplicationTree | undefined,
): FoundResources {
  const failure = comparisonFailure(application);
  // Below 3.5 the answer is empty, with 200, where a later one is an error.
  const known = answered?.nodes?.length || answered?.orphanedNodes?.length;
  const tree = failure !== undefined && !known ? undefined : answered;
  return {
    application,
    key,
    ...(tree ? { tree } : {}),
    inventory: resourceInventory(application, tree),
    ...(failure === undefined ? {} : { failure }),
  };
}

/**
 * Reads an application with its tree.
 *
 * @param ref `name` or `namespace/name`, as a caller gave it.
 * @throws {ToolError} as the client does; a comparison that failed is none.
 */
export async function readResources(
  argocd: ArgocdClient,
  ref: string,
  signal: AbortSignal,
): Promise<FoundResources> {
  const found = await readApplication(argocd, ref, signal);
  return foundResources(
    found,
    await readTree(argocd, found, { ref, signal }),
  );
}
