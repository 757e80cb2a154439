import {
  ApiError,
  denied,
  invalid,
  missingField,
  notFound,
  unknownError,
} from "../model/api_error.ts";
import { actionsOf, runAction } from "../model/actions.ts";
import type { Cluster } from "../model/cluster.ts";
import {
  digList,
  digText,
  isDict,
  mergePatch,
  sortedJson,
} from "../model/json.ts";
import {
  keyOf,
  type KubeObject,
  refOf,
  type ResourceRef,
} from "../model/kube_object.ts";
import { shown } from "../model/mask.ts";
import { removeLive } from "../model/sync_operation.ts";
import { settle } from "../model/workloads.ts";
import type { ApplicationRecord } from "../model/world.ts";
import { applicationOf, rbacName } from "./access.ts";
import { linksFor } from "./application_reads.ts";
import {
  bodyOf,
  type Call,
  checkField,
  flag,
  goKind,
  jsonBody,
  may,
} from "./call.ts";
import { applyJsonPatch } from "../model/json_patch.ts";

/** The resource a call names in its query; what the gateway demands must be there. */
function refIn(read: (name: string) => string | undefined): ResourceRef {
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

function queryRef(call: Call): ResourceRef {
  return refIn((name) => call.query.get(name) ?? undefined);
}

/** A live object of the application's tree, with its cluster. */
interface Found {
  readonly record: ApplicationRecord;
  readonly cluster: Cluster;
  readonly object: KubeObject;
}

function findLive(
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

function wire(object: KubeObject): unknown {
  return { manifest: sortedJson(shown(object)) };
}

/** GET …/resource: the live object as JSON text. */
export function getResource(call: Call): unknown {
  const ref = queryRef(call);
  return wire(findLive(call, applicationOf(call), ref).object);
}

/** GET …/resource/links */
export function getResourceLinks(call: Call): unknown {
  const ref = queryRef(call);
  const { object } = findLive(call, applicationOf(call), ref);
  return linksFor(
    call,
    "resource",
    object.metadata.name,
    object.metadata.namespace ?? "",
  );
}

/** GET …/resource/actions: in random order. */
export function listActions(call: Call): unknown {
  const ref = queryRef(call);
  const { object } = findLive(call, applicationOf(call), ref);
  const actions = actionsOf(call.world, object).map((action) => ({
    action,
    order: call.world.random(),
  }))
    .sort((left, right) => left.order - right.order).map(({ action }) =>
      action
    );
  return actions.length === 0 ? {} : { actions };
}

/** Whether an account may change a resource: `update/group/Kind/ns/name`, or before 3.0 plain `update`. */
function demandOnResource(
  call: Call,
  record: ApplicationRecord,
  verb: "update" | "delete",
  ref: ResourceRef,
): void {
  const object = rbacName(call.world, record.app);
  if (
    call.world.features.inheritedSubActions &&
    may(call, "applications", verb, object)
  ) return;
  if (
    !may(
      call,
      "applications",
      `${verb}/${ref.group}/${ref.kind}/${ref.namespace}/${ref.name}`,
      object,
    )
  ) throw denied();
}

const PATCH_TYPES: Readonly<
  Record<string, (object: unknown, patch: unknown) => unknown>
> = {
  "application/merge-patch+json": mergePatch,
  "application/strategic-merge-patch+json": mergePatch,
  "application/apply-patch+yaml": mergePatch,
  "application/json-patch+json": applyJsonPatch,
};

/** POST …/resource: patches a live object; the body is the patch as a JSON string. */
export function patchResource(call: Call): unknown {
  const text = jsonBody(call);
  if (typeof text !== "string") {
    throw new ApiError(
      3,
      `json: cannot unmarshal ${goKind(text)} into Go value of type string`,
    );
  }
  const type = call.query.get("patchType") ?? "";
  if (type === "") throw missingField("patchType");
  const ref = queryRef(call);
  const record = applicationOf(call);
  demandOnResource(call, record, "update", ref);
  const { cluster, object } = findLive(call, record, ref);
  const patch = PATCH_TYPES[type];
  if (patch === undefined) {
    throw unknownError("error patching resource: 415: Unsupported Media Type");
  }
  let change: unknown;
  try {
    change = JSON.parse(text);
  } catch {
    throw unknownError("error patching resource: error decoding patch");
  }
  const patched = patch(structuredClone(object), change);
  if (!isDict(patched)) {
    throw unknownError(
      "error patching resource: the patch does not leave an object",
    );
  }
  const stored = cluster.put(patched as KubeObject, {
    manager: "argocd-server",
  });
  settle(call.world, cluster, stored);
  record.dirty = true;
  return wire(stored);
}

/** DELETE …/resource: in the foreground; with `orphan` what it owns stays. */
export function deleteResource(call: Call): unknown {
  const ref = queryRef(call);
  const orphan = flag(call, "orphan");
  flag(call, "force");
  const record = applicationOf(call);
  demandOnResource(call, record, "delete", ref);
  const { cluster, object } = findLive(call, record, ref);
  const owners = object.metadata.ownerReferences ?? [];
  if (orphan) cluster.remove(refOf(object), { orphan });
  else removeLive(call.world, cluster, object);
  // The controllers put back what is still wanted: a pod that goes is replaced.
  for (const { uid } of owners) {
    const owner = [...cluster.objects.values()].find((one) =>
      one.metadata.uid === uid
    );
    if (owner?.kind !== "ReplicaSet") continue;
    const deployment = [...cluster.objects.values()].find((one) =>
      one.metadata.uid === owner.metadata.ownerReferences?.[0]?.uid
    );
    if (deployment !== undefined) settle(call.world, cluster, deployment);
  }
  record.dirty = true;
  return {};
}

/** POST …/resource/actions: the action's name as a JSON string; no way to give parameters. */
export function runActionV1(call: Call): unknown {
  const action = jsonBody(call);
  if (typeof action !== "string") {
    throw invalid(
      `json: cannot unmarshal ${goKind(action)} into Go value of type string`,
    );
  }
  return run(call, queryRef(call), {
    action,
    parameters: new Map(),
    record: applicationOf(call),
  });
}

/** POST …/resource/actions/v2 */
export function runActionV2(call: Call): unknown {
  const body = bodyOf(call);
  for (
    const name of [
      "namespace",
      "resourceName",
      "version",
      "group",
      "kind",
      "action",
    ]
  ) {
    checkField(body, "ResourceActionRunRequestV2", name, "string");
  }
  const ref = refIn((name) =>
    body[name] === undefined ? undefined : digText(body, name)
  );
  const parameters = new Map(
    digList(body, "resourceActionParameters").map((
      one,
    ) => [digText(one, "name"), digText(one, "value")]),
  );
  const record = applicationOf(call, {
    project: digText(body, "project"),
    namespace: digText(body, "appNamespace"),
  });
  return run(call, ref, {
    action: digText(body, "action"),
    parameters,
    record,
  });
}

function run(
  call: Call,
  ref: ResourceRef,
  request: {
    action: string;
    parameters: ReadonlyMap<string, string>;
    record: ApplicationRecord;
  },
): unknown {
  const { record, action } = request;
  const permission = `action/${ref.group}/${ref.kind}/${action}`;
  if (
    !may(call, "applications", permission, rbacName(call.world, record.app))
  ) throw denied();
  const { cluster, object } = findLive(call, record, ref);
  runAction(call.world, cluster, object, request);
  record.dirty = true;
  return {};
}
