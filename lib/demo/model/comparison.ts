/**
 * What Git wants next to what lives. While the source cannot be rendered every resource is `Unknown` and
 * seems to need pruning: read without the condition this looks as if a sync would delete everything.
 *
 * @module
 */
import type { Application, ResourceStatus } from "./application.ts";
import { predict } from "./apply.ts";
import type { Cluster } from "./cluster.ts";
import { belongsTo, placedIn } from "./desired_state.ts";
import { healthOf } from "./health.ts";
import { sameJson, sortedJson } from "./json.ts";
import {
  compareRefs,
  hookTypes,
  keyOf,
  type KubeObject,
  refFields,
  refOf,
  type ResourceRef,
} from "./kube_object.ts";
import { isSecret, maskSecrets } from "./mask.ts";
import type { World } from "./world.ts";

/** One managed resource: what Git wants, what lives, and whether the two agree. */
export interface Compared {
  readonly ref: ResourceRef;
  readonly target: KubeObject | undefined;
  readonly live: KubeObject | undefined;
  readonly hook: boolean;
  readonly status: "Synced" | "OutOfSync" | "Unknown" | "";
  readonly requiresPruning: boolean;
}

/** The live object as it takes part in the comparison: without status and creation time. */
export function normalized(live: KubeObject): KubeObject {
  const { status: _status, ...rest } = live;
  const { creationTimestamp: _created, ...metadata } = live.metadata;
  return { ...rest, metadata } as KubeObject;
}

/** Compares what Git wants with what lives; `targets` undefined means that it could not be rendered. */
export function compare(
  world: World,
  app: Application,
  cluster: Cluster,
  targets: readonly KubeObject[] | undefined,
): readonly Compared[] {
  const namespace = app.spec.destination.namespace ?? "";
  const wanted = new Map<string, KubeObject>();
  for (const target of targets ?? []) {
    const placed = placedIn(target, namespace);
    wanted.set(keyOf(refOf(placed)), placed);
  }
  const result: Compared[] = [];
  const seen = new Set<string>();
  for (const [key, target] of wanted) {
    seen.add(key);
    const live = cluster.get(refOf(target));
    const hook = hookTypes(target).length > 0;
    // A hook that is not there is not missing: it lives only while a sync runs.
    if (hook && live === undefined) continue;
    result.push({
      ref: refOf(target),
      target: hook ? undefined : target,
      live,
      hook,
      status: hook ? "" : inSync(target, live) ? "Synced" : "OutOfSync",
      requiresPruning: hook,
    });
  }
  for (const live of cluster.objects.values()) {
    const key = keyOf(refOf(live));
    if (
      seen.has(key) || !belongsTo(world, app, live) ||
      (live.metadata.ownerReferences ?? []).length > 0
    ) continue;
    const hook = hookTypes(live).length > 0;
    result.push({
      ref: refOf(live),
      target: undefined,
      live,
      hook,
      status: hook ? "" : "OutOfSync",
      requiresPruning: true,
    });
  }
  result.sort((left, right) => compareRefs(left.ref, right.ref));
  return targets !== undefined ? result : result.map((one) => ({
    ...one,
    status: "Unknown" as const,
    requiresPruning: true,
  }));
}

function inSync(target: KubeObject, live: KubeObject | undefined): boolean {
  if (live === undefined) return false;
  const now = normalized(live);
  return sameJson(now, predict(target, now));
}

/** The entries of `status.resources`, with health (the list leaves it out again). */
export function resourceStatuses(
  compared: readonly Compared[],
): ResourceStatus[] {
  return compared.map(({ ref, live, hook, status, requiresPruning }) => {
    const health = live === undefined ? { status: "Missing" } : healthOf(live);
    return {
      ...refFields(ref),
      ...(status === "" ? {} : { status }),
      ...(health === undefined ? {} : { health }),
      ...(hook ? { hook: true } : {}),
      ...(requiresPruning ? { requiresPruning: true } : {}),
    };
  });
}

/** One item of managed-resources: the four states as JSON text, `"null"` where there is none. */
export function managedItem(
  { ref, target, live }: Compared,
): Record<string, unknown> {
  const now = live === undefined ? undefined : normalized(live);
  const predicted = target === undefined ? undefined : predict(target, now);
  const secret = [target, live].some((object) =>
    object !== undefined && isSecret(object)
  );
  const mask = secret
    ? maskSecrets(target, live)
    : (object: KubeObject) => object;
  const text = (object: KubeObject | undefined) =>
    object === undefined ? "null" : sortedJson(mask(object));
  const modified = target !== undefined && !sameJson(now, predicted);
  return {
    ...(ref.group === "" ? {} : { group: ref.group }),
    kind: ref.kind,
    ...(ref.namespace === "" ? {} : { namespace: ref.namespace }),
    name: ref.name,
    targetState: text(target),
    liveState: text(live),
    normalizedLiveState: text(now),
    predictedLiveState: text(predicted),
    ...(live?.metadata.resourceVersion === undefined
      ? {}
      : { resourceVersion: live.metadata.resourceVersion }),
    ...(modified ? { modified: true } : {}),
  };
}
