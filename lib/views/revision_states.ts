/**
 * What a sync to another revision would do to each resource: what is rendered there beside what Argo CD knows now.
 *
 * Argo CD itself compares with the target revision only. Where nothing changes between the two, its own verdict holds;
 * elsewhere the apply is worked out here, and is said to be approximate.
 *
 * @module
 */
import { isDeepStrictEqual } from "node:util";
import type {
  Application,
  ResourceStatus,
} from "../argocd/wire/application.ts";
import type { ManagedResource, ResourceRef } from "../argocd/wire/resources.ts";
import { placeIn } from "./cluster_scope.ts";
import {
  isRecord,
  LAST_APPLIED,
  type Manifest,
  omit,
  parseManifest,
  withoutMetadata,
} from "./manifest_yaml.ts";
import { predictApply } from "./predict_apply.ts";
import { manifestRef } from "./rendered_manifests.ts";
import { resourceKey } from "./resource_forest.ts";
import { annotationOf, hookRole } from "./resource_options.ts";
import {
  type ComparedResource,
  compareResource,
  compareStates,
  createdResource,
  prunedResource,
  sortCompared,
  untrackedResource,
} from "./resource_states.ts";
import { isSecret, withAppliedValues } from "./secret_diff.ts";
import { isTrackedLike, TRACKING_ANNOTATION } from "./tracking.ts";

/** What there is to compare. */
export interface RevisionSource {
  readonly application: Application;
  /** With all four states. */
  readonly managed: readonly ManagedResource[];
  /** What the source renders to at the revision. */
  readonly manifests: readonly Manifest[];
}

const APPROXIMATE =
  "approximate: fields that the cluster fills in may show as a difference";
const MASKED_VALUES =
  "Argo CD masks its values: whether they change at this revision cannot be told";

/** What a manifest says, without what Argo CD writes into it. */
function content(object: Manifest): Manifest {
  const { metadata } = object;
  const plain = isRecord(metadata)
    ? { ...object, metadata: omit(metadata, ["namespace"]) }
    : object;
  return withoutMetadata(omit(plain, ["status"]), {
    keys: [],
    annotations: [TRACKING_ANNOTATION, LAST_APPLIED],
  });
}

function lastApplied(live: Manifest): Manifest | undefined {
  const text = annotationOf(live, LAST_APPLIED);
  if (typeof text !== "string") return undefined;
  try {
    const value: unknown = JSON.parse(text);
    return isRecord(value) ? value : undefined;
  } catch {
    // A mark stands there, or somebody edited it.
    return undefined;
  }
}

/** The states of one managed resource, parsed; what is absent is `undefined`. */
interface Known {
  readonly item: ManagedResource;
  readonly status: ResourceStatus | undefined;
  readonly live: Manifest | undefined;
  readonly target: Manifest | undefined;
}

function parse(
  item: ManagedResource,
  status: ResourceStatus | undefined,
): Known {
  return {
    item,
    status,
    live: item.liveState ? parseManifest(item.liveState) : undefined,
    target: item.targetState ? parseManifest(item.targetState) : undefined,
  };
}

/** Works out what the apply of a manifest to a live object would change. */
function compareApplied(
  ref: ResourceRef,
  manifest: Manifest,
  known: Known & { readonly live: Manifest },
): ComparedResource {
  const { live } = known;
  const secret = isSecret(manifest);
  const namespace = ref.namespace ? { namespace: ref.namespace } : {};
  const metadata = isRecord(manifest["metadata"]) ? manifest["metadata"] : {};
  const placed = { ...manifest, metadata: { ...metadata, ...namespace } };
  // After a server-side apply there is no copy of what was applied; the present target is the next best.
  const last = lastApplied(live) ?? known.target;
  const desired = predictApply({
    target: secret ? withAppliedValues(placed, live) : placed,
    live,
    last,
  });
  const compared = compareStates(ref, { live, desired });
  if (compared.state === "changed") {
    const note = secret ? `${APPROXIMATE}; ${MASKED_VALUES}` : APPROXIMATE;
    return { ...compared, note };
  }
  return secret ? { ref, state: "unknown", note: MASKED_VALUES } : compared;
}

function compareManifest(
  ref: ResourceRef,
  manifest: Manifest,
  known: Known | undefined,
): ComparedResource {
  if (!known?.live) return createdResource(ref, manifest);
  const { item, status, live, target } = known;
  if (target && isDeepStrictEqual(content(manifest), content(target))) {
    const own = compareResource(item, status);
    if (!isSecret(manifest)) return own;
    if (own.state === "synced") {
      return { ref, state: "unknown", note: MASKED_VALUES };
    }
    // That its values differ is said of those at the target, which look the same when they are masked.
  }
  return compareApplied(ref, manifest, { ...known, live });
}

/** What becomes of a resource that is not rendered at the revision. */
function compareLeft(
  ref: ResourceRef,
  { item, status, live, target }: Known,
  application: Application,
): ComparedResource | undefined {
  // It is not in the source now either.
  if (!target) return compareResource(item, status);
  if (!live) return undefined;
  const metadata = isRecord(live["metadata"]) ? live["metadata"] : {};
  const owners = metadata["ownerReferences"];
  const isOwned = Array.isArray(owners) && owners.length > 0;
  if (isOwned || !isTrackedLike(live, { target, application })) {
    return untrackedResource(ref);
  }
  return prunedResource(ref, live);
}

/**
 * Tells the state of every resource at another revision, those first that a sync would touch.
 *
 * An object that somebody made by hand under the name of a new resource cannot be seen: it counts as one that is
 * created.
 *
 * @param source The application must be compared without errors, else nothing is known of what lives.
 * @param wanted Which resources belong to the answer.
 */
export function compareManifests(
  source: RevisionSource,
  wanted: (ref: ResourceRef) => boolean = () => true,
): readonly ComparedResource[] {
  const { application, managed, manifests } = source;
  const statuses = application.status?.resources ?? [];
  const place = placeIn(application.spec?.destination?.namespace ?? "", [
    ...managed,
    ...statuses,
  ]);
  const status = new Map(statuses.map((one) => [resourceKey(one), one]));
  const left = new Map(
    managed.filter(({ hook }) => !hook).map((
      item,
    ) => [resourceKey(item), item]),
  );
  const compared = new Map<string, ComparedResource>();
  for (const manifest of manifests) {
    const ref = place(manifestRef(manifest));
    const key = resourceKey(ref);
    const item = left.get(key);
    left.delete(key);
    if (!wanted(ref)) continue;
    const role = hookRole(manifest);
    if (role) {
      compared.set(
        key,
        role === "hook"
          ? { ref, state: "hook" }
          : { ref, state: "ignored", note: "left alone: hook Skip" },
      );
      continue;
    }
    const known = item && parse(item, status.get(key));
    // It may well live: Argo CD compared it, and does not give its states.
    const isHidden = !item && status.get(key)?.status !== undefined;
    compared.set(
      key,
      isHidden
        ? { ref, state: "unknown", note: "Argo CD does not give its states" }
        : compareManifest(ref, manifest, known),
    );
  }
  for (const [key, item] of left) {
    const { group = "", kind = "", namespace = "", name = "" } = item;
    const ref = { group, kind, namespace, name };
    if (!wanted(ref)) continue;
    const one = compareLeft(ref, parse(item, status.get(key)), application);
    if (one) compared.set(key, one);
  }
  return sortCompared([...compared.values()]);
}
