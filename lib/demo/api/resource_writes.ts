/**
 * Patching, deleting and running actions on live objects. Since 3.0 the right to update an application no
 * longer covers its resources, and an action that the list shows as disabled runs all the same.
 *
 * @module
 */
import { runAction } from "../model/actions.ts";
import { touch } from "../model/application_events.ts";
import {
  ApiError,
  denied,
  invalid,
  missingField,
  unknownError,
} from "../model/api_error.ts";
import { digList, digText, isDict, mergePatch } from "../model/json.ts";
import { applyJsonPatch } from "../model/json_patch.ts";
import {
  type KubeObject,
  refOf,
  type ResourceRef,
} from "../model/kube_object.ts";
import { strategicPatch } from "../model/strategic_patch.ts";
import { removeLive } from "../model/sync_operation.ts";
import { settle } from "../model/workloads.ts";
import type { ApplicationRecord } from "../model/world.ts";
import { applicationOf, rbacName } from "./access.ts";
import {
  bodyOf,
  type Call,
  checkField,
  flag,
  goKind,
  jsonBody,
  may,
} from "./call.ts";
import { findLive, queryRef, refIn, wire } from "./resource_ref.ts";

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
  "application/strategic-merge-patch+json": strategicPatch,
  "application/apply-patch+yaml": mergePatch,
  "application/json-patch+json": applyJsonPatch,
};

/** The object of an application shows the application itself, which therefore is what changes. */
function storeApplication(call: Call, patched: KubeObject): KubeObject {
  const { name, namespace } = patched.metadata;
  const record = call.world.application(name, namespace);
  if (record === undefined) return patched;
  const { app } = record;
  app.spec = patched["spec"] as typeof app.spec;
  for (const key of ["labels", "annotations", "finalizers"] as const) {
    delete app.metadata[key];
    Object.assign(
      app.metadata,
      patched.metadata[key] ? { [key]: patched.metadata[key] } : {},
    );
  }
  app.metadata.resourceVersion = call.world.nextVersion();
  record.dirty = true;
  touch(call.world, record);
  return patched;
}

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
  if (object.kind === "Application" && cluster === call.world.home) {
    return wire(storeApplication(call, patched as KubeObject));
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
  const isApplication = object.kind === "Application" &&
    cluster === call.world.home;
  // How Argo CD deletes what an application manages is up to its finalizer.
  if (orphan && !isApplication) cluster.remove(refOf(object), { orphan });
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
