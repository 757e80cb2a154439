/**
 * What a server-side apply would make of an object, without touching it. Argo CD asks the cluster only about what lives
 * already: an object that would be made comes back as it was sent.
 *
 * @module
 */
import { Buffer } from "node:buffer";
import { refusalOf } from "./admission.ts";
import { predict } from "./apply.ts";
import type { Cluster } from "./cluster.ts";
import { isDict, sameJson, sortedJson } from "./json.ts";
import { keyOf, type KubeObject, LAST_APPLIED, refOf } from "./kube_object.ts";
import { isSecret, maskSecrets } from "./mask.ts";
import type { World } from "./world.ts";

/** One compared object: both sides as JSON text, `"null"` where there is none. */
export interface Diffed {
  readonly predicted: string;
  readonly live: string;
  readonly modified: boolean;
}

/** The cluster does not take an object; the message is Kubernetes' own. */
export class RefusedByCluster extends Error {
  override readonly name = "RefusedByCluster";
}

/** Compares one pair. Throws {@linkcode RefusedByCluster}. */
export function diffOne(
  world: World,
  { cluster, live, target }: {
    readonly cluster: Cluster;
    readonly live: KubeObject | undefined;
    readonly target: KubeObject | undefined;
  },
): Diffed {
  const wanted = target === undefined ? undefined : withPlainData(target);
  const now = live === undefined ? undefined : normalized(live);
  if (target !== undefined && now !== undefined) {
    const refusal = refusalOf(world.admission, {
      target,
      live: cluster.get(refOf(target)),
    });
    if (refusal !== undefined) throw new RefusedByCluster(refusal);
  }
  const predicted = wanted === undefined || now === undefined
    ? wanted
    : applied(wanted, now);
  const mask =
    [predicted, now].some((object) => object !== undefined && isSecret(object))
      ? maskSecrets(predicted, now)
      : (object: KubeObject) => object;
  const text = (object: KubeObject | undefined) =>
    object === undefined ? "null" : sortedJson(mask(object));
  return {
    predicted: text(predicted),
    live: text(now),
    // What is to be pruned counts as not modified.
    modified: predicted !== undefined && !sameJson(predicted, now),
  };
}

/** Fields that nobody sent stay; what is sent for another object keeps only the name of the live one. */
function applied(target: KubeObject, live: KubeObject): KubeObject {
  if (keyOf(refOf(target)) === keyOf(refOf(live))) return predict(target, live);
  const { name, namespace, uid } = live.metadata;
  return {
    ...target,
    metadata: {
      name,
      ...(namespace === undefined ? {} : { namespace }),
      ...(uid === undefined ? {} : { uid }),
    },
  };
}

/** A live object without what a comparison leaves out. */
function normalized(live: KubeObject): KubeObject {
  const { status: _status, ...rest } = live;
  const {
    creationTimestamp: _created,
    managedFields: _managed,
    resourceVersion: _version,
    annotations,
    ...metadata
  } = live.metadata;
  const { [LAST_APPLIED]: _applied, ...kept } = annotations ?? {};
  return {
    ...rest,
    metadata: {
      ...metadata,
      ...(Object.keys(kept).length === 0 ? {} : { annotations: kept }),
    },
  } as KubeObject;
}

/** A Secret with its `stringData` among its `data`. */
function withPlainData(object: KubeObject): KubeObject {
  const { stringData, ...rest } = object;
  if (!isSecret(object) || !isDict(stringData)) return object;
  const data = Object.fromEntries(
    Object.entries(stringData).map(([key, value]) => [
      key,
      Buffer.from(String(value)).toString("base64"),
    ]),
  );
  return {
    ...rest,
    data: { ...(isDict(rest["data"]) ? rest["data"] : {}), ...data },
  } as unknown as KubeObject;
}
