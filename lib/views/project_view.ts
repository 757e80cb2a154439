/**
 * A project: what its applications may do, and who may do it.
 *
 * @module
 */
import type { GroupKind, Project } from "../argocd/wire/projects.ts";
import { compact } from "./compact.ts";
import { destinationTitle } from "./destination.ts";
import {
  sortWindows,
  type SyncWindowView,
  syncWindowView,
} from "./sync_window_view.ts";
import { withoutUserInfo } from "./without_user_info.ts";
import { isoTime } from "./iso_time.ts";

/** A role of a project. */
export interface RoleView {
  readonly name?: string;
  readonly description?: string;
  /** `applications sync team-a/*`, with `deny` where it forbids. */
  readonly policies?: readonly string[];
  readonly groups?: readonly string[];
  /** Never the tokens themselves. */
  readonly tokens?: readonly TokenView[];
}

/** That a token exists, and for how long. */
export interface TokenView {
  readonly id?: string;
  readonly issued?: string;
  /** Absent = never. */
  readonly expires?: string;
}

/** Everything about one project. */
export interface ProjectView {
  readonly project: string;
  readonly description?: string;
  readonly source_repos: readonly string[];
  /** Namespaces, besides that of Argo CD, that its applications may live in. */
  readonly source_namespaces?: readonly string[];
  readonly destinations: readonly string[];
  readonly cluster_kinds: KindRules;
  readonly namespaced_kinds: KindRules;
  readonly windows?: readonly SyncWindowView[];
  readonly roles?: readonly RoleView[];
  /** What happens to objects in its namespaces that belong to no application. */
  readonly orphaned_resources: string;
  readonly only_own_clusters?: boolean;
  readonly service_accounts?: readonly string[];
}

/** Which kinds may be managed. */
export interface KindRules {
  readonly allowed: readonly string[] | "all" | "none";
  readonly denied?: readonly string[];
}

function kindTitle({ group, kind, name }: GroupKind): string {
  const title = `${group ? `${group}/` : ""}${kind ?? "*"}`;
  return name ? `${title} ${name}` : title;
}

function rules(
  allowed: readonly GroupKind[] | undefined,
  options: {
    readonly denied: readonly GroupKind[] | undefined;
    readonly absent: "all" | "none";
  },
): KindRules {
  const titles = (allowed ?? []).map(kindTitle);
  const denied = (options.denied ?? []).map(kindTitle);
  return {
    allowed: titles.length === 0
      ? options.absent
      : titles.includes("*/*")
      ? "all"
      : titles,
    ...compact({ denied }),
  };
}

/** `p, proj:team-a:ci, applications, sync, team-a/*, allow` without what every policy of the role says. */
function policyTitle(policy: string): string {
  const [, , resource, action, object, effect] = policy.split(",")
    .map((part) => part.trim());
  if (!resource || !action || !object) return policy;
  return `${effect === "deny" ? "deny " : ""}${resource} ${action} ${object}`;
}

function isoOf(seconds: number | undefined): string | undefined {
  return seconds ? isoTime(seconds * 1_000) : undefined;
}

function orphans(project: Project): string {
  const { orphanedResources } = project.spec ?? {};
  if (!orphanedResources) return "not watched";
  return orphanedResources.warn === false
    ? "watched"
    : "watched, with a warning";
}

/** Makes the view of a project. */
export function projectView(project: Project, now: Date): ProjectView {
  const { metadata, spec = {} } = project;
  const accounts = (spec.destinationServiceAccounts ?? []).map((account) =>
    `${account["server"] ?? ""}/${account["namespace"] ?? ""} as ${
      account["defaultServiceAccount"] ?? "?"
    }`
  );
  return {
    project: metadata?.name ?? "?",
    ...compact({ description: spec.description }),
    source_repos: (spec.sourceRepos ?? []).map(withoutUserInfo),
    ...compact({ source_namespaces: spec.sourceNamespaces }),
    destinations: (spec.destinations ?? []).map(destinationTitle),
    // Nothing listed means nothing for the cluster, but everything for namespaces.
    cluster_kinds: rules(spec.clusterResourceWhitelist, {
      denied: spec.clusterResourceBlacklist,
      absent: "none",
    }),
    namespaced_kinds: rules(spec.namespaceResourceWhitelist, {
      denied: spec.namespaceResourceBlacklist,
      absent: "all",
    }),
    ...compact({
      windows: sortWindows(
        (spec.syncWindows ?? []).map((window) =>
          syncWindowView(window, { now })
        ),
      ),
      roles: (spec.roles ?? []).map((role) =>
        compact({
          name: role.name,
          description: role.description,
          policies: (role.policies ?? []).map(policyTitle),
          groups: role.groups,
          tokens: (role.jwtTokens ?? []).map((token) =>
            compact({
              id: token.id,
              issued: isoOf(token.iat),
              expires: isoOf(token.exp),
            })
          ),
        })
      ),
    }),
    orphaned_resources: orphans(project),
    ...compact({
      only_own_clusters: spec.permitOnlyProjectScopedClusters || undefined,
      service_accounts: accounts,
    }),
  };
}

/** Columns of {@linkcode projectRow}. */
export const PROJECT_COLUMNS = [
  "name",
  "source_repos",
  "destinations",
  "windows",
  "roles",
  "description",
] as const;

function some(values: readonly string[]): string {
  const more = values.length - 2;
  return more > 0
    ? `${values.slice(0, 2).join(", ")}, ${more} more`
    : values.join(", ");
}

/** A project as a row of a list. */
export function projectRow(project: Project, now: Date): readonly string[] {
  const view = projectView(project, now);
  const windows = view.windows ?? [];
  const active = windows.filter((window) => window.active).length;
  return [
    view.project,
    some(view.source_repos),
    some(view.destinations),
    windows.length > 0 ? `${windows.length} (${active} active)` : "",
    (view.roles ?? []).map(({ name }) => name).join(", "),
    view.description ?? "",
  ];
}
