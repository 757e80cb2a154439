/**
 * Reading ApplicationSets. Unlike applications they do tell missing (404) from forbidden (403), to
 * everyone.
 *
 * @module
 */
import { notFound, unknownError } from "../model/api_error.ts";
import { projectOfSet } from "../model/application_set.ts";
import { type Dict, digList, isDict } from "../model/json.ts";
import { compareText } from "../model/kube_object.ts";
import type { ApplicationSet } from "../model/world.ts";
import { isEnabledNamespace, objectName } from "./access.ts";
import { type Call, demand, may } from "./call.ts";
import { eventList } from "./events.ts";
import { managedFieldsEntry, metadataWire } from "./metadata_wire.ts";
import { selectorOf } from "./selector.ts";

/** The set as the API sends it. */
export function applicationSetWire(set: ApplicationSet): Dict {
  const entry = managedFieldsEntry("argocd", {
    time: set.metadata.creationTimestamp,
    fields: { "f:spec": { ".": {} } },
  });
  return {
    metadata: metadataWire(set.metadata, [entry]),
    spec: set.spec,
    status: set.status,
  };
}

/** The RBAC object of a set: `project/name`. */
export function rbac(
  call: Call,
  set: Pick<ApplicationSet, "metadata" | "spec">,
): string {
  return objectName(
    call.world,
    projectOfSet(set),
    set.metadata.namespace ?? "",
    set.metadata.name,
  );
}

/** GET /api/v1/applicationsets */
export function listApplicationSets(call: Call): unknown {
  const { query, world } = call;
  const projects = query.getAll("projects");
  const matches = selectorOf(query.get("selector") ?? "");
  const namespace = query.get("appsetNamespace") ?? "";
  const items = [...world.applicationSets.values()].filter((set) =>
    (namespace === "" || set.metadata.namespace === namespace) &&
    matches(set.metadata.labels) &&
    (projects.length === 0 || projects.includes(projectOfSet(set))) &&
    may(call, "applicationsets", "get", rbac(call, set))
  ).sort((left, right) => compareText(left.metadata.name, right.metadata.name))
    .map(applicationSetWire);
  return {
    metadata: { resourceVersion: world.resourceVersion },
    items: items.length === 0 ? null : items,
  };
}

/** The set a call names: missing is 404, forbidden 403, for everyone. */
export function applicationSetOf(call: Call, action = "get"): ApplicationSet {
  const name = call.path["name"] ?? "";
  const namespace = call.query.get("appsetNamespace") || call.world.namespace;
  if (!isEnabledNamespace(call.world, namespace)) {
    throw unknownError(`namespace '${namespace}' is not permitted`);
  }
  const set = call.world.applicationSets.get(`${namespace}/${name}`);
  if (set === undefined) {
    throw notFound(
      `error getting ApplicationSet: applicationset.argoproj.io "${name}" not found`,
    );
  }
  demand(call, "applicationsets", action, rbac(call, set));
  return set;
}

/** GET /api/v1/applicationsets/{name} */
export function getApplicationSet(call: Call): unknown {
  return applicationSetWire(applicationSetOf(call));
}

/** GET /api/v1/applicationsets/{name}/resource-tree */
export function getApplicationSetTree(call: Call): unknown {
  const set = applicationSetOf(call);
  const { namespace, name, uid } = set.metadata;
  const parent = {
    group: "argoproj.io",
    ...(call.world.features.parentVersion ? { version: "v1alpha1" } : {}),
    kind: "ApplicationSet",
    namespace,
    name,
    uid,
  };
  const nodes = digList(set, "status", "resources").filter(isDict).map((
    { health, ...ref },
  ) => ({
    ...ref,
    parentRefs: [parent],
    health,
  }));
  return nodes.length === 0 ? {} : { nodes };
}

/** GET /api/v1/applicationsets/{name}/events */
export function getApplicationSetEvents(call: Call): unknown {
  return eventList(
    call.world,
    call.world.home,
    applicationSetOf(call).metadata.uid ?? "",
  );
}
