/**
 * Creating, replacing and deleting projects. A project is the one thing here whose resource version is
 * checked: a stale one is a 409, where an application would be overwritten.
 *
 * @module
 */
import { ApiError, invalid, unknownError } from "../model/api_error.ts";
import { sourcesOf } from "../model/application.ts";
import {
  type Dict,
  dig,
  digDict,
  digText,
  isDict,
  sameJson,
} from "../model/json.ts";
import {
  allowsDestination,
  allowsSource,
  type Project,
} from "../model/project.ts";
import { addProject } from "../model/project_store.ts";
import { isCron, type SyncWindow } from "../model/windows.ts";
import type { World } from "../model/world.ts";
import { invalidName, isValidName } from "./application_input.ts";
import { bodyOf, type Call, demand, flag } from "./call.ts";
import { projectOf, projectWire } from "./projects.ts";

function payload(call: Call): Dict {
  const project = bodyOf(call)["project"];
  if (!isDict(project)) throw invalid("missing payload 'project' in request");
  return project;
}

/** Refuses a project spec the way the API server does. */
function validate(world: World, name: string, spec: Project["spec"]): void {
  const roles = new Set<string>();
  for (const role of spec.roles ?? []) {
    if (roles.has(role.name)) {
      throw new ApiError(6, `role '${role.name}' already exists`);
    }
    roles.add(role.name);
    const subject = `proj:${name}:${role.name}`;
    for (const policy of role.policies ?? []) {
      const found = policy.split(",")[1]?.trim() ?? "";
      if (found !== subject) {
        throw invalid(
          `invalid policy rule '${policy}': policy subject must be: '${subject}', not '${found}'`,
        );
      }
    }
  }
  for (const destination of spec.destinations ?? []) {
    if (destination.server === "!*") {
      throw invalid("server has an invalid format, '!*'");
    }
  }
  const windows = new Set<string>();
  for (const { kind, schedule, duration } of spec.syncWindows ?? []) {
    if (!isCron(schedule)) {
      const fields = schedule.trim().split(/\s+/);
      throw unknownError(
        `error validating project: cannot parse schedule '${schedule}': expected exactly 5 fields, found ${fields.length}: [${
          fields.join(" ")
        }]`,
      );
    }
    const key = `'${kind}':'${schedule}':'${duration}'`;
    if (world.version === "2.14" && windows.has(key)) {
      throw new ApiError(6, `window ${key} already exists, update or edit`);
    }
    windows.add(key);
  }
}

function storedSpec(world: World, sent: unknown): Project["spec"] {
  const spec = structuredClone(isDict(sent) ? sent : {}) as Project["spec"];
  for (const window of spec.syncWindows ?? []) cleanWindow(world, window);
  return spec;
}

function cleanWindow(world: World, window: SyncWindow): void {
  if (!world.features.windowDescription) delete window.description;
  if (window.manualSync === false) delete window.manualSync;
  if (window.andOperator === false) delete window.andOperator;
  window.timeZone ??= "UTC";
}

/** POST /api/v1/projects */
export function createProject(call: Call): unknown {
  const sent = payload(call);
  const name = digText(sent, "metadata", "name");
  demand(call, "projects", "create", name);
  const spec = storedSpec(call.world, sent["spec"]);
  validate(call.world, name, spec);
  const known = call.world.projects.get(name);
  if (known === undefined) {
    if (!isValidName(name)) throw invalid(invalidName("AppProject", name));
    const made = addProject(call.world, name, spec);
    const labels = digDict(sent, "metadata", "labels");
    if (Object.keys(labels).length > 0) {
      made.metadata.labels = labels as Record<string, string>;
    }
    return projectWire(made);
  }
  if (sameJson(known.spec, spec)) return projectWire(known);
  if (!flag(call, "upsert") && dig(bodyOf(call), "upsert") !== true) {
    const keys = Object.keys({ ...known.spec, ...spec }).filter((key) =>
      !sameJson(known.spec[key], spec[key])
    );
    const named = keys.map((key) =>
      `"${key.charAt(0).toUpperCase()}${key.slice(1)}"`
    ).join(",");
    throw invalid(
      `existing project spec is different; use upsert flag to force update; difference in keys ${named}`,
    );
  }
  demand(call, "projects", "update", name);
  replaceSpec(call, known, spec);
  return projectWire(known);
}

function replaceSpec(
  call: Call,
  project: Project,
  spec: Project["spec"],
): void {
  if (sameJson(project.spec, spec)) return;
  project.spec = spec;
  project.metadata.resourceVersion = call.world.nextVersion();
  project.metadata.generation = (project.metadata.generation ?? 1) + 1;
  for (const record of call.world.applications.values()) {
    if (record.app.spec.project === project.metadata.name) record.dirty = true;
  }
}

/** PUT /api/v1/projects/{name}: the one write that checks the resource version. */
export function putProject(call: Call): unknown {
  const sent = payload(call);
  const project = projectOf(call, "update");
  const { name } = project.metadata;
  const spec = storedSpec(call.world, sent["spec"]);
  validate(call.world, name, spec);
  refuseOrphaning(call, project, spec);
  const version = digText(sent, "metadata", "resourceVersion");
  if (version === "") {
    throw invalid(
      `appprojects.argoproj.io "${name}" is invalid: metadata.resourceVersion: Invalid value: 0: must be specified for an update`,
    );
  }
  const uid = digText(sent, "metadata", "uid");
  if (uid !== "" && uid !== project.metadata.uid) {
    throw new ApiError(
      10,
      `Operation cannot be fulfilled on appprojects.argoproj.io "${name}": StorageError: invalid object, Code: 4, Key: /registry/argoproj.io/appprojects/${call.world.namespace}/${name}, ResourceVersion: 0, AdditionalErrorMsg: Precondition failed: UID in precondition: ${uid}, UID in object meta: ${project.metadata.uid}`,
    );
  }
  if (version !== project.metadata.resourceVersion) {
    throw new ApiError(
      10,
      `Operation cannot be fulfilled on appprojects.argoproj.io "${name}": the object has been modified; please apply your changes to the latest version and try again`,
    );
  }
  replaceSpec(call, project, spec);
  return projectWire(project);
}

/** An update must not leave an application of the control plane's namespace outside its project. */
function refuseOrphaning(
  call: Call,
  project: Project,
  spec: Project["spec"],
): void {
  const { world } = call;
  const next = { ...project, spec };
  let destinations = 0;
  let sources = 0;
  for (const { app } of world.applications.values()) {
    if (
      app.spec.project !== project.metadata.name ||
      app.metadata.namespace !== world.namespace
    ) continue;
    const server = world.serverOf(app.spec.destination) ?? "";
    const namespace = app.spec.destination.namespace ?? "";
    if (
      allowsDestination(world, project, server, namespace) &&
      !allowsDestination(world, next, server, namespace)
    ) destinations++;
    if (
      sourcesOf(app.spec).some((source) =>
        allowsSource(project, source) && !allowsSource(next, source)
      )
    ) sources++;
  }
  const became = (count: number, what: string) =>
    invalid(
      `as a result of project update ${count} applications ${what} became invalid`,
    );
  if (sources > 0) throw became(sources, "source");
  if (destinations > 0) throw became(destinations, "destination");
}

/** DELETE /api/v1/projects/{name} */
export function deleteProject(call: Call): unknown {
  const name = call.path["name"] ?? "";
  demand(call, "projects", "delete", name);
  if (name === "default") {
    throw invalid("name 'default' is reserved and cannot be deleted");
  }
  projectOf(call, "delete");
  let used = 0;
  for (const { app } of call.world.applications.values()) {
    if (app.spec.project === name) used++;
  }
  if (used > 0) throw invalid(`project is referenced by ${used} applications`);
  call.world.projects.delete(name);
  return {};
}
