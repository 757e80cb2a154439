/**
 * Adding and removing applications. Each is also an object of the home cluster, so that another application
 * can manage it.
 *
 * @module
 */
import type { Application, ApplicationSpec } from "./application.ts";
import { applicationEvent, touch } from "./application_events.ts";
import type { Applied } from "./apply.ts";
import { belongsTo } from "./desired_state.ts";
import { uidFrom } from "./ids.ts";
import { sameJson, sortedJson } from "./json.ts";
import {
  keyOf,
  type KubeMetadata,
  type KubeObject,
  LAST_APPLIED,
  refOf,
  RESOURCES_FINALIZER,
} from "./kube_object.ts";
import { reconcile } from "./reconcile.ts";
import { stamp } from "./time.ts";
import type { ApplicationRecord, World } from "./world.ts";

/** Adds an application and lets the controller look at it once. */
export function addApplication(
  world: World,
  metadata: KubeMetadata,
  spec: ApplicationSpec,
  options: { readonly user?: string; readonly quiet?: boolean } = {},
): ApplicationRecord {
  const namespace = metadata.namespace ?? world.namespace;
  const key = `${namespace}/${metadata.name}`;
  const app: Application = {
    metadata: {
      ...metadata,
      namespace,
      uid: metadata.uid ??
        uidFrom(`application ${key} ${world.now().toISOString()}`),
      resourceVersion: world.nextVersion(),
      generation: 1,
      creationTimestamp: stamp(world.now()),
    },
    spec,
    status: emptyStatus(),
  };
  const record: ApplicationRecord = {
    app,
    compared: [],
    tree: undefined,
    comparisonError: undefined,
    acceptedAt: 0,
    retryAt: undefined,
    attemptedAt: "",
    dirty: true,
  };
  world.applications.set(key, record);
  const object = asObject(app);
  world.home.objects.set(keyOf(refOf(object)), object);
  if (options.user !== undefined) {
    applicationEvent(world, app, {
      reason: "ResourceCreated",
      message: `${options.user} created application`,
      component: "argocd-server",
      user: options.user,
    });
  }
  world.emit({ kind: "Application", type: "ADDED", key, object: app });
  if (options.quiet !== true) reconcile(world, record);
  return record;
}

/** The status of an application nobody has looked at. */
export function emptyStatus(): Application["status"] {
  return {
    sync: {
      status: "",
      comparedTo: { source: { repoURL: "" }, destination: {} },
    },
    health: {},
    summary: {},
    sourceHydrator: {},
  };
}

/** The application as an object of the home cluster; it always shows the present state. */
function asObject(app: Application): KubeObject {
  return {
    apiVersion: "argoproj.io/v1alpha1",
    kind: "Application",
    get metadata() {
      return app.metadata;
    },
    get spec() {
      return app.spec;
    },
    get status() {
      return app.status;
    },
  };
}

/** Applies an Application object that another application manages. */
export function createOrUpdateApplication(
  world: World,
  target: KubeObject,
): Applied {
  const { namespace = world.namespace, name } = target.metadata;
  const known = world.application(name, namespace);
  const text = `${sortedJson(target)}\n`;
  const metadata = {
    ...target.metadata,
    namespace,
    annotations: { ...target.metadata.annotations, [LAST_APPLIED]: text },
  };
  const spec = structuredClone(target["spec"]) as ApplicationSpec;
  if (known === undefined) {
    addApplication(world, metadata, spec);
    return "created";
  }
  if (sameJson(known.app.spec, spec)) return "unchanged";
  known.app.spec = spec;
  known.app.metadata.annotations = {
    ...known.app.metadata.annotations,
    ...metadata.annotations,
  };
  known.dirty = true;
  touch(world, known);
  return "configured";
}

/** Whether an object says that it outlives its application. */
function isKept({ metadata }: KubeObject): boolean {
  const options = metadata.annotations?.["argocd.argoproj.io/sync-options"] ??
    "";
  return options.split(",").some((one) => one.trim() === "Delete=false");
}

/** Whether what an application manages goes with it when its object is deleted. */
function cascades({ app }: ApplicationRecord): boolean {
  return (app.metadata.finalizers ?? []).some((one) =>
    one.startsWith(RESOURCES_FINALIZER)
  );
}

/** Deletes an application; with `cascade` everything it manages goes first. */
export function removeApplication(
  world: World,
  record: ApplicationRecord,
  options: { readonly cascade: boolean },
): void {
  const { app } = record;
  const { name, namespace = world.namespace } = app.metadata;
  if (options.cascade) {
    const cluster = world.clusterAt(world.serverOf(app.spec.destination) ?? "");
    for (const object of [...cluster?.objects.values() ?? []]) {
      if (!belongsTo(world, app, object) || object.metadata === app.metadata) {
        continue;
      }
      if (isKept(object)) continue;
      if (object.kind === "Application" && cluster === world.home) {
        const child = world.application(
          object.metadata.name,
          object.metadata.namespace,
        );
        if (child !== undefined) {
          removeApplication(world, child, { cascade: cascades(child) });
        }
      } else cluster?.remove(refOf(object));
    }
  }
  world.applications.delete(`${namespace}/${name}`);
  world.home.objects.delete(
    keyOf({ group: "argoproj.io", kind: "Application", namespace, name }),
  );
  world.emit({
    kind: "Application",
    type: "DELETED",
    key: `${namespace}/${name}`,
    object: app,
  });
}
