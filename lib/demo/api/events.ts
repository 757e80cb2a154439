/**
 * Kubernetes events about applications, their resources, projects and sets. A resource is found only by
 * uid, name and namespace together; with one missing the server claims that it is no part of the
 * application. Events of the scheduler have neither count nor first and last time.
 *
 * @module
 */
import { invalid } from "../model/api_error.ts";
import type { Cluster, KubeEvent } from "../model/cluster.ts";
import type { Dict } from "../model/json.ts";
import { hexFrom, uidFrom } from "../model/ids.ts";
import { stamp } from "../model/time.ts";
import type { World } from "../model/world.ts";
import { applicationOf } from "./access.ts";
import type { Call } from "./call.ts";

/** GET /api/v1/applications/{name}/events: of the application, or of one resource of its tree. */
export function getApplicationEvents(call: Call): unknown {
  const record = applicationOf(call);
  const { world, query } = call;
  const uid = query.get("resourceUID") ?? "";
  const name = query.get("resourceName") ?? "";
  const namespace = query.get("resourceNamespace") ?? "";
  if (uid === "" && name === "" && namespace === "") {
    return eventList(world, world.home, record.app.metadata.uid ?? "");
  }
  const found = [...record.tree?.objects.values() ?? []].find((object) =>
    object.metadata.uid === uid && object.metadata.name === name &&
    (object.metadata.namespace ?? "") === namespace
  );
  if (found === undefined) {
    throw invalid(
      `${name} not found as part of application ${record.app.metadata.name}`,
    );
  }
  const cluster =
    world.clusterAt(world.serverOf(record.app.spec.destination) ?? "") ??
      world.home;
  return eventList(world, cluster, uid);
}

/** The events about an object, oldest first. */
export function eventList(
  world: World,
  cluster: Cluster,
  uid: string,
): unknown {
  const items = cluster.events.filter((event) => event.involved.uid === uid)
    .map((event) => eventWire(world, event));
  return {
    metadata: { resourceVersion: world.resourceVersion },
    items: items.length === 0 ? null : items,
  };
}

function eventWire(world: World, event: KubeEvent): Dict {
  const { involved, reason, message, type, component, annotations } = event;
  const first = stamp(event.first);
  const seed = `${involved.uid} ${reason} ${message} ${first}`;
  const controller = component.startsWith("argocd");
  const always = world.features.eventReporter === "always";
  const reporter = controller ? "" : component;
  const apiVersion = involved.group === ""
    ? involved.version
    : `${involved.group}/${involved.version}`;
  return {
    metadata: {
      name: `${involved.name}.${hexFrom(seed, 16)}`,
      namespace: involved.namespace,
      uid: uidFrom(seed),
      resourceVersion: involved.resourceVersion ?? "1",
      creationTimestamp: first,
      ...(annotations === undefined ? {} : { annotations }),
      managedFields: [{
        manager: component,
        operation: "Update",
        apiVersion: event.scheduler === true ? "events.k8s.io/v1" : "v1",
        time: stamp(event.last),
        fieldsType: "FieldsV1",
        fieldsV1: {
          "f:count": {},
          "f:firstTimestamp": {},
          "f:involvedObject": {},
          "f:lastTimestamp": {},
          "f:message": {},
          "f:reason": {},
          "f:type": {},
        },
      }],
    },
    involvedObject: {
      kind: involved.kind,
      namespace: involved.namespace,
      name: involved.name,
      uid: involved.uid,
      apiVersion,
      ...(involved.resourceVersion === undefined
        ? {}
        : { resourceVersion: involved.resourceVersion }),
    },
    reason,
    message,
    source: event.scheduler === true ? {} : { component },
    firstTimestamp: event.scheduler === true ? null : first,
    lastTimestamp: event.scheduler === true ? null : stamp(event.last),
    ...(event.scheduler === true ? {} : { count: event.count }),
    type,
    eventTime: event.scheduler === true
      ? `${first.slice(0, -1)}.276292Z`
      : null,
    ...(event.scheduler === true ? { action: "Binding" } : {}),
    ...(always || reporter !== "" ? { reportingComponent: reporter } : {}),
    ...(event.scheduler === true
      ? { reportingInstance: `${component}-control-1` }
      : always
      ? { reportingInstance: "" }
      : {}),
  };
}
