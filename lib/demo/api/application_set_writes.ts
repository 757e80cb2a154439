/**
 * Creating, previewing and deleting ApplicationSets. The dangerous part of the real API is kept: an upsert
 * deletes the applications that the new generators no longer name, and a dry run of it lists only those
 * that would exist, not those that would go.
 *
 * @module
 */
import { invalid, unknownError } from "../model/api_error.ts";
import {
  applySet,
  createApplicationSet,
  generateApplications,
  projectOfSet,
  storedSetSpec,
} from "../model/application_set.ts";
import { emptyStatus, removeApplication } from "../model/application_store.ts";
import {
  type Dict,
  dig,
  digDict,
  digList,
  digText,
  isDict,
} from "../model/json.ts";
import type { KubeMetadata } from "../model/kube_object.ts";
import {
  applicationSetOf,
  applicationSetWire,
  rbac,
} from "./application_sets.ts";
import { bodyOf, type Call, demand, flag } from "./call.ts";

function sentSet(value: unknown): { metadata: KubeMetadata; spec: Dict } {
  if (!isDict(value)) {
    throw unknownError(
      "error validating ApplicationSets: ApplicationSet cannot be validated for nil value",
    );
  }
  const metadata = digDict(value, "metadata");
  return {
    metadata: { ...metadata, name: digText(metadata, "name") },
    spec: digDict(value, "spec"),
  };
}

/** POST /api/v1/applicationsets/generate: the applications a set would have. */
export function generate(call: Call): unknown {
  const set = sentSet(dig(bodyOf(call), "applicationSet"));
  const project = projectOfSet(set);
  if (project.includes("{{")) {
    throw unknownError(
      "error validating ApplicationSets: the Argo CD API does not currently support creating ApplicationSets with templated `project` fields",
    );
  }
  demand(call, "applicationsets", "create", rbac(call, set));
  const stamp = call.world.version === "2.14"
    ? { creationTimestamp: null }
    : {};
  const applications = generateApplications(set.spec).map((
    { metadata, spec },
  ) => ({
    metadata: { ...metadata, ...stamp },
    spec,
    status: emptyStatus(),
  }));
  return applications.length === 0 ? {} : { applications };
}

/** POST /api/v1/applicationsets: create, or with `upsert` update; `dryRun` stores nothing. */
export function createSet(call: Call): unknown {
  const set = sentSet(bodyOf(call));
  const { world } = call;
  const namespace = set.metadata.namespace ?? world.namespace;
  demand(call, "applicationsets", "create", rbac(call, set));
  const project = projectOfSet(set);
  if (!world.projects.has(project)) {
    throw invalid(
      `ApplicationSet references project ${project} which does not exist`,
    );
  }
  const known = world.applicationSets.get(`${namespace}/${set.metadata.name}`);
  if (flag(call, "dryRun")) {
    const resources = generateApplications(set.spec).map(({ metadata }) => ({
      name: metadata.name,
      health: {},
    }));
    const old = world.version === "2.14";
    return {
      metadata: {
        ...set.metadata,
        ...(old ? { creationTimestamp: null } : {}),
      },
      spec: set.spec,
      status: {
        resources,
        ...(world.features.applicationSetEvents ? { health: {} } : {}),
      },
    };
  }
  if (set.metadata.resourceVersion !== undefined) {
    throw unknownError(
      "error creating ApplicationSet: resourceVersion should not be set on objects to be created",
    );
  }
  if (known === undefined) {
    return applicationSetWire(
      createApplicationSet(world, set, {
        user: call.caller.subject,
        quiet: true,
      }),
    );
  }
  if (!flag(call, "upsert")) {
    throw invalid(
      "existing ApplicationSet spec is different, use upsert flag to force update",
    );
  }
  demand(call, "applicationsets", "update", rbac(call, set));
  known.spec = storedSetSpec(set.spec);
  known.metadata.labels = { ...known.metadata.labels, ...set.metadata.labels };
  const wanted = new Set(
    generateApplications(set.spec).map(({ metadata }) => metadata.name),
  );
  for (const resource of digList(known, "status", "resources")) {
    const name = digText(resource, "name");
    const child = wanted.has(name)
      ? undefined
      : world.application(name, namespace);
    if (child !== undefined) removeApplication(world, child, { cascade: true });
  }
  known.metadata.resourceVersion = world.nextVersion();
  applySet(world, known);
  return applicationSetWire(known);
}

/** DELETE /api/v1/applicationsets/{name}: with its applications, and with their finalizers their workloads. */
export function deleteSet(call: Call): unknown {
  const set = applicationSetOf(call, "delete");
  const { namespace = call.world.namespace, name, uid } = set.metadata;
  for (const record of [...call.world.applications.values()]) {
    if (
      record.app.metadata.ownerReferences?.some((owner) =>
        owner.uid === uid
      ) !== true
    ) continue;
    removeApplication(call.world, record, {
      cascade: (record.app.metadata.finalizers ?? []).length > 0,
    });
  }
  call.world.applicationSets.delete(`${namespace}/${name}`);
  call.world.emit({
    kind: "ApplicationSet",
    type: "DELETED",
    key: `${namespace}/${name}`,
    object: set,
  });
  return {};
}
