/**
 * Projects and what they allow. The rules are checked at two moments, when a spec is sent and at each
 * comparison, so an application can become invalid without being touched.
 *
 * @module
 */
import type { Application, ApplicationSpec, Source } from "./application.ts";
import { sourcesOf } from "./application.ts";
import { globMatch } from "./glob.ts";
import type { KubeMetadata } from "./kube_object.ts";
import type { SyncWindow } from "./windows.ts";
import type { World } from "./world.ts";

/** A role of a project, with its policies and the tokens issued for it. */
export interface ProjectRole {
  name: string;
  description?: string;
  policies?: string[];
  jwtTokens?: { iat: number; exp?: number; id?: string }[];
  groups?: string[];
}

/** An AppProject in the form the API sends it. */
export interface Project {
  metadata: KubeMetadata;
  spec: {
    sourceRepos?: string[];
    destinations?: { server?: string; name?: string; namespace?: string }[];
    description?: string;
    roles?: ProjectRole[];
    clusterResourceWhitelist?: { group: string; kind: string }[];
    namespaceResourceBlacklist?: { group: string; kind: string }[];
    orphanedResources?: { warn?: boolean };
    syncWindows?: SyncWindow[];
    sourceNamespaces?: string[];
    [field: string]: unknown;
  };
  status: {
    jwtTokensByRole?: Record<
      string,
      { items?: { iat: number; exp?: number; id?: string }[] }
    >;
  };
}

/** Why the project forbids a spec: one text for each violation. */
export function projectViolations(
  world: World,
  project: Project,
  spec: ApplicationSpec,
): readonly string[] {
  const violations: string[] = [];
  for (const source of sourcesOf(spec)) {
    if (!allowsSource(project, source)) {
      violations.push(
        `application repo ${source.repoURL} is not permitted in project '${project.metadata.name}'`,
      );
    }
  }
  const server = world.serverOf(spec.destination);
  const { namespace = "" } = spec.destination;
  if (
    server !== undefined &&
    !allowsDestination(world, project, server, namespace)
  ) {
    violations.push(
      `application destination server '${server}' and namespace '${namespace}' do not match any of the allowed destinations in project '${project.metadata.name}'`,
    );
  }
  return violations;
}

/** Whether the project lets applications use this repository. */
export function allowsSource(project: Project, source: Source): boolean {
  return (project.spec.sourceRepos ?? []).some((pattern) =>
    globMatch(pattern, source.repoURL)
  );
}

/** Whether the project lets applications go to this namespace of this cluster. */
export function allowsDestination(
  world: World,
  project: Project,
  server: string,
  namespace: string,
): boolean {
  return (project.spec.destinations ?? []).some((allowed) => {
    const pattern = allowed.server ??
      world.clusterNamed(allowed.name ?? "")?.server ?? "";
    return globMatch(pattern, server) &&
      globMatch(allowed.namespace ?? "*", namespace);
  });
}

/** Whether an application in its namespace may belong to the project. */
export function admitsNamespace(
  world: World,
  project: Project,
  app: Pick<Application, "metadata">,
): boolean {
  const { namespace = world.namespace } = app.metadata;
  return namespace === world.namespace ||
    (project.spec.sourceNamespaces ?? []).some((pattern) =>
      globMatch(pattern, namespace)
    );
}
