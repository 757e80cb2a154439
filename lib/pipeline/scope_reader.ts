/**
 * Finds out what the scope depends on, for one call: where Argo CD lives and which address the only cluster has.
 *
 * @module
 */
import type { ArgocdClient } from "../argocd/client.ts";
import {
  getSettings,
  listApplications,
  listClusters,
  listProjects,
} from "../argocd/endpoints.ts";
import type { Application } from "../argocd/wire/application.ts";
import type { Project } from "../argocd/wire/projects.ts";
import { ToolError } from "../errors.ts";
import {
  type ApplicationFacts,
  clusterOf,
  IN_CLUSTER,
  isProjectInScope,
  patternsOf,
  projectRestriction,
  type Restriction,
  restrictionOf,
  type Scope,
  type Surroundings,
} from "../guards/scope.ts";
import { addressOf } from "./clusters_in_scope.ts";

/** Where Argo CD lives unless its settings say otherwise; older ones do not say. */
const USUAL_NAMESPACE = "argocd";

interface SourceFacts {
  readonly repoURL?: string;
}

/** One address of a repository for all ways to write it. */
function comparableRepository(url: string): string {
  return url.trim().replace(/^([a-z][a-z0-9+.-]*:\/\/)[^/]*@/i, "$1")
    .replace(/\/+$/, "").replace(/\.git$/i, "").toLowerCase();
}

/** Answers questions about the scope; each fact is read once at most. */
export class ScopeReader {
  readonly #client: ArgocdClient;
  readonly #scope: Scope;
  readonly #signal: AbortSignal;
  #server: Promise<string | undefined> | undefined;
  #controlPlane: Promise<string | undefined> | undefined;

  constructor(
    client: ArgocdClient,
    options: { readonly scope: Scope; readonly signal: AbortSignal },
  ) {
    this.#client = client;
    this.#scope = options.scope;
    this.#signal = options.signal;
  }

  /** Which setting keeps `facts` out; `controlPlane` where the question itself told it. */
  async restrictionOf(
    facts: ApplicationFacts,
    controlPlane?: string,
  ): Promise<Restriction | undefined> {
    const { spec } = facts;
    // What needs no request decides first.
    const restriction = projectRestriction(spec?.project, this.#scope);
    if (restriction) return restriction;
    const known = await this.#surroundings([facts], controlPlane);
    return restrictionOf(facts, this.#scope, known);
  }

  /** Those of `items` that are in scope. */
  async applicationsInScope<Item extends ApplicationFacts>(
    items: readonly Item[],
  ): Promise<readonly Item[]> {
    const known = await this.#surroundings(items);
    return items.filter((item) =>
      restrictionOf(item, this.#scope, known) === undefined
    );
  }

  /** Those of `repositories` that belong to no project out of scope and, with allow-lists, are used in scope. */
  async repositoriesInScope<
    Item extends { readonly repo?: string; readonly project?: string },
  >(repositories: readonly Item[]): Promise<readonly Item[]> {
    const allowed = repositories.filter(({ project }) =>
      !project || isProjectInScope(project, this.#scope)
    );
    if (!this.isListed || allowed.length === 0) return allowed;
    const used = await this.#usedRepositories();
    return allowed.filter(({ repo = "" }) =>
      used.has(comparableRepository(repo))
    );
  }

  async #usedRepositories(): Promise<ReadonlySet<string>> {
    const applications = await this.applications();
    const sources = applications.flatMap(({ spec = {} }): SourceFacts[] => [
      spec.source ?? {},
      ...(spec.sources ?? []),
      (spec.sourceHydrator?.["drySource"] ?? {}) as SourceFacts,
    ]);
    return new Set(
      sources.flatMap(({ repoURL }) =>
        repoURL ? [comparableRepository(repoURL)] : []
      ),
    );
  }

  /** Whether an allow-list makes the scope, and not the cluster alone. */
  get isListed(): boolean {
    return patternsOf("projects", this.#scope) !== undefined ||
      patternsOf("applications", this.#scope) !== undefined;
  }

  /** All applications in scope. */
  async applications(): Promise<readonly Application[]> {
    const { items } = await this.#client.call(listApplications, {
      query: {
        fields: "items.metadata.name,items.metadata.namespace,items.spec",
      },
      signal: this.#signal,
      purpose: "list the applications in scope",
    });
    return await this.applicationsInScope(items ?? []);
  }

  /** The projects in scope, where projects are what the scope lists. */
  async projects(): Promise<readonly Project[]> {
    if (!patternsOf("projects", this.#scope)) return [];
    const answer = await this.#orUnknown(
      this.#client.call(listProjects, {
        signal: this.#signal,
        purpose: "list the projects in scope",
      }),
    );
    return (answer?.items ?? []).filter(({ metadata }) =>
      isProjectInScope(metadata?.name, this.#scope)
    );
  }

  /** Only what `items` need is asked for. */
  async #surroundings(
    items: readonly ApplicationFacts[],
    controlPlane?: string,
  ): Promise<Surroundings> {
    const cluster = clusterOf(this.#scope);
    const applications = patternsOf("applications", this.#scope);
    const needsServer = cluster !== undefined &&
      items.some(({ spec }) => spec?.destination?.server);
    const needsNamespace = controlPlane === undefined && items.length > 0 &&
      applications?.some((pattern) => !pattern.includes("/"));
    return {
      server: needsServer
        ? await (this.#server ??= this.#readServer(cluster))
        : undefined,
      controlPlane: needsNamespace
        ? await (this.#controlPlane ??= this.#readControlPlane())
        : controlPlane,
    };
  }

  async #readServer(cluster: string): Promise<string | undefined> {
    if (cluster === IN_CLUSTER.name) return IN_CLUSTER.server;
    const answer = await this.#orUnknown(
      this.#client.call(listClusters, {
        signal: this.#signal,
        purpose: "look up the cluster in scope",
      }),
    );
    return addressOf(cluster, answer?.items ?? []);
  }

  async #readControlPlane(): Promise<string | undefined> {
    const settings = await this.#orUnknown(
      this.#client.call(getSettings, {
        signal: this.#signal,
        purpose: "read the settings",
      }),
    );
    return settings && (settings.controllerNamespace || USUAL_NAMESPACE);
  }

  /** A fact that cannot be read is not known; what ends the call still ends it. */
  async #orUnknown<Value>(work: Promise<Value>): Promise<Value | undefined> {
    try {
      return await work;
    } catch (error) {
      if (error instanceof ToolError && !this.#signal.aborted) return undefined;
      throw error;
    }
  }
}
