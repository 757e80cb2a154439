/**
 * Reading projects, their windows, events and links. Rights are checked before existence, so that only
 * those who may read a project learn that it is missing.
 *
 * @module
 */
import { notFound } from "../model/api_error.ts";
import { compareText } from "../model/kube_object.ts";
import type { Project } from "../model/project.ts";
import { isActive } from "../model/windows.ts";
import { type Call, demand, may } from "./call.ts";
import { eventList } from "./events.ts";
import { linksFor } from "./link_reads.ts";
import { managedFieldsEntry, metadataWire } from "./metadata_wire.ts";
import { fieldsOf, pick } from "./projection.ts";

/** The project as the API sends it. */
export function projectWire(project: Project, withTokens = false): unknown {
  const roles = project.spec.roles ?? [];
  const byRole = Object.fromEntries(
    roles.map((
      role,
    ) => [
      role.name,
      role.jwtTokens === undefined ? {} : { items: role.jwtTokens },
    ]),
  );
  const status = withTokens && roles.length > 0
    ? { jwtTokensByRole: byRole }
    : project.status;
  const entry = managedFieldsEntry("argocd", {
    time: project.metadata.creationTimestamp,
    fields: { "f:spec": { ".": {} }, "f:status": {} },
  });
  return {
    metadata: metadataWire(project.metadata, [entry]),
    spec: project.spec,
    status,
  };
}

/** The project a call names; permission comes before existence. */
export function projectOf(call: Call, action = "get"): Project {
  const name = call.path["name"] ?? "";
  demand(call, "projects", action, name);
  const project = call.world.projects.get(name);
  if (project === undefined) {
    throw notFound(`appprojects.argoproj.io "${name}" not found`);
  }
  return project;
}

/** GET /api/v1/projects */
export function listProjects(call: Call): unknown {
  const items = [...call.world.projects.values()].filter(({ metadata }) =>
    may(call, "projects", "get", metadata.name)
  )
    .sort((left, right) => compareText(left.metadata.name, right.metadata.name))
    .map((project) => projectWire(project));
  const answer = {
    metadata: { resourceVersion: call.world.resourceVersion },
    items: items.length === 0 ? null : items,
  };
  const fields = fieldsOf(call.query);
  return fields === undefined ? answer : pick(answer, fields);
}

/** GET /api/v1/projects/{name} */
export function getProject(call: Call): unknown {
  return projectWire(projectOf(call), true);
}

/** GET /api/v1/projects/{name}/detailed */
export function getDetailedProject(call: Call): unknown {
  return { project: projectWire(projectOf(call), true) };
}

/** GET /api/v1/projects/{name}/globalprojects: the world has none. */
export function getGlobalProjects(call: Call): unknown {
  projectOf(call);
  return {};
}

/** GET /api/v1/projects/{name}/syncwindows: those that are open now. */
export function getProjectWindows(call: Call): unknown {
  const now = call.world.now();
  const windows = (projectOf(call).spec.syncWindows ?? []).filter((window) =>
    isActive(window, now)
  );
  return windows.length === 0 ? {} : { windows };
}

/** GET /api/v1/projects/{name}/events */
export function getProjectEvents(call: Call): unknown {
  return eventList(
    call.world,
    call.world.home,
    projectOf(call).metadata.uid ?? "",
  );
}

/** GET /api/v1/projects/{name}/links */
export function getProjectLinks(call: Call): unknown {
  return linksFor(call, "project", projectOf(call).metadata.name, "");
}
