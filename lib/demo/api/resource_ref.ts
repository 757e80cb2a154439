/**
 * Finding the live object a call names. Only what stands in the tree counts, orphans included; an object
 * that is managed but not alive is answered with 400, as if it had been foreign.
 *
 * @module
 */
import { invalid, missingField, notFound } from "../model/api_error.ts";
import type { Cluster } from "../model/cluster.ts";
import { sortedJson } from "../model/json.ts";
import {
  keyOf,
  type KubeObject,
  refOf,
  type ResourceRef,
} from "../model/kube_object.ts";
import { shown } from "../model/mask.ts";
import type { ApplicationRecord } from "../model/world.ts";
import type { Call } from "./call.ts";

/** The resource a call names in its query; what the gateway demands must be there. */
export function refIn(read: (name: string) => string | undefined): ResourceRef {
  for (const name of ["kind", "version", "resourceName"]) {
    if (read(name) === undefined) throw missingField(name);
  }
  return {
    group: read("group") ?? "",
    version: read("version") ?? "",
    kind: read("kind") ?? "",
    namespace: read("namespace") ?? "",
    name: read("resourceName") ?? "",
  };
}

/** The resource that the query names. */
export function queryRef(call: Call): ResourceRef {
  return refIn((name) => call.query.get(name) ?? undefined);
}

/** A live object of the application's tree, with its cluster. */
interface Found {
  readonly record: ApplicationRecord;
  readonly cluster: Cluster;
  readonly object: KubeObject;
}

/** Finds the live object in the tree; what is not there, or not alive, is no part of the application. */
export function findLive(
  call: Call,
  record: ApplicationRecord,
  ref: ResourceRef,
): Found {
  const { world } = call;
  const object = record.tree?.objects.get(keyOf(ref));
  const cluster = world.clusterAt(
    world.serverOf(record.app.spec.destination) ?? "",
  );
  const live = object === undefined ? undefined : cluster?.get(refOf(object));
  if (live === undefined || cluster === undefined) {
    throw invalid(
      `${ref.kind} ${ref.group} ${ref.name} not found as part of application ${record.app.metadata.name}`,
    );
  }
  if (refOf(live).version !== ref.version) {
    const group = ref.group === ""
      ? ref.version
      : `${ref.group}/${ref.version}`;
    const trouble = "the server could not find the requested resource";
    throw notFound(
      `error getting resource: ${
        world.version === "2.14"
          ? ""
          : `failed to get api resource: failed to discover server resources for group version ${group}: `
      }${trouble}`,
    );
  }
  return { record, cluster, object: live };
}

/** The answer with a manifest: masked JSON text. */
export function wire(object: KubeObject): unknown {
  return { manifest: sortedJson(shown(object)) };
}
