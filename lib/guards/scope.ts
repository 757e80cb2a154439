/**
 * Which applications, projects and clusters the operator lets this server see: pure decisions over facts.
 *
 * Whatever cannot be told is out of scope.
 *
 * @module
 */
import { ToolError } from "../errors.ts";
import { matchesGlob } from "./glob.ts";

/** What can restrict. */
export type ScopeRule = "cluster" | "projects" | "applications";

/** What the operator allows; what is absent restricts nothing. */
export interface Scope {
  /** Name of the only cluster. */
  readonly cluster?: string;
  /** Patterns of projects. */
  readonly projects?: readonly string[];
  /** Patterns of applications, `name` (in the namespace of Argo CD) or `namespace/name`. */
  readonly applications?: readonly string[];
  /** What the operator calls these settings; absent = by the variables. */
  readonly settings?: Readonly<Record<ScopeRule, string>>;
  /** A scope that has to let pass, too; made by `narrowScope`. */
  readonly within?: Scope;
}

/** The variables that make a scope. */
const VARIABLES: Readonly<Record<ScopeRule, string>> = {
  cluster: "MCP_SINGLE_CLUSTER",
  projects: "MCP_ALLOWED_PROJECTS",
  applications: "MCP_ALLOWED_APPLICATIONS",
};

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

/** What refuses. */
export interface Restriction {
  readonly rule: ScopeRule;
  /** What its operator calls it: `MCP_ALLOWED_PROJECTS`. */
  readonly setting: string;
}

/** A scope and those that it lies within, the narrowest first: what is in scope passes each of them. */
function layersOf(scope: Scope): readonly Scope[] {
  return scope.within ? [scope, ...layersOf(scope.within)] : [scope];
}

/** The first layer that does not pass. */
function refusing(
  rule: ScopeRule,
  scope: Scope,
  passes: (layer: Scope) => boolean,
): Restriction | undefined {
  const layer = layersOf(scope).find((layer) => !passes(layer));
  return layer && { rule, setting: (layer.settings ?? VARIABLES)[rule] };
}

/** Name of the only cluster. */
export function clusterOf(scope: Scope): string | undefined {
  return layersOf(scope).find(({ cluster }) => cluster !== undefined)?.cluster;
}

/** Every pattern of that rule; `undefined` when it restricts nothing. */
export function patternsOf(
  rule: "projects" | "applications",
  scope: Scope,
): readonly string[] | undefined {
  const lists = layersOf(scope).flatMap((layer) => {
    const patterns = layer[rule];
    return patterns ? [patterns] : [];
  });
  return lists.length > 0 ? lists.flat() : undefined;
}

/**
 * Both scopes at once: only what each of them lets pass.
 *
 * @param outer What holds everywhere.
 * @throws {ToolError} `CONFIGURATION` when they name different clusters: nothing could pass.
 */
export function narrowScope(
  outer: Scope | undefined,
  inner: Scope | undefined,
): Scope | undefined {
  if (!outer || !inner) return outer ?? inner;
  const within = narrowScope(outer, inner.within);
  const scope: Scope = { ...inner, ...(within ? { within } : {}) };
  const layers = layersOf(scope).filter(({ cluster }) => cluster !== undefined);
  const other = layers.find(({ cluster }) => cluster !== clusterOf(scope));
  if (!other) return scope;
  const [one, two] = [layers[0] ?? scope, other].map(
    ({ settings = VARIABLES, cluster }) => `${settings.cluster} '${cluster}'`,
  );
  throw new ToolError(
    "CONFIGURATION",
    `Cannot narrow the scope: ${one} and ${two} are two clusters, so that nothing is in scope`,
    { hint: "Name the same cluster in both, or leave one of them out" },
  );
}

/** The scope in words; `off` without one. */
export function scopeText(scope: Scope | undefined): string {
  if (!scope) return "off";
  const { cluster, projects, applications, within } = scope;
  const own = [
    cluster && `cluster ${cluster}`,
    projects && `projects ${projects.join(", ")}`,
    applications && `applications ${applications.join(", ")}`,
  ].filter(Boolean).join("; ");
  return within ? `${own || "off"} (within ${scopeText(within)})` : own;
}

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

/** What keeps a project out of sight; `undefined` when it is in scope. */
export function projectRestriction(
  project: string | undefined,
  scope: Scope,
): Restriction | undefined {
  return refusing(
    "projects",
    scope,
    ({ projects }) =>
      !projects ||
      (!!project && projects.some((pattern) => matchesGlob(project, pattern))),
  );
}

/** Whether a project may be seen. */
export function isProjectInScope(
  project: string | undefined,
  scope: Scope,
): boolean {
  return projectRestriction(project, scope) === undefined;
}

/** What keeps a cluster out; `known.server` is the address of the only cluster, and so of one name. */
function clusterRestriction(
  { server, name }: { readonly server?: string; readonly name?: string },
  scope: Scope,
  known: Surroundings,
): Restriction | undefined {
  const only = clusterOf(scope);
  return refusing("cluster", scope, ({ cluster }) => {
    if (cluster === undefined) return true;
    if (cluster !== only || (!server && !name)) return false;
    if (name && name !== cluster) return false;
    if (!server) return true;
    const wanted = comparableServer(known.server);
    return wanted !== undefined && comparableServer(server) === wanted;
  });
}

/** Whether a cluster, or a destination, is the only one: by address and by name, whichever of them it says. */
export function isClusterInScope(
  cluster: { readonly server?: string; readonly name?: string },
  scope: Scope,
  known: Surroundings,
): boolean {
  return clusterRestriction(cluster, scope, known) === undefined;
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

/** What puts an application out of scope; `undefined` when it is in scope. */
export function restrictionOf(
  { metadata = {}, spec = {} }: ApplicationFacts,
  scope: Scope,
  known: Surroundings,
): Restriction | undefined {
  return projectRestriction(spec.project, scope) ??
    refusing(
      "applications",
      scope,
      ({ applications }) =>
        !applications || isListed(metadata, applications, known),
    ) ??
    clusterRestriction(spec.destination ?? {}, scope, known);
}
