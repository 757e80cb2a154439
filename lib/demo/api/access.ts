/**
 * Which application a call means, and whether the caller may have it. Argo CD hides what does not exist
 * behind the same 403 as what is forbidden, and says 404 only to a caller who names a project that caller
 * may read; a client that takes every 403 for a lack of rights is caught here.
 *
 * @module
 */
import type { Application } from "../model/application.ts";
import { ApiError, denied, invalid, notFound } from "../model/api_error.ts";
import type { ApplicationRecord, World } from "../model/world.ts";
import { type Call, may } from "./call.ts";

/** The name under which RBAC knows an application: `project/name`, with the namespace outside the control plane's. */
export function rbacName(world: World, app: Application): string {
  const { name, namespace = world.namespace } = app.metadata;
  return objectName(world, app.spec.project, namespace, name);
}

/** The RBAC object of an application that need not exist. */
export function objectName(
  world: World,
  project: string,
  namespace: string,
  name: string,
): string {
  return namespace === world.namespace || namespace === ""
    ? `${project}/${name}`
    : `${project}/${namespace}/${name}`;
}

/** Whether applications may live in the namespace. */
export function isEnabledNamespace(world: World, namespace: string): boolean {
  return namespace === world.namespace ||
    world.applicationNamespaces.includes(namespace);
}

/** The answer for an application that is not there. */
function applicationNotFound(name: string): ApiError {
  return notFound(`applications.argoproj.io "${name}" not found`);
}

/**
 * The application a call is about, with the permission that the call needs. Missing and forbidden
 * look alike unless the caller names a project in which he may do the same.
 */
export function applicationOf(
  call: Call,
  options: {
    readonly action?: string;
    readonly name?: string;
    readonly project?: string;
    readonly namespace?: string;
  } = {},
): ApplicationRecord {
  const { world } = call;
  const name = options.name ?? call.path["name"] ?? "";
  const namespace =
    (options.namespace ?? call.query.get("appNamespace") ?? "") ||
    world.namespace;
  const project = options.project ?? call.query.get("project") ?? "";
  const action = options.action ?? "get";
  if (
    project !== "" &&
    !may(
      call,
      "applications",
      action,
      objectName(world, project, namespace, name),
    )
  ) throw denied();
  const record = isEnabledNamespace(world, namespace)
    ? findApplication(world, name, namespace)
    : undefined;
  if (record === undefined) {
    if (project === "" || !isEnabledNamespace(world, namespace)) throw denied();
    throw applicationNotFound(name);
  }
  if (!may(call, "applications", action, rbacName(world, record.app))) {
    throw project === "" || project === record.app.spec.project
      ? denied()
      : applicationNotFound(name);
  }
  if (project !== "" && project !== record.app.spec.project) {
    throw applicationNotFound(name);
  }
  if (action === "get" && !world.projects.has(record.app.spec.project)) {
    throw invalid(
      `app is not allowed in project "${record.app.spec.project}", or the project does not exist`,
    );
  }
  return record;
}

/** An application of the world or, made real on first use, one of the generated fleet. */
function findApplication(
  world: World,
  name: string,
  namespace: string,
): ApplicationRecord | undefined {
  return world.application(name, namespace) ??
    world.fleet?.materialize(world, name, namespace);
}

/** The one project of a GET; more than one is an error. */
export function singleProject(call: Call): string {
  const projects = [
    ...call.query.getAll("project"),
    ...call.query.getAll("projects"),
  ];
  if (projects.length > 1) {
    throw invalid(
      "multiple projects specified - the get endpoint accepts either zero or one project",
    );
  }
  return projects[0] ?? "";
}
