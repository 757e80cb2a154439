/**
 * What a write does to single resources, as its blast radius is worked out from it.
 *
 * @module
 */
import type { ManagedResource, ResourceRef } from "../argocd/wire/resources.ts";
import { type Manifest, parseManifest } from "./manifest_yaml.ts";
import { hasOption } from "./resource_options.ts";
import type { ComparedResource } from "./resource_states.ts";

/**
 * `prune`: deleted by a sync. `cascade`: deleted with its application. `delete`: deleted by itself. `release`: stays, and
 * is nobody's any more.
 */
export type ChangeEffect =
  | "create"
  | "change"
  | "prune"
  | "cascade"
  | "delete"
  | "release";

/** A resource that a write touches. */
export interface ResourceChange {
  readonly ref: ResourceRef;
  readonly effect: ChangeEffect;
  readonly live?: Manifest;
  /** What it would become. */
  readonly desired?: Manifest;
}

/** Whether the resource is gone afterwards. */
export function isDeletion({ effect }: ResourceChange): boolean {
  return effect === "prune" || effect === "cascade" || effect === "delete";
}

/** The option by which a resource has a say in its deletion; a deletion by itself asks nobody. */
export function deletionOption(
  { effect, live }: ResourceChange,
): "kept" | "confirm" | undefined {
  const word = effect === "prune"
    ? "Prune"
    : effect === "cascade"
    ? "Delete"
    : undefined;
  if (word === undefined) return undefined;
  if (hasOption(live, "sync-options", `${word}=false`)) return "kept";
  return hasOption(live, "sync-options", `${word}=confirm`)
    ? "confirm"
    : undefined;
}

/** Whether a sync that prunes deletes it: some resources keep themselves. */
export function isPruned({ state, live }: ComparedResource): boolean {
  return state === "prune" && !hasOption(live, "sync-options", "Prune=false");
}

/**
 * What a sync does, from what Argo CD compared.
 *
 * @param options.prune Whether it prunes; without that, what is to prune stays.
 */
export function syncChanges(
  compared: readonly ComparedResource[],
  { prune }: { readonly prune: boolean },
): readonly ResourceChange[] {
  return compared.flatMap(({ ref, state, live, desired }): ResourceChange[] => {
    const sides = {
      ...(live ? { live } : {}),
      ...(desired ? { desired } : {}),
    };
    if (state === "create") return [{ ref, effect: "create", ...sides }];
    if (state === "changed") return [{ ref, effect: "change", ...sides }];
    return state === "prune" && prune
      ? [{ ref, effect: "prune", ...sides }]
      : [];
  });
}

/**
 * What a deletion of the application does to everything that lives of it.
 *
 * @param managed As Argo CD gives them; hooks are not among them.
 * @param effect `release` for a deletion that leaves the resources.
 */
export function deletionChanges(
  managed: readonly ManagedResource[],
  effect: "cascade" | "release",
): readonly ResourceChange[] {
  return managed.flatMap((item): ResourceChange[] => {
    const { group = "", kind = "", namespace = "", name = "" } = item;
    const text = item.liveState ?? item.normalizedLiveState;
    const live = text === undefined ? undefined : parseManifest(text);
    // Without a text it is not known whether it lives: then it may.
    if (text !== undefined && !live) return [];
    const ref = { group, kind, namespace, name };
    return [{ ref, effect, ...(live ? { live } : {}) }];
  });
}
