/**
 * Which objects a sync applies, in which order, and how each result is worded. A list of resources that
 * matches nothing is no error: the sync succeeds and does nothing.
 *
 * @module
 */
import type { Application, Operation, ResourceResult } from "./application.ts";
import type { Cluster } from "./cluster.ts";
import { placedIn, renderDesired } from "./desired_state.ts";
import { globMatch } from "./glob.ts";
import { imagesOf, type KubeObject, refOf, waveOf } from "./kube_object.ts";
import type { ApplicationRecord, World } from "./world.ts";

/** Order in which kinds are applied. */
const KINDS = [
  "Namespace",
  "ServiceAccount",
  "Secret",
  "ConfigMap",
  "PersistentVolumeClaim",
  "Service",
  "Deployment",
  "StatefulSet",
  "Job",
  "CronJob",
  "Ingress",
  "HorizontalPodAutoscaler",
];

/** What a step of a sync led to. */
export type Outcome =
  | { readonly kind: "done"; readonly results: ResourceResult[] }
  | {
    readonly kind: "waiting";
    readonly message: string;
    readonly results: ResourceResult[];
  }
  | {
    readonly kind: "failed";
    readonly message: string;
    readonly results: ResourceResult[];
  };

/** What a sync works with. */
export interface Run {
  readonly world: World;
  readonly record: ApplicationRecord;
  readonly cluster: Cluster;
  readonly operation: Operation;
  readonly results: ResourceResult[];
}

/** The objects a sync applies: local manifests, or what Git holds at the operation's revision. */
export function targetsOf(
  world: World,
  app: Application,
  operation: Operation,
): readonly KubeObject[] {
  const { sync } = operation;
  if (sync.manifests !== undefined && sync.manifests.length > 0) {
    return sync.manifests.map((text) =>
      placedIn(JSON.parse(text), app.spec.destination.namespace ?? "")
    );
  }
  const sources = sync.sources ??
    (sync.source === undefined ? undefined : [sync.source]);
  const revisions = sync.revisions ??
    (sync.revision === undefined ? undefined : [sync.revision]);
  const desired = renderDesired(world, app, {
    ...(sources === undefined ? {} : { sources }),
    ...(revisions === undefined ? {} : { revisions }),
  });
  return desired.objects.map((object) =>
    placedIn(object, app.spec.destination.namespace ?? "")
  );
}

/** Whether an object is among the operation's resources; without a list all are. */
export function selected(operation: Operation, object: KubeObject): boolean {
  const wanted = operation.sync.resources ?? [];
  if (wanted.length === 0) return true;
  const ref = refOf(object);
  return wanted.some((one) =>
    globMatch(one.group ?? "", ref.group) && one.kind === ref.kind &&
    one.name === ref.name &&
    (one.namespace === undefined || one.namespace === "" ||
      one.namespace === ref.namespace)
  );
}

/** Objects in the order in which they are applied: by wave, then by kind. */
export function ordered(objects: readonly KubeObject[]): readonly KubeObject[] {
  const rank = (object: KubeObject) => {
    const index = KINDS.indexOf(object.kind);
    return index < 0 ? KINDS.length : index;
  };
  return [...objects].sort((left, right) =>
    waveOf(left) - waveOf(right) || rank(left) - rank(right)
  );
}

/** The object as kubectl names it: `deployment.apps/payments`. */
export function word(object: KubeObject): string {
  const { group, kind, name } = refOf(object);
  return `${kind.toLowerCase()}${group === "" ? "" : `.${group}`}/${name}`;
}

/** The result of one object, with its images where the release reports them. */
export function result(
  run: Run,
  object: KubeObject,
  fields: Partial<ResourceResult>,
): ResourceResult {
  const images = run.world.features.newerEndpoints ? imagesOf(object) : [];
  return {
    ...refOf(object),
    ...fields,
    ...(images.length === 0 ? {} : { images }),
  };
}
