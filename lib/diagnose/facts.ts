/**
 * Everything that was read about an application, for rules to look at. Rules ask nobody anything.
 *
 * @module
 */
import type { Application } from "../argocd/wire/application.ts";
import type { KubernetesEvent } from "../argocd/wire/events.ts";
import type { Cluster, Repository } from "../argocd/wire/platform.ts";
import type {
  ApplicationSyncWindows,
  Project,
} from "../argocd/wire/projects.ts";
import type {
  ManagedResource,
  ResourceNode,
} from "../argocd/wire/resources.ts";
import type { Manifest } from "../views/manifest_yaml.ts";
import type { ComparedResource } from "../views/resource_states.ts";
import type { ChangeFacts } from "./change_facts.ts";
import type { ContainerLog } from "./container_log.ts";
import type { Finding } from "./finding.ts";
import type { PodFacts } from "./pod_facts.ts";

/** A part that could not be read. */
export interface Unread {
  /** `events of Pod shop/web-0`. */
  readonly what: string;
  /** Code and message of the error. */
  readonly why: string;
  /** The state of the application can be told without it. */
  readonly aside?: boolean;
  /** It has a state of its own, which an application that is well does not tell. */
  readonly below?: boolean;
}

/** The facts. What is absent or empty was not read or is not there; `unread` tells which. */
export interface Facts {
  readonly now: Date;
  /** As a caller names it: `name` or `namespace/name`. */
  readonly ref: string;
  readonly application: Application;
  /** Of the resource tree, without orphans. */
  readonly nodes: readonly ResourceNode[];
  /** What no application manages in its namespace, where its project watches for that. */
  readonly orphans?: readonly ResourceNode[];
  /** Resources with both sides of their comparison; `undefined` while Argo CD cannot compare. */
  readonly compared: readonly ComparedResource[] | undefined;
  readonly managed: readonly ManagedResource[];
  /** Live objects that were read, by `keyOf`. */
  readonly objects: ReadonlyMap<string, Manifest>;
  /** Live pods that were read. */
  readonly pods: readonly PodFacts[];
  /** Of the application and of the objects that were asked about, each event once. */
  readonly events: readonly KubernetesEvent[];
  readonly logs: readonly ContainerLog[];
  readonly windows: ApplicationSyncWindows | undefined;
  readonly project: Project | undefined;
  /** What was deployed when it stopped being healthy; absent for one that is fine, or below another. */
  readonly changes: ChangeFacts | undefined;
  /** Those of the application's sources and destination, where they were asked for. */
  readonly clusters: readonly Cluster[];
  readonly repositories: readonly Repository[];
  /** Applications that this one manages; with facts of their own where they are ill. */
  readonly children: readonly ChildFacts[];
  /** The ApplicationSet that generates it, as an object. */
  readonly applicationSet: Manifest | undefined;
  readonly unread: readonly Unread[];
}

/** An application that another one manages. */
export interface ChildFacts {
  readonly ref: string;
  readonly application: Application;
  /** Of the first few that are not fine. */
  readonly facts?: Facts;
}

/** Looks at facts and says what explains them; nothing when its case is not there. */
export interface Rule {
  /** The names that its findings carry. */
  readonly names: readonly string[];
  look(facts: Facts): readonly Finding[];
}
