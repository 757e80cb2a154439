/**
 * What a sync would do to each resource of an application, from what Argo CD last compared.
 *
 * @module
 */
import { isDeepStrictEqual } from "node:util";
import type {
  Application,
  ResourceStatus,
} from "../argocd/wire/application.ts";
import type { ManagedResource, ResourceRef } from "../argocd/wire/resources.ts";
import {
  BOOKKEEPING,
  LAST_APPLIED,
  type Manifest,
  omit,
  parseManifest,
  withoutMetadata,
} from "./manifest_yaml.ts";
import { resourceKey } from "./resource_forest.ts";
import { annotationOf, hasOption } from "./resource_options.ts";
import { INSTALLATION_ANNOTATION, TRACKING_ANNOTATION } from "./tracking.ts";

/**
 * `create`: in the source only. `prune`: in the cluster only, deleted by a sync that prunes. `hook`: run by a sync,
 * never compared. `ignored`: left out of the comparison. `unknown`: Argo CD gives no states for it.
 */
export const RESOURCE_STATES = [
  "changed",
  "create",
  "prune",
  "unknown",
  "ignored",
  "hook",
  "synced",
] as const;

/** One of {@linkcode RESOURCE_STATES}. */
export type ResourceState = typeof RESOURCE_STATES[number];

/** A resource with the two sides of its comparison, without noise. */
export interface ComparedResource {
  readonly ref: ResourceRef;
  readonly state: ResourceState;
  readonly live?: Manifest;
  readonly desired?: Manifest;
  readonly note?: string;
}

const TRACKING = [TRACKING_ANNOTATION, INSTALLATION_ANNOTATION];

function withoutNoise(
  object: Manifest | undefined,
  annotations: readonly string[],
  keys: readonly string[] = ["status"],
): Manifest | undefined {
  return object &&
    withoutMetadata(omit(object, keys), { keys: BOOKKEEPING, annotations });
}

/** What keeps a resource that is to be pruned from it, or changes what that means. */
function pruneNote(live: Manifest): string | undefined {
  if (hasOption(live, "sync-options", "Prune=false")) {
    return "kept by its option Prune=false";
  }
  if (hasOption(live, "sync-options", "Prune=confirm")) {
    return "pruned only after a confirmation";
  }
  if (hasOption(live, "compare-options", "IgnoreExtraneous")) {
    return "does not make the application OutOfSync (IgnoreExtraneous)";
  }
  return undefined;
}

/** A resource that is in the cluster only, and nobody's to prune. */
export function untrackedResource(ref: ResourceRef): ComparedResource {
  return {
    ref,
    state: "ignored",
    note: "not in the source, and not tracked by this application",
  };
}

/**
 * Tells what a sync would do to a resource that is on both sides.
 *
 * @param states `desired` is what the live object would become.
 * @param status What Argo CD says of it, where it has compared the same two states.
 */
export function compareStates(
  ref: ResourceRef,
  states: { readonly live: Manifest; readonly desired: Manifest },
  status?: ResourceStatus,
): ComparedResource {
  const tracking = TRACKING.filter((key) =>
    annotationOf(states.live, key) === annotationOf(states.desired, key)
  );
  const live = withoutNoise(states.live, [LAST_APPLIED, ...tracking]) ?? {};
  const desired = withoutNoise(states.desired, [LAST_APPLIED, ...tracking]) ??
    {};
  if (!isDeepStrictEqual(live, desired)) {
    return { ref, state: "changed", live, desired };
  }
  if (status?.status !== "OutOfSync") return { ref, state: "synced" };
  // Argo CD sees a difference where we looked away: look again at everything but the book-keeping.
  const [all, wanted] = [states.live, states.desired].map((side) =>
    withoutNoise(side, [], []) ?? {}
  );
  if (all && wanted && !isDeepStrictEqual(all, wanted)) {
    return { ref, state: "changed", live: all, desired: wanted };
  }
  return {
    ref,
    state: "changed",
    note: "OutOfSync, but Argo CD shows no difference",
  };
}

/** A resource that is in the source only. */
export function createdResource(
  ref: ResourceRef,
  desired: Manifest,
): ComparedResource {
  return {
    ref,
    state: "create",
    desired: withoutNoise(desired, [LAST_APPLIED, ...TRACKING]) ?? {},
  };
}

/** A resource that is in the cluster only, and that the application keeps track of. */
export function prunedResource(
  ref: ResourceRef,
  live: Manifest,
): ComparedResource {
  const note = pruneNote(live);
  return {
    ref,
    state: "prune",
    live: withoutNoise(live, [LAST_APPLIED, ...TRACKING]) ?? {},
    ...(note ? { note } : {}),
  };
}

/** Tells what a sync would do to a resource, from the states that Argo CD has of it. */
export function compareResource(
  item: ManagedResource,
  status: ResourceStatus | undefined,
): ComparedResource {
  const { group = "", kind = "", namespace = "", name = "" } = item;
  const ref = { group, kind, namespace, name };
  // Absent is the text "null"; no text at all says nothing, least of all that something is to be pruned.
  if (!item.normalizedLiveState || !item.predictedLiveState) {
    return { ref, state: "unknown", note: "Argo CD does not give its states" };
  }
  const live = parseManifest(item.normalizedLiveState);
  const desired = parseManifest(item.predictedLiveState);
  if (live && desired) return compareStates(ref, { live, desired }, status);
  if (desired) return createdResource(ref, desired);
  if (!live) {
    return {
      ref,
      state: "unknown",
      note: "neither in the cluster nor in the source",
    };
  }
  // Made by another controller from a copy of a tracked object: shown by Argo CD, never pruned.
  if (status && !status.requiresPruning) {
    return untrackedResource(ref);
  }
  return prunedResource(ref, live);
}

/**
 * Tells the state of every resource, those first that a sync would touch.
 *
 * Argo CD's own `modified` is not looked at: it may be false for what is to be pruned.
 *
 * @param application Compared without errors; else every resource looks as if it were to be pruned.
 * @param managed All managed resources, or those that were asked for.
 * @param wanted Which resources of the status belong to the answer.
 */
export function compareResources(
  application: Application,
  managed: readonly ManagedResource[],
  wanted: (ref: ResourceRef) => boolean = () => true,
): readonly ComparedResource[] {
  const statuses = new Map(
    (application.status?.resources ?? []).map((
      status,
    ) => [resourceKey(status), status]),
  );
  const compared = managed.filter((item) => !item.hook && wanted(item)).map(
    (item) => {
      const status = statuses.get(resourceKey(item));
      statuses.delete(resourceKey(item));
      return compareResource(item, status);
    },
  );
  for (const status of statuses.values()) {
    if (!wanted(status)) continue;
    const { group = "", kind = "", namespace = "", name = "" } = status;
    const ref = { group, kind, namespace, name };
    if (status.hook) compared.push({ ref, state: "hook" });
    else if (!status.status) compared.push({ ref, state: "ignored" });
    else {compared.push({
        ref,
        state: "unknown",
        note: `${status.status}, but Argo CD gives no states for it`,
      });}
  }
  return sortCompared(compared);
}

/** Puts those first that a sync would touch. */
export function sortCompared(
  compared: readonly ComparedResource[],
): readonly ComparedResource[] {
  return compared.toSorted((a, b) =>
    RESOURCE_STATES.indexOf(a.state) - RESOURCE_STATES.indexOf(b.state) ||
    (resourceKey(a.ref) < resourceKey(b.ref) ? -1 : 1)
  );
}
