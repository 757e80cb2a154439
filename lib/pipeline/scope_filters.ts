/**
 * What of each answer of Argo CD is in scope.
 *
 * @module
 */
import * as endpoints from "../argocd/endpoints.ts";
import type {
  Application,
  ApplicationList,
} from "../argocd/wire/application.ts";
import type { EventList } from "../argocd/wire/events.ts";
import type { ClusterList, RepositoryList } from "../argocd/wire/platform.ts";
import type { ProjectList } from "../argocd/wire/projects.ts";
import type {
  ApplicationTree,
  ManagedResources,
  Manifests,
} from "../argocd/wire/resources.ts";
import {
  type ApplicationFacts,
  isProjectInScope,
  type Scope,
} from "../guards/scope.ts";
import { clustersInScope } from "./clusters_in_scope.ts";
import type { ScopeReader } from "./scope_reader.ts";
import {
  groupOf,
  type Identity,
  isOwnKind,
  nameOnly,
  readManifest,
} from "./scoped_objects.ts";

/** What decides. */
export interface Known {
  readonly scope: Scope;
  readonly reader: ScopeReader;
}

/** What a filter works with. */
export interface FilterContext extends Known {
  /** The application that the request was about. */
  readonly about?: Identity;
  /** Takes notice of an application in scope. */
  readonly found: (application: ApplicationFacts) => void;
  /** Takes notice of how many were left out. */
  readonly leftOut: (kind: string, count: number) => void;
  /** Asks the same with other `fields`. */
  readonly again: (fields: string) => Promise<never>;
}

/** Makes of an answer what may be shown of it. */
export type Filter = (
  answer: never,
  context: FilterContext,
) => Promise<unknown>;

/** Whether one of Argo CD's own objects may be shown; where an ApplicationSet leads cannot be told. */
export async function isObjectInScope(
  object: ApplicationFacts & { readonly kind?: unknown },
  { scope, reader }: Known,
): Promise<boolean> {
  const kind = String(object.kind).toLowerCase();
  if (kind === "appproject") {
    return isProjectInScope(object.metadata?.name, scope);
  }
  return kind === "application" &&
    await reader.restrictionOf(object) === undefined;
}

async function isManifestInScope(
  text: string | undefined,
  known: Known,
): Promise<boolean> {
  const object = readManifest(text);
  if (!object) return true;
  const { kind, apiVersion } = object;
  return !isOwnKind({ group: groupOf(apiVersion), kind: String(kind) }) ||
    await isObjectInScope(object, known);
}

async function keep<Item>(
  items: readonly Item[],
  passes: (item: Item) => boolean | Promise<boolean>,
): Promise<readonly Item[]> {
  const verdicts = await Promise.all(items.map(passes));
  return items.filter((_item, index) => verdicts[index]);
}

/** Argo CD leaves fields out that it does not know; without the spec nothing could be told. */
async function withSpec(
  items: readonly Application[],
  { again }: FilterContext,
): Promise<readonly Application[]> {
  if (!items[0] || items[0].spec) return items;
  const answer: ApplicationList = await again(
    "items.metadata,items.spec,items.status.sync,items.status.health,items.status.operationState.phase," +
      "items.status.operationState.finishedAt",
  );
  return answer.items ?? [];
}

async function applications(
  answer: ApplicationList,
  context: FilterContext,
): Promise<ApplicationList> {
  const all = await withSpec(answer.items ?? [], context);
  const items = await context.reader.applicationsInScope(all);
  items.forEach(context.found);
  context.leftOut("applications", all.length - items.length);
  return { ...answer, items };
}

async function projects(
  answer: ProjectList,
  { scope, leftOut }: FilterContext,
): Promise<ProjectList> {
  const all = answer.items ?? [];
  const items = await keep(
    all,
    ({ metadata }) => isProjectInScope(metadata?.name, scope),
  );
  leftOut("projects", all.length - items.length);
  return { ...answer, items };
}

async function clusters(
  answer: ClusterList,
  { scope, reader, leftOut }: FilterContext,
): Promise<ClusterList> {
  const all = answer.items ?? [];
  const items = await clustersInScope(all, { scope, reader });
  leftOut("clusters", all.length - items.length);
  return { ...answer, items };
}

async function repositories(
  answer: RepositoryList,
  { reader, leftOut }: FilterContext,
): Promise<RepositoryList> {
  const all = answer.items ?? [];
  const items = await reader.repositoriesInScope(all);
  leftOut("repositories", all.length - items.length);
  return { ...answer, items };
}

/** The tree names its applications and no more; orphans belong to nobody. */
function tree(
  answer: ApplicationTree,
  { leftOut }: FilterContext,
): Promise<ApplicationTree> {
  const orphans = answer.orphanedNodes ?? [];
  const orphanedNodes = orphans.filter((node) => !isOwnKind(node));
  leftOut("resources", orphans.length - orphanedNodes.length);
  const nodes = (answer.nodes ?? []).map(nameOnly);
  return Promise.resolve({ ...answer, nodes, orphanedNodes });
}

async function managedResources(
  answer: ManagedResources,
  context: FilterContext,
): Promise<ManagedResources> {
  const all = answer.items ?? [];
  const items = await keep(all, async (item) => {
    if (!isOwnKind(item)) return true;
    const states = [
      item.targetState,
      item.liveState,
      item.normalizedLiveState,
      item.predictedLiveState,
    ];
    const shown = await keep(
      states,
      (state) => isManifestInScope(state, context),
    );
    return shown.length === states.length;
  });
  context.leftOut("resources", all.length - items.length);
  return { ...answer, items };
}

async function manifests(
  answer: Manifests,
  context: FilterContext,
): Promise<Manifests> {
  const all = answer.manifests ?? [];
  const kept = await keep(all, (text) => isManifestInScope(text, context));
  context.leftOut("resources", all.length - kept.length);
  return { ...answer, manifests: kept };
}

/** Of Argo CD's own objects only the application itself speaks here. */
async function events(
  answer: EventList,
  { about, leftOut }: FilterContext,
): Promise<EventList> {
  const all = answer.items ?? [];
  const items = await keep(
    all,
    ({ involvedObject: object = {} }) =>
      !isOwnKind({
        group: groupOf(object.apiVersion),
        ...(object.kind ? { kind: object.kind } : {}),
      }) ||
      (object.kind === "Application" && object.name === about?.name &&
        (!object.namespace || object.namespace === about?.namespace)),
  );
  leftOut("events", all.length - items.length);
  return { ...answer, items };
}

/** Every answer that can speak of more than the application it is about. */
export const SCOPE_FILTERS: ReadonlyMap<unknown, Filter> = new Map<
  unknown,
  Filter
>([
  [endpoints.listApplications, applications],
  [endpoints.findApplications, applications],
  [endpoints.listProjects, projects],
  [endpoints.listClusters, clusters],
  [endpoints.listRepositories, repositories],
  [endpoints.getResourceTree, tree],
  [endpoints.watchResourceTree, tree],
  [endpoints.getManagedResources, managedResources],
  [endpoints.serverSideDiff, managedResources],
  [endpoints.getManifests, manifests],
  [endpoints.getEvents, events],
]);
