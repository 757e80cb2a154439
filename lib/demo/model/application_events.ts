/**
 * How a change becomes visible: a new resource version, a message to the watches, an event in the home
 * cluster.
 *
 * @module
 */
import type { Application } from "./application.ts";
import type { ApplicationRecord, World } from "./world.ts";

const CONTROLLER = "argocd-application-controller";

/** The key of an application in the world and in its changes: `namespace/name`. */
export function applicationKey({ metadata }: Application): string {
  return `${metadata.namespace}/${metadata.name}`;
}

/** Tells the watches of a tree that it changed. */
export function emitTree(world: World, app: Application): void {
  world.emit({
    kind: "Tree",
    type: "MODIFIED",
    key: applicationKey(app),
    object: app,
  });
}

/** Gives a changed application a new version and tells the watches. */
export function touch(
  world: World,
  record: ApplicationRecord,
  type: "ADDED" | "MODIFIED" | "DELETED" = "MODIFIED",
): void {
  const { app } = record;
  app.metadata.resourceVersion = world.nextVersion();
  app.metadata.generation = (app.metadata.generation ?? 0) + 1;
  world.emit({
    kind: "Application",
    type,
    key: applicationKey(app),
    object: app,
  });
}

/** Records an event of the controller about an application. */
export function controllerEvent(
  world: World,
  app: Application,
  reason: string,
  message: string,
  type: "Normal" | "Warning" = "Normal",
): void {
  applicationEvent(world, app, {
    reason,
    message,
    type,
    component: CONTROLLER,
  });
}

/** Records an event about an application. */
export function applicationEvent(
  world: World,
  app: Application,
  event: {
    reason: string;
    message: string;
    type?: "Normal" | "Warning";
    component: string;
    user?: string;
  },
): void {
  const { user, ...rest } = event;
  world.home.event({
    apiVersion: "argoproj.io/v1alpha1",
    kind: "Application",
    metadata: app.metadata,
  }, {
    ...rest,
    annotations: {
      "dest-namespace": app.spec.destination.namespace ?? "",
      "dest-server": world.serverOf(app.spec.destination) ?? "",
      ...(user === undefined ? {} : { user }),
    },
  });
}
