/**
 * The ApplicationSet controller with list generators: what a set generates, and what its status says of
 * that.
 *
 * @module
 */
import type { ApplicationSpec } from "./application.ts";
import { addApplication } from "./application_store.ts";
import { type Dict, dig, digList, digText, isDict } from "./json.ts";
import { uidFrom } from "./ids.ts";
import {
  compareText,
  type KubeMetadata,
  RESOURCES_FINALIZER,
} from "./kube_object.ts";
import { stamp } from "./time.ts";
import type { ApplicationSet, World } from "./world.ts";

/** An application a set asks for, before it exists. */
export interface Generated {
  readonly metadata: KubeMetadata;
  readonly spec: ApplicationSpec;
}

/** Renders the applications of a set: list generators and Go templates of the form `{{.key}}`. */
export function generateApplications(spec: Dict): readonly Generated[] {
  const generated: Generated[] = [];
  for (const generator of digList(spec, "generators")) {
    for (const element of digList(generator, "list", "elements")) {
      const filled = fill(dig(spec, "template"), element);
      if (!isDict(filled)) continue;
      const metadata = dig(filled, "metadata") as KubeMetadata;
      generated.push({
        metadata: {
          ...metadata,
          finalizers: metadata.finalizers ??
            [RESOURCES_FINALIZER],
        },
        spec: dig(filled, "spec") as ApplicationSpec,
      });
    }
  }
  return generated;
}

function fill(template: unknown, parameters: unknown): unknown {
  if (typeof template === "string") {
    return template.replace(
      /\{\{\s*\.?(\w+)\s*\}\}/g,
      (_whole, key: string) => {
        const value = dig(parameters, key);
        return value === undefined ? "<no value>" : String(value);
      },
    );
  }
  if (Array.isArray(template)) {
    return template.map((one) => fill(one, parameters));
  }
  if (!isDict(template)) return template;
  return Object.fromEntries(
    Object.entries(template).map((
      [key, value],
    ) => [key, fill(value, parameters)]),
  );
}

/** Stores a new set and creates its applications. */
export function createApplicationSet(
  world: World,
  made: { readonly metadata: KubeMetadata; readonly spec: Dict },
  options: { readonly user: string; readonly quiet?: boolean },
): ApplicationSet {
  const { user } = options;
  const namespace = made.metadata.namespace ?? world.namespace;
  const set: ApplicationSet = {
    metadata: {
      ...made.metadata,
      namespace,
      uid: uidFrom(`applicationset ${namespace}/${made.metadata.name}`),
      resourceVersion: world.nextVersion(),
      generation: 1,
      creationTimestamp: stamp(world.now()),
    },
    spec: storedSetSpec(made.spec),
    status: world.features.applicationSetEvents ? { health: {} } : {},
  };
  world.applicationSets.set(`${namespace}/${made.metadata.name}`, set);
  setEvent(
    world,
    set,
    "ResourceCreated",
    `${user} created ApplicationSet`,
    "argocd-server",
  );
  if (options.quiet === true) world.unprocessedSets.add(set);
  else applySet(world, set);
  return set;
}

/** The spec with the defaults the API server adds: an empty template in each generator. */
export function storedSetSpec(spec: Dict): Dict {
  const generators = digList(spec, "generators").map((generator) => {
    const list = dig(generator, "list");
    if (!isDict(generator) || !isDict(list)) return generator;
    return {
      ...generator,
      list: {
        template: { metadata: {}, spec: { destination: {}, project: "" } },
        ...list,
      },
    };
  });
  return { ...spec, ...(generators.length === 0 ? {} : { generators }) };
}

/** The controller's round over the sets that were written since the last one. */
export function processSets(world: World): void {
  for (const set of world.unprocessedSets) {
    world.unprocessedSets.delete(set);
    if (
      world.applicationSets.has(
        `${set.metadata.namespace}/${set.metadata.name}`,
      )
    ) applySet(world, set);
  }
}

/** The ApplicationSet controller's round: creates what is missing and writes the status. */
export function applySet(world: World, set: ApplicationSet): void {
  const { namespace = world.namespace, name, uid = "" } = set.metadata;
  const now = stamp(world.now());
  const generated = generateApplications(set.spec);
  for (const { metadata, spec } of generated) {
    if (world.application(metadata.name, namespace) !== undefined) continue;
    addApplication(world, {
      ...metadata,
      namespace,
      ownerReferences: [{
        apiVersion: "argoproj.io/v1alpha1",
        kind: "ApplicationSet",
        name,
        uid,
        controller: true,
        blockOwnerDeletion: true,
      }],
    }, spec);
    setEvent(
      world,
      set,
      "created",
      `created Application "${metadata.name}"`,
      "applicationset-controller",
    );
  }
  const done = "All applications have been generated successfully";
  const condition = (
    type: string,
    status: string,
    message: string,
    reason: string,
  ) => ({
    type,
    message,
    lastTransitionTime: now,
    status,
    reason,
  });
  const names = generated.map((one) => one.metadata.name).sort(compareText);
  set.status = {
    conditions: [
      condition("ErrorOccurred", "False", done, "ApplicationSetUpToDate"),
      condition(
        "ParametersGenerated",
        "True",
        "Successfully generated parameters for all Applications",
        "ParametersGenerated",
      ),
      condition("ResourcesUpToDate", "True", done, "ApplicationSetUpToDate"),
    ],
    resources: names.map((child) => ({
      group: "argoproj.io",
      version: "v1alpha1",
      kind: "Application",
      namespace,
      name: child,
      ...childState(world, set, `${namespace}/${child}`),
    })),
    ...(world.version === "2.14" ? {} : { resourcesCount: names.length }),
    ...(world.features.applicationSetEvents
      ? { health: { status: "Healthy", message: done } }
      : {}),
  };
  world.emit({
    kind: "ApplicationSet",
    type: "MODIFIED",
    key: `${namespace}/${name}`,
    object: set,
  });
}

/** What the set says about an application: nothing until it has seen it once. */
function childState(world: World, set: ApplicationSet, key: string): Dict {
  const known = digList(set.status, "resources").length > 0;
  const app = world.applications.get(key)?.app;
  if (!known || app === undefined || !world.features.applicationSetEvents) {
    return { health: {} };
  }
  const { status = "" } = app.status.health;
  return { status: app.status.sync.status, health: { status } };
}

function setEvent(
  world: World,
  set: ApplicationSet,
  reason: string,
  message: string,
  component: string,
): void {
  world.home.event({
    apiVersion: "argoproj.io/v1alpha1",
    kind: "ApplicationSet",
    metadata: set.metadata,
  }, {
    reason,
    message,
    component,
    ...(component === "argocd-server"
      ? { annotations: { user: message.split(" ")[0] ?? "" } }
      : {}),
  });
}

/** The project of the applications that a set makes, which is also the set's own. */
export function projectOfSet(set: Pick<ApplicationSet, "spec">): string {
  return digText(set, "spec", "template", "spec", "project");
}
