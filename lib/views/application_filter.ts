/**
 * The filters of a list that Argo CD does not have, or has only for a part of what is asked.
 *
 * @module
 */
import type { Application, Destination } from "../argocd/wire/application.ts";
import { applicationState, isFine } from "./application_state.ts";
import { sourcesOf } from "./sources_of.ts";
import { withoutUserInfo } from "./without_user_info.ts";

/** What an application must be to be listed; an absent filter lets everything pass. */
export interface ApplicationFilter {
  /** Part of the name. */
  readonly search?: string | undefined;
  /** Destination namespace. */
  readonly namespace?: string | undefined;
  readonly sync?: readonly string[] | undefined;
  readonly health?: readonly string[] | undefined;
  /** Part of the address of any of its sources; Argo CD's own filter looks at the first only. */
  readonly repo?: string | undefined;
  /** Only what {@linkcode isFine} does not hold for. */
  readonly problems?: boolean | undefined;
}

function plainAddress(url: string): string {
  return withoutUserInfo(url).toLowerCase().replace(/\/+$/, "")
    .replace(/\.git$/, "");
}

/** Whether `application` passes all of `filter`. */
export function passesFilter(
  application: Application,
  filter: ApplicationFilter,
): boolean {
  const { search, namespace, sync, health, repo, problems } = filter;
  const { metadata, spec } = application;
  const state = applicationState(application);
  if (search && !metadata?.name?.includes(search.toLowerCase())) return false;
  if (namespace && spec?.destination?.namespace !== namespace) return false;
  if (sync?.length && !sync.includes(state.sync)) return false;
  if (health?.length && !health.includes(state.health)) return false;
  if (problems && isFine(state)) return false;
  return !repo ||
    sourcesOf(spec).some(({ repoURL = "" }) =>
      plainAddress(repoURL).includes(plainAddress(repo))
    );
}

/** One cluster, by all that a destination may call it. */
export interface ClusterNames {
  readonly names: readonly string[];
  readonly servers: readonly string[];
}

/** Whether a destination is that cluster. */
export function isInCluster(
  { server, name }: Destination,
  cluster: ClusterNames,
): boolean {
  return (name !== undefined && cluster.names.includes(name)) ||
    (server !== undefined && cluster.servers.includes(server));
}
