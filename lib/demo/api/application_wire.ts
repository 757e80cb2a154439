/**
 * The form in which an application leaves the API, `managedFields` and all: the bulk of a real answer,
 * which a client must not pass on to its reader. Lists leave out the health of single resources, except in
 * 2.14, which stored it.
 *
 * @module
 */
import type { Application } from "../model/application.ts";
import type { Dict } from "../model/json.ts";
import type { World } from "../model/world.ts";

/** An application as the API sends it; health of its resources only where the release has it. */
export function applicationWire(
  world: World,
  app: Application,
  view: "one" | "list",
): Dict {
  const { spec, operation, status } = app;
  const withHealth = view === "one" || world.features.persistedHealth;
  const resources = withHealth || status.resources === undefined
    ? status.resources
    : status.resources.map(({ health: _health, ...rest }) => rest);
  return {
    metadata: metadataWire(app),
    spec,
    ...(operation === undefined ? {} : { operation }),
    status: resources === status.resources ? status : {
      ...(resources === undefined ? {} : { resources }),
      ...without(status),
    },
  };
}

function without(status: Application["status"]): Dict {
  const { resources: _resources, ...rest } = status;
  return rest;
}

/** Metadata in the order in which Kubernetes writes it, with `managedFields`. */
function metadataWire(app: Application): Dict {
  const {
    name,
    namespace,
    uid,
    resourceVersion,
    generation,
    creationTimestamp,
    ...rest
  } = app.metadata;
  return {
    name,
    namespace,
    uid,
    resourceVersion,
    generation,
    creationTimestamp,
    ...rest,
    managedFields: managedFields(app),
  };
}

function managedFields(app: Application): unknown[] {
  const entry = (manager: string, time: string | undefined, fields: Dict) => ({
    manager,
    operation: "Update",
    apiVersion: "argoproj.io/v1alpha1",
    time: time ?? app.metadata.creationTimestamp,
    fieldsType: "FieldsV1",
    fieldsV1: fields,
  });
  return [
    entry("argocd", app.metadata.creationTimestamp, {
      "f:metadata": {
        "f:labels": fieldNames(app.metadata.labels),
        "f:finalizers": { ".": {} },
      },
      "f:spec": fieldNames(app.spec),
    }),
    entry("argocd-application-controller", app.status.reconciledAt, {
      "f:status": fieldNames(app.status),
    }),
  ];
}

function fieldNames(value: object | undefined): Dict {
  const names: Dict = { ".": {} };
  for (const key of Object.keys(value ?? {})) names[`f:${key}`] = {};
  return names;
}
