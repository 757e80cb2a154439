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
import { managedFieldsEntry, metadataWire } from "./metadata_wire.ts";

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
    metadata: metadataWire(app.metadata, managedFields(app)),
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

function managedFields(app: Application): unknown[] {
  const created = app.metadata.creationTimestamp;
  return [
    managedFieldsEntry("argocd", {
      time: created,
      fields: {
        "f:metadata": {
          "f:labels": fieldNames(app.metadata.labels),
          "f:finalizers": { ".": {} },
        },
        "f:spec": fieldNames(app.spec),
      },
    }),
    managedFieldsEntry("argocd-application-controller", {
      time: app.status.reconciledAt ?? created,
      fields: { "f:status": fieldNames(app.status) },
    }),
  ];
}

function fieldNames(value: object | undefined): Dict {
  const names: Dict = { ".": {} };
  for (const key of Object.keys(value ?? {})) names[`f:${key}`] = {};
  return names;
}
