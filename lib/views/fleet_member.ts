/**
 * An application as one of thousands: what is wrong with it, and what it has in common with others.
 *
 * @module
 */
import type { Application, Destination } from "../argocd/wire/application.ts";
import {
  type ApplicationState,
  applicationState,
  hasFailedOperation,
} from "./application_state.ts";
import { IN_CLUSTER_NAME, IN_CLUSTER_SERVER } from "./destination.ts";
import { registryOf } from "./pull_reason.ts";
import { sourcesOf, targetOf } from "./sources_of.ts";
import { withoutUserInfo } from "./without_user_info.ts";

/** What can be wrong with an application, as far as a list of applications shows it. */
export type Trouble =
  | "not comparable"
  | "sync failed"
  | "unhealthy"
  | "being deleted"
  | "sync not over"
  | "never synced"
  | "suspended"
  | "out of sync";

/** What can be shared, most telling first. */
export const TRAIT_KINDS = [
  "image",
  "image name",
  "chart",
  "chart name",
  "target",
  "path",
  "repository",
  "registry",
  "namespace",
  "cluster",
  "project",
  "instance",
] as const;

/** Something that applications share, and that may be the reason why all of them are ill. */
export interface Trait {
  readonly kind: typeof TRAIT_KINDS[number];
  /** For a reader. */
  readonly value: string;
  /** Tells it from all others, of other instances too. */
  readonly key: string;
}

/** One application of the fleet. */
export interface FleetMember {
  readonly instance: string;
  readonly application: Application;
  readonly state: ApplicationState;
  /** Empty when it is fine; otherwise worst first. */
  readonly troubles: readonly Trouble[];
  readonly traits: readonly Trait[];
}

/** Troubles that nobody has to get up for. */
export const MILD: ReadonlySet<Trouble> = new Set<Trouble>([
  "out of sync",
  "suspended",
  "sync not over",
  "never synced",
]);

function troublesOf(state: ApplicationState): readonly Trouble[] {
  const { sync, health, phase, deleting } = state;
  if (deleting) return ["being deleted"];
  // Beside it nothing else that Argo CD says means anything.
  if (sync === "Unknown") return ["not comparable"];
  const failed = hasFailedOperation(state);
  const found: Trouble[] = [];
  if (failed) found.push("sync failed");
  const isAway = health === "Missing" || health === "Unknown";
  if (health === "Degraded" || health === "Progressing") {
    found.push("unhealthy");
  } else if (isAway && phase === "") found.push("never synced");
  // What a failed or unfinished sync has not made is missing: one fact, not two.
  else if (isAway && phase === "Succeeded") found.push("unhealthy");
  if (["Running", "Pending", "Terminating"].includes(phase)) {
    found.push("sync not over");
  }
  if (health === "Suspended") found.push("suspended");
  if (found.length === 0 && sync !== "Synced") found.push("out of sync");
  return found;
}

/** The cluster in the words of the destination. */
function clusterOf({ name, server }: Destination): string {
  if (name) return name;
  const address = (server ?? "").replace(/\/+$/, "");
  if (address === IN_CLUSTER_SERVER) return IN_CLUSTER_NAME;
  return address.replace(/^https?:\/\//, "") || "?";
}

function repositoryOf(url: string | undefined): string {
  return withoutUserInfo(url).replace(/^https?:\/\//, "").replace(/\/+$/, "")
    .replace(/\.git$/, "");
}

/** Whose member it is. */
export interface MemberOptions {
  readonly instance: string;
  /** The name of a cluster that a destination calls by its address, for a reader. */
  readonly clusterName?: (destination: Destination) => string | undefined;
}

function traitsOf(
  { spec, status }: Application,
  { instance, clusterName }: MemberOptions,
): readonly Trait[] {
  const traits = new Map<string, Trait>();
  function add(
    kind: Trait["kind"],
    value: string,
    { where = "", shown = value } = {},
  ): void {
    const key = `${kind} ${where}${value}`;
    if (value !== "") traits.set(key, { kind, value: shown, key });
  }
  for (const image of status?.summary?.images ?? []) {
    add("image", image);
    add("image name", image.replace(/(?:@|:[^/]*$).*$/, ""));
    add("registry", registryOf(image));
  }
  for (const source of sourcesOf(spec)) {
    const repository = repositoryOf(source.repoURL);
    if (repository === "") continue;
    add("repository", repository);
    const { chart, path } = source;
    if (chart) {
      add("chart", `${chart} ${targetOf(source)}`, { where: `${repository} ` });
    } else add("target", `${repository}@${targetOf(source)}`);
    if (path) add("path", `${repository}//${path.replace(/\/+$/, "")}`);
  }
  // The same name is something else on another Argo CD.
  const where = `${instance} `;
  const cluster = clusterOf(spec?.destination ?? {});
  const title = clusterName?.(spec?.destination ?? {}) ?? cluster;
  const namespace = spec?.destination?.namespace;
  if (namespace) {
    const shown = `${title}/${namespace}`;
    add("namespace", `${cluster}/${namespace}`, { where, shown });
  }
  add("cluster", cluster, { where, shown: title });
  add("project", spec?.project ?? "", { where });
  add("instance", instance);
  return [...traits.values()];
}

/** Takes an application of a list for a member of the fleet. */
export function fleetMember(
  application: Application,
  options: MemberOptions,
): FleetMember {
  const state = applicationState(application);
  return {
    instance: options.instance,
    application,
    state,
    troubles: troublesOf(state),
    traits: traitsOf(application, options),
  };
}
