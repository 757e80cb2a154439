/**
 * Adding a project to the world, with the event that tells of it.
 *
 * @module
 */
import { uidFrom } from "./ids.ts";
import type { Project } from "./project.ts";
import { stamp } from "./time.ts";
import type { World } from "./world.ts";

/** Adds a project. */
export function addProject(
  world: World,
  name: string,
  spec: Project["spec"],
): Project {
  const project: Project = {
    metadata: {
      name,
      namespace: world.namespace,
      uid: uidFrom(`project ${name}`),
      resourceVersion: world.nextVersion(),
      generation: 1,
      creationTimestamp: stamp(world.now()),
    },
    spec,
    status: {},
  };
  world.projects.set(name, project);
  world.home.event({
    apiVersion: "argoproj.io/v1alpha1",
    kind: "AppProject",
    metadata: project.metadata,
  }, {
    reason: "ResourceCreated",
    message: "admin created project",
    component: "argocd-server",
  });
  return project;
}
