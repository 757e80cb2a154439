/**
 * The resource tree of an application for a reader: what there is, what is wrong, and the tree itself.
 *
 * @module
 */
import type { Application } from "../argocd/wire/application.ts";
import type { ApplicationTree } from "../argocd/wire/resources.ts";
import { applicationState } from "./application_state.ts";
import { compact } from "./compact.ts";
import { comparisonFailure } from "./comparison_failure.ts";
import { healthRank, isUnhealthy, nodeState } from "./node_state.ts";
import { plural } from "./plural.ts";
import {
  filterForest,
  type ForestRow,
  orderForest,
} from "./resource_forest.ts";
import { type InventoryItem, resourceInventory } from "./resource_inventory.ts";
import { kindTitle, resourceTitle } from "./resource_title.ts";
import { shortMessage } from "./short_message.ts";
import { countBy, countsText } from "./table.ts";

/** Which nodes are asked for; those above them are kept, so that each has its place. */
export interface TreeFilter {
  readonly kind?: readonly string[] | undefined;
  readonly health?: readonly string[] | undefined;
  /** Part of a name, in any case. */
  readonly name?: string | undefined;
}

/** An unhealthy resource that no other unhealthy resource below it explains. */
export interface UnhealthyLeaf {
  readonly resource: string;
  readonly health: string;
  /** `CrashLoopBackOff`, `0/1 ready`, `7 restarts`. */
  readonly state?: string;
  /** Text of Argo CD, Kubernetes or a controller: data. */
  readonly message?: string;
}

/** What `get_application_resource_tree` answers. */
export interface TreeView {
  readonly application: string;
  readonly sync: string;
  readonly health: string;
  /** Number of resources, of those asked for when there is a filter; orphaned ones apart. */
  readonly total: number;
  /** Their number without the filter; absent when there is none. */
  readonly unfiltered?: number;
  readonly orphaned?: number;
  /**
   * `Pod 2 Healthy, 1 Degraded`, or just a number where the kind has no health. A list, because a kind as a key may be
   * taken for the name of a credential.
   */
  readonly kinds: readonly string[];
  /** At most ten, worst first; `unhealthy_total` counts all. */
  readonly unhealthy?: readonly UnhealthyLeaf[];
  readonly unhealthy_total?: number;
  /** Set when Argo CD could not compare: then no sync status and no missing resource can be believed. */
  readonly comparison_failed?: string;
  /** One resource a line, indented below its owner. */
  readonly tree: string;
}

const MOST_UNHEALTHY = 10;
const MESSAGE_CHARS = 300;

function countKinds(items: readonly InventoryItem[]): readonly string[] {
  return [...Map.groupBy(items, kindTitle)].sort(([a], [b]) => a < b ? -1 : 1)
    .map(([kind, ofKind]) => {
      const healths = countBy(ofKind.map(({ health }) => health?.status ?? ""));
      return `${kind} ${countsText(healths).replace(/ (?=,|$)/g, "")}`;
    });
}

function unhealthyLeaves(
  rows: readonly ForestRow<InventoryItem>[],
  home: string | undefined,
): readonly UnhealthyLeaf[] {
  const explained = new Set<number>();
  for (const { node, parent } of rows) {
    if (parent !== undefined && isUnhealthy(node)) explained.add(parent);
  }
  return rows.filter(({ node }, index) =>
    isUnhealthy(node) && !explained.has(index)
  )
    .map(({ node }) => node)
    .sort((a, b) => healthRank(a) - healthRank(b))
    .map((node) => {
      const state = nodeState(node);
      const message = node.health?.message;
      return {
        resource: resourceTitle(node, home),
        health: node.health?.status ?? "",
        ...compact({ state, message: shortMessage(message, MESSAGE_CHARS) }),
      };
    });
}

function treeLine(
  { node, depth }: ForestRow<InventoryItem>,
  home: string | undefined,
): string {
  const facts = [
    node.health?.status,
    node.sync && node.sync !== "Synced" ? node.sync : undefined,
    node.requiresPruning ? "to prune" : undefined,
    node.hook ? "hook" : undefined,
    nodeState(node),
    node.group === "argoproj.io" && node.kind === "Application"
      ? "health: see get_application"
      : undefined,
  ].filter(Boolean);
  const title = `${"  ".repeat(Math.min(depth, 20))}${
    resourceTitle(node, home)
  }`;
  return facts.length > 0 ? `${title} · ${facts.join(" · ")}` : title;
}

function matcher(
  filter: TreeFilter,
): ((item: InventoryItem) => boolean) | undefined {
  const kinds = filter.kind?.map((kind) => kind.toLowerCase());
  const healths = filter.health;
  const part = filter.name?.toLowerCase();
  if (!kinds && !healths && part === undefined) return undefined;
  return ({ kind = "", name = "", health }) =>
    (!kinds || kinds.includes(kind.toLowerCase())) &&
    (!healths || healths.includes(health?.status ?? "")) &&
    (part === undefined || name.toLowerCase().includes(part));
}

/**
 * Describes the tree.
 *
 * @param title The application as it was asked for.
 */
export function treeView(
  title: string,
  source: { readonly application: Application; readonly tree: ApplicationTree },
  filter: TreeFilter = {},
): TreeView {
  const { sync, health } = applicationState(source.application);
  const home = source.application.spec?.destination?.namespace;
  const items = resourceInventory(source.application, source.tree);
  const failure = comparisonFailure(source.application);
  const own = orderForest(items.filter(({ orphaned }) => !orphaned));
  const orphans = orderForest(items.filter(({ orphaned }) => orphaned));
  const matches = matcher(filter);
  const shown = matches ? filterForest(own, matches) : own;
  const shownOrphans = matches ? filterForest(orphans, matches) : orphans;
  const counted = own.map(({ node }) => node).filter((node) =>
    matches?.(node) ?? true
  );
  const leaves = unhealthyLeaves(own, home);
  const lines = shown.map((row) => treeLine(row, home));
  if (shownOrphans.length > 0) {
    lines.push("orphaned, in the namespace but not of this application:");
    lines.push(...shownOrphans.map((row) => `  ${treeLine(row, home)}`));
  }
  return {
    application: title,
    sync,
    health,
    total: counted.length,
    ...(matches ? { unfiltered: own.length } : {}),
    ...(orphans.length > 0 ? { orphaned: orphans.length } : {}),
    kinds: countKinds(counted),
    ...(leaves.length > 0
      ? {
        unhealthy: leaves.slice(0, MOST_UNHEALTHY),
        unhealthy_total: leaves.length,
      }
      : {}),
    ...(failure === undefined
      ? {}
      : { comparison_failed: shortMessage(failure) }),
    tree: lines.join("\n"),
  };
}

/** The tree as text; see {@linkcode treeView}. */
export function treeText(view: TreeView): string {
  const counts = [
    view.unfiltered === undefined
      ? plural(view.total, "resource")
      : `${view.total} of ${view.unfiltered} resources match`,
    view.orphaned ? `${view.orphaned} orphaned` : "",
  ].filter(Boolean).join(", ");
  const unhealthy = (view.unhealthy ?? []).map((
    { resource, health, state, message },
  ) =>
    `- ${resource}: ${[health, state, message].filter(Boolean).join(" · ")}`
  );
  const more = (view.unhealthy_total ?? 0) - unhealthy.length;
  return [
    `${view.application}: sync ${view.sync}, health ${view.health}; ${counts}`,
    view.comparison_failed
      ? `Argo CD cannot compare, so sync states and missing resources mean nothing: ${view.comparison_failed}`
      : "",
    view.kinds.length > 0 ? `kinds: ${view.kinds.join("; ")}` : "",
    unhealthy.length > 0 ? `unhealthy:\n${unhealthy.join("\n")}` : "",
    more > 0 ? `- and ${more} more` : "",
    view.tree ? `tree:\n${view.tree}` : "tree: nothing to show",
  ].filter(Boolean).join("\n");
}
