/**
 * Which applications, projects and clusters the operator lets this server see: pure decisions over facts.
 *
 * Whatever cannot be told is out of scope.
 *
 * @module
 */
import { matchesGlob } from "./glob.ts";

/** What the operator allows; what is absent restricts nothing. */
export interface Scope {
  /** Name of the only cluster. */
  readonly cluster?: string;
  /** Patterns of projects. */
  readonly projects?: readonly string[];
  /** Patterns of applications, `name` (in the namespace of Argo CD) or `namespace/name`. */
  readonly applications?: readonly string[];
}

/** The cluster that Argo CD runs in, as destinations name it. */
export const IN_CLUSTER = {
  name: "in-cluster",
  server: "https://kubernetes.default.svc",
} as const;

/** What of an Application object decides; any of it may be missing. */
export interface ApplicationFacts {
  readonly metadata?:
    | { readonly name?: string; readonly namespace?: string }
    | undefined;
  readonly spec?: {
    readonly project?: string;
    readonly destination?: { readonly server?: string; readonly name?: string };
  } | undefined;
}

/** What stands outside of the application; absent = not known. */
export interface Surroundings {
  /** Address of the only cluster. */
  readonly server?: string | undefined;
  /** Namespace of Argo CD, whose applications are called by their name alone. */
  readonly controlPlane?: string | undefined;
}

/** The setting that refuses. */
export type Restriction =
  | "MCP_SINGLE_CLUSTER"
  | "MCP_ALLOWED_PROJECTS"
  | "MCP_ALLOWED_APPLICATIONS";

/** A cluster's address in the one form that can be compared; `undefined` for what is no address. */
export function comparableServer(
  server: string | undefined,
): string | undefined {
  // The parser would take blanks and line breaks away.
  if (!server || /[^!-~]/.test(server)) return undefined;
  const url = URL.parse(server);
  if (!url?.host || url.username || url.password) return undefined;
  return `${url.protocol}//${url.host}${
    url.pathname.replace(/\/+$/, "")
  }${url.search}${url.hash}`;
}

/** Whether a project may be seen. */
export function isProjectInScope(
  project: string | undefined,
  { projects }: Scope,
): boolean {
  return !projects ||
    (!!project && projects.some((pattern) => matchesGlob(project, pattern)));
}

/** Whether a cluster, or a destination, is the only one: by address and by name, whichever of them it says. */
export function isClusterInScope(
  { server, name }: { readonly server?: string; readonly name?: string },
  { cluster }: Scope,
  known: Surroundings,
): boolean {
  if (cluster === undefined) return true;
  if (!server && !name) return false;
  if (name && name !== cluster) return false;
  if (!server) return true;
  const wanted = comparableServer(known.server);
  return wanted !== undefined && comparableServer(server) === wanted;
}

function isListed(
  { name, namespace }: NonNullable<ApplicationFacts["metadata"]>,
  patterns: readonly string[],
  { controlPlane }: Surroundings,
): boolean {
  if (!name || !namespace) return false;
  return patterns.some((pattern) =>
    pattern.includes("/")
      ? matchesGlob(`${namespace}/${name}`, pattern)
      : namespace === controlPlane && matchesGlob(name, pattern)
  );
}

/** Which setting puts an application out of scope; `undefined` when it is in scope. */
export function restrictionOf(
  { metadata = {}, spec = {} }: ApplicationFacts,
  scope: Scope,
  known: Surroundings,
): Restriction | undefined {
  if (!isProjectInScope(spec.project, scope)) return "MCP_ALLOWED_PROJECTS";
  if (
    scope.applications && !isListed(metadata, scope.applications, known)
  ) return "MCP_ALLOWED_APPLICATIONS";
  return isClusterInScope(spec.destination ?? {}, scope, known)
    ? undefined
    : "MCP_SINGLE_CLUSTER";
}
