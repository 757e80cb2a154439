/**
 * A rule by which a change to a single resource reaches further than the resource itself.
 *
 * @module
 */
import type { Descendants } from "./descendants.ts";
import { plural } from "./plural.ts";
import type { ResourceChange } from "./resource_change.ts";
import { replicasOf } from "./workload_change.ts";

/** One kind of consequence. */
export interface ImpactRule {
  /** A changed resource to which it applies, with what is to be said of it; `""` when its name says enough. */
  readonly applies: (
    change: ResourceChange,
    below: Descendants,
  ) => string | undefined;
  /** Stands before the names. */
  readonly lead: string;
  /** Stands before the names among what cannot be undone. */
  readonly irreversible?: string;
}

/** Kind and group, as rules name them: `StatefulSet.apps`, `Secret`. */
export function kindOf(
  { ref: { group = "", kind = "" } }: ResourceChange,
): string {
  return group === "" ? kind : `${kind}.${group}`;
}

/** How many pods a workload has: those of the tree, else those that it asks for; empty when neither tells. */
export function podCount(change: ResourceChange, below: Descendants): string {
  const pods =
    below(change.ref).filter(({ kind, group = "" }) =>
      kind === "Pod" && group === ""
    ).length;
  const count = pods || replicasOf(change.live);
  return count === undefined ? "" : plural(count, "pod");
}

/** At most three of many, and how many more there are. */
export function shortList(items: readonly string[]): string {
  return items.length > 3
    ? `${items.slice(0, 3).join(", ")} and ${items.length - 3} more`
    : items.join(", ");
}

/** Child applications, and what shapes them. */
export const CHILDREN: readonly string[] = [
  "Application.argoproj.io",
  "ApplicationSet.argoproj.io",
  "AppProject.argoproj.io",
];
/** Asks for a volume. */
export const CLAIM = "PersistentVolumeClaim";
/** Makes a kind. */
export const DEFINITION = "CustomResourceDefinition.apiextensions.k8s.io";
