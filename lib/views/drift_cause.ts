/**
 * Who or what made a resource differ from its source, as far as Argo CD and the cluster keep record of it.
 *
 * @module
 */
import { isDeepStrictEqual } from "node:util";
import type { Application } from "../argocd/wire/application.ts";
import type { ManagedResource, ResourceRef } from "../argocd/wire/resources.ts";
import {
  type FieldDifference,
  fieldDifferences,
  type FieldOwner,
  isAppliedServerSide,
} from "./field_owners.ts";
import {
  isRecord,
  LAST_APPLIED,
  type Manifest,
  parseManifest,
} from "./manifest_yaml.ts";
import { resourceKey } from "./resource_forest.ts";
import { annotationOf } from "./resource_options.ts";
import type { ComparedResource } from "./resource_states.ts";
import { isSecret } from "./secret_diff.ts";
import { sharingApplications } from "./sharing_applications.ts";
import { comparedRevisions, revisionsOf } from "./sources_of.ts";
import { trackedBy } from "./tracking.ts";

/** What there is to judge by. */
export interface DriftSource {
  readonly application: Application;
  /** As Argo CD gives it; its live state has the record of who wrote which field. */
  readonly item: ManagedResource | undefined;
}

/** Applies what the source says; everything else that writes is somebody else. */
const CONTROLLER_REGEXP = /^argocd-(?:application-)?controller$/;
/** What an edit or an action through Argo CD's own API is written by. */
const SERVER_REGEXP = /^argocd(?:-server)?$/;
const MOST_PATHS = 3;
const PATH_CHARS = 100;

/** What was applied last by `kubectl apply` or its like; nothing after a server-side apply. */
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

/** When the last sync has applied a resource at what it is compared with; `undefined` when it has not. */
function appliedAt(
  application: Application,
  ref: ResourceRef,
): string | undefined {
  const { operation, syncResult, finishedAt } =
    application.status?.operationState ?? {};
  if (operation?.sync?.dryRun) return undefined;
  const isSame = isDeepStrictEqual(
    revisionsOf(syncResult),
    comparedRevisions(application),
  );
  const applied = syncResult?.resources?.some((one) =>
    one.status === "Synced" && !one.hookType &&
    resourceKey(one) === resourceKey(ref)
  );
  return isSame && applied ? finishedAt ?? "" : undefined;
}

function isForeign({ manager }: FieldOwner): boolean {
  return !CONTROLLER_REGEXP.test(manager);
}

function writer({ manager, subresource, time }: FieldOwner): string {
  const how = SERVER_REGEXP.test(manager)
    ? " (an edit or action in Argo CD)"
    : subresource
    ? ` (${subresource})`
    : "";
  return `${manager}${how}${time ? ` at ${time}` : ""}`;
}

/** The one that wrote last; a write without a time is of a kind that records none. */
function latest(owners: readonly FieldOwner[]): FieldOwner | undefined {
  return owners.toSorted((a, b) => (b.time ?? "") < (a.time ?? "") ? -1 : 1)[0];
}

const SOURCE = "changed in the source since the last apply";
const CLUSTER =
  "changed by the cluster as it was applied (admission, defaulting or conversion)";
const DROPPED = "dropped by the cluster as it was applied, or removed since";
const DEFAULT = "filled in by the cluster, owned by nobody";
const NEW = "new in the source, or removed in the cluster";
const UNKNOWN = "no record tells who changed";

/** What is known of the last apply. */
interface Known {
  /** What was applied is kept with the object. */
  readonly applied: boolean;
  /** The last sync has applied it at what it is compared with. */
  readonly synced: boolean;
  readonly serverSide: boolean;
}

/** Why one field differs; those with the same cause are told together. */
function causeOf(
  { live, desired, applied, owners }: FieldDifference,
  known: Known,
): string {
  // A field keeps its owner while nobody changes it, whoever applies it.
  if (known.applied && isDeepStrictEqual(live, applied)) return SOURCE;
  const owner = latest(owners);
  // What we own as well is what we have applied: who writes another value takes a field from all others.
  if (owner && owners.every(isForeign)) return `${writer(owner)} set`;
  const wasApplied = known.applied
    ? isDeepStrictEqual(desired, applied)
    : known.synced;
  if (live === undefined) {
    return wasApplied ? DROPPED : known.applied ? SOURCE : NEW;
  }
  if (owners.length === 0) return known.serverSide ? DEFAULT : UNKNOWN;
  return wasApplied ? CLUSTER : SOURCE;
}

function pathsText(paths: readonly string[]): string {
  const shown = paths.slice(0, MOST_PATHS).map((path) =>
    path.length > PATH_CHARS ? `…${path.slice(-PATH_CHARS)}` : path
  );
  const more = paths.length - shown.length;
  return `${shown.join(", ")}${more > 0 ? ` and ${more} more` : ""}`;
}

function fieldCauses(
  compared: ComparedResource,
  recorded: Manifest,
  application: Application,
): readonly string[] {
  const { live, desired, ref } = compared;
  if (!live || !desired) return [];
  // The runs that stand for values are of one length by chance in two places.
  const applied = isSecret(live) ? undefined : lastApplied(recorded);
  const known = {
    applied: applied !== undefined,
    synced: appliedAt(application, ref) !== undefined,
    serverSide: isAppliedServerSide(recorded),
  };
  const fields = fieldDifferences({ live, desired, applied }, recorded);
  const groups = Map.groupBy(fields, (field) => causeOf(field, known));
  return [...groups].map(([cause, all]) => {
    const paths = pathsText(all.map(({ path }) => path));
    return cause.endsWith(" set") ? `${cause} ${paths}` : `${cause}: ${paths}`;
  });
}

/**
 * The cause on one line; `undefined` where nothing is known.
 *
 * @param compared What differs, without noise.
 */
export function driftCause(
  compared: ComparedResource,
  { application, item }: DriftSource,
): string | undefined {
  const { state, ref } = compared;
  if (state === "create") {
    const time = appliedAt(application, ref);
    return time === undefined
      ? undefined
      : `applied by the last sync${time ? ` (${time})` : ""} and gone since`;
  }
  if (state !== "changed" || !item?.normalizedLiveState) return undefined;
  const live = parseManifest(item.normalizedLiveState);
  const desired = item.predictedLiveState
    ? parseManifest(item.predictedLiveState)
    : undefined;
  if (!live) return undefined;
  const [there, here] = [trackedBy(live), trackedBy(desired)];
  if (there !== undefined && here !== undefined && there !== here) {
    return `application ${there} applies it too, and did so last`;
  }
  const sharing = sharingApplications(application, ref);
  const causes = [
    ...(sharing.length > 0
      ? [`application ${sharing.join(", ")} applies it too`]
      : []),
    ...fieldCauses(compared, live, application),
  ];
  return causes.length > 0 ? causes.join("; ") : undefined;
}
