/**
 * The parts of Argo CD's wire format that we read. Everything is optional, because Argo CD 2.14 to 3.5 differ,
 * empty values are left out, and lists arrive as `null`.
 *
 * @module
 */

/** A list answer; an empty list is `null` or absent. */
export interface List<Item> {
  readonly metadata?: { readonly resourceVersion?: string };
  readonly items?: readonly Item[] | null;
}

/** Kubernetes object metadata. */
export interface ObjectMeta {
  readonly name?: string;
  readonly namespace?: string;
  readonly uid?: string;
  readonly resourceVersion?: string;
  readonly creationTimestamp?: string;
  readonly deletionTimestamp?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly finalizers?: readonly string[];
  readonly ownerReferences?: readonly {
    readonly kind?: string;
    readonly name?: string;
  }[];
}

/** Where an application's manifests come from. */
export interface ApplicationSource {
  readonly repoURL?: string;
  readonly path?: string;
  readonly targetRevision?: string;
  readonly chart?: string;
  readonly ref?: string;
  readonly name?: string;
  readonly helm?: {
    readonly releaseName?: string;
    readonly valueFiles?: readonly string[];
    readonly values?: string;
    readonly valuesObject?: unknown;
    readonly parameters?: readonly {
      readonly name?: string;
      readonly value?: string;
    }[];
    readonly fileParameters?: readonly {
      readonly name?: string;
      readonly path?: string;
    }[];
  };
  readonly kustomize?: Readonly<Record<string, unknown>> & {
    readonly images?: readonly string[];
  };
  readonly directory?: Readonly<Record<string, unknown>>;
  readonly plugin?: Readonly<Record<string, unknown>>;
}

/** Where an application is deployed; `server` or `name` says which cluster. */
export interface Destination {
  readonly server?: string;
  readonly name?: string;
  readonly namespace?: string;
}

/** `spec.syncPolicy`. */
export interface SyncPolicy {
  readonly automated?: {
    readonly prune?: boolean;
    readonly selfHeal?: boolean;
    readonly allowEmpty?: boolean;
    readonly enabled?: boolean;
  } | null;
  readonly syncOptions?: readonly string[];
  readonly retry?: Readonly<Record<string, unknown>>;
}

/** `spec` of an Application. */
export interface ApplicationSpec {
  readonly project?: string;
  readonly destination?: Destination;
  readonly source?: ApplicationSource;
  readonly sources?: readonly ApplicationSource[];
  readonly sourceHydrator?: Readonly<Record<string, unknown>>;
  readonly syncPolicy?: SyncPolicy;
  readonly ignoreDifferences?: readonly Readonly<Record<string, unknown>>[];
  readonly info?: readonly {
    readonly name?: string;
    readonly value?: string;
  }[];
  readonly revisionHistoryLimit?: number;
}

/** Health of an application or a resource. */
export interface HealthStatus {
  readonly status?: string;
  readonly message?: string;
  readonly lastTransitionTime?: string;
}

/** One entry of `status.resources`; `health` is absent on lists from 3.x on. */
export interface ResourceStatus {
  readonly group?: string;
  readonly version?: string;
  readonly kind?: string;
  readonly namespace?: string;
  readonly name?: string;
  readonly status?: string;
  readonly health?: HealthStatus;
  readonly hook?: boolean;
  readonly requiresPruning?: boolean;
  readonly syncWave?: number;
}

/** One entry of `status.history`. */
export interface HistoryEntry {
  readonly id?: number;
  readonly revision?: string;
  readonly revisions?: readonly string[];
  readonly source?: ApplicationSource;
  readonly sources?: readonly ApplicationSource[];
  readonly deployedAt?: string;
  readonly deployStartedAt?: string;
  readonly initiatedBy?: {
    readonly username?: string;
    readonly automated?: boolean;
  };
}

/** What one resource became in a sync. */
export interface ResourceResult {
  readonly group?: string;
  readonly version?: string;
  readonly kind?: string;
  readonly namespace?: string;
  readonly name?: string;
  readonly status?: string;
  readonly message?: string;
  readonly hookType?: string;
  readonly hookPhase?: string;
  readonly syncPhase?: string;
  readonly images?: readonly string[];
}

/** The sync part of an operation. */
export interface SyncOperation {
  readonly revision?: string;
  readonly revisions?: readonly string[];
  readonly dryRun?: boolean;
  readonly prune?: boolean;
  readonly resources?: readonly ResourceStatus[];
  readonly syncOptions?: readonly string[];
  readonly autoHealAttemptsCount?: number;
}

/** An operation as it was asked for. */
export interface Operation {
  readonly sync?: SyncOperation;
  readonly initiatedBy?: {
    readonly username?: string;
    readonly automated?: boolean;
  };
  readonly info?: readonly {
    readonly name?: string;
    readonly value?: string;
  }[];
  readonly retry?: { readonly limit?: number };
}

/** `status.operationState`: the running or the last operation. */
export interface OperationState {
  readonly phase?: string;
  readonly message?: string;
  readonly startedAt?: string;
  readonly finishedAt?: string;
  readonly retryCount?: number;
  readonly operation?: Operation;
  readonly syncResult?: {
    readonly resources?: readonly ResourceResult[] | null;
    readonly revision?: string;
    readonly revisions?: readonly string[];
    readonly source?: ApplicationSource;
    readonly sources?: readonly ApplicationSource[];
  };
}

/** A condition of an application, such as `ComparisonError`. */
export interface ApplicationCondition {
  readonly type?: string;
  readonly message?: string;
  readonly lastTransitionTime?: string;
}

/** `status` of an Application. */
export interface ApplicationStatus {
  readonly sync?: {
    readonly status?: string;
    readonly revision?: string;
    readonly revisions?: readonly string[];
  };
  readonly health?: HealthStatus;
  readonly conditions?: readonly ApplicationCondition[];
  readonly resources?: readonly ResourceStatus[];
  readonly history?: readonly HistoryEntry[];
  readonly operationState?: OperationState | null;
  readonly reconciledAt?: string;
  readonly sourceType?: string;
  readonly sourceTypes?: readonly string[];
  readonly summary?: {
    readonly images?: readonly string[];
    readonly externalURLs?: readonly string[];
  };
}

/** An Argo CD Application. */
export interface Application {
  readonly metadata?: ObjectMeta;
  readonly spec?: ApplicationSpec;
  readonly status?: ApplicationStatus;
  readonly operation?: Operation;
}

/** `GET applications`. */
export type ApplicationList = List<Application>;

/** An ApplicationSet, as an object: its generators have many shapes. */
export type ApplicationSet = Readonly<Record<string, unknown>>;

/** One frame of the applications watch. */
export interface ApplicationWatchEvent {
  readonly type?: string;
  readonly application?: Application;
}

/** Identity of a resource. */
export interface ResourceRef {
  readonly group?: string;
  readonly version?: string;
  readonly kind?: string;
  readonly namespace?: string;
  readonly name?: string;
  readonly uid?: string;
}

/** A node of the resource tree. */
export interface ResourceNode extends ResourceRef {
  readonly parentRefs?: readonly ResourceRef[];
  readonly info?: readonly {
    readonly name?: string;
    readonly value?: string;
  }[];
  readonly networkingInfo?: {
    readonly externalURLs?: readonly string[];
    /** Of a pod: its own. */
    readonly labels?: Readonly<Record<string, string>>;
  };
  readonly images?: readonly string[];
  readonly health?: HealthStatus;
  readonly createdAt?: string;
  readonly resourceVersion?: string;
}

/** `GET …/resource-tree`. */
export interface ApplicationTree {
  readonly nodes?: readonly ResourceNode[] | null;
  readonly orphanedNodes?: readonly ResourceNode[] | null;
}

/** One managed resource; the four states are JSON texts, `"null"` when absent. */
export interface ManagedResource {
  readonly group?: string;
  readonly kind?: string;
  readonly namespace?: string;
  readonly name?: string;
  readonly targetState?: string;
  readonly liveState?: string;
  readonly normalizedLiveState?: string;
  readonly predictedLiveState?: string;
  readonly hook?: boolean;
  readonly modified?: boolean;
  readonly resourceVersion?: string;
}

/** `GET …/managed-resources`. */
export interface ManagedResources {
  readonly items?: readonly ManagedResource[] | null;
}

/** What `ServerSideDiff` is asked: manifests beside the live objects at the same position. */
export interface ServerSideDiffQuestion {
  /** Identity and `liveState`, `"null"` for one that is not there. */
  readonly liveResources: readonly ManagedResource[];
  /** JSON texts. With fewer of them than live objects the rest is left out without a word. */
  readonly targetManifests: readonly string[];
}

/** `ServerSideDiff`. */
export interface ServerSideDiff {
  /** In the order of the question. Here `targetState` is the predicted object and `liveState` the normalised live one. */
  readonly items?: readonly ManagedResource[];
  readonly modified?: boolean;
  /** Instead of all items: why there are none. */
  readonly stopped?: ComparisonStop;
}

/** The object because of which Argo CD gave up a comparison; by kind and name, by its position, or not named at all. */
export interface ComparisonStop {
  readonly group?: string;
  readonly kind?: string;
  readonly name?: string;
  /** From 0, among the target manifests. */
  readonly index?: number;
  /** The object cannot be applied; otherwise only the comparison of it failed. */
  readonly refused: boolean;
  /** On one line and bounded; without the large values that Kubernetes repeats. */
  readonly reason: string;
}

/** `GET …/manifests`; each manifest is a JSON text. */
export interface Manifests {
  readonly manifests?: readonly string[] | null;
}

/** `GET …/revisions/{revision}/metadata`. */
export interface RevisionMetadata {
  readonly author?: string;
  readonly date?: string;
  readonly tags?: readonly string[];
  readonly message?: string;
}

/** `GET …/revisions/{revision}/chartdetails`. */
export interface ChartDetails {
  readonly description?: string;
  readonly home?: string;
  readonly maintainers?: readonly string[];
}

/** A Kubernetes event. */
export interface KubernetesEvent {
  readonly metadata?: ObjectMeta;
  readonly involvedObject?: ResourceRef & {
    readonly apiVersion?: string;
    /** `spec.containers{app}` */
    readonly fieldPath?: string;
  };
  readonly type?: string;
  readonly reason?: string;
  readonly message?: string;
  readonly count?: number | null;
  readonly series?: {
    readonly count?: number;
    readonly lastObservedTime?: string;
  } | null;
  readonly firstTimestamp?: string | null;
  readonly lastTimestamp?: string | null;
  readonly eventTime?: string | null;
  readonly source?: { readonly component?: string };
  readonly reportingComponent?: string;
}

/** `GET …/events`. */
export type EventList = List<KubernetesEvent>;

/** One line of a log; an empty `podName` marks an error text or, with `last`, the end. */
export interface LogEntry {
  readonly content?: string;
  readonly timeStampStr?: string;
  readonly podName?: string;
  readonly last?: boolean;
}

/** `GET …/resource`; the manifest is a JSON text. */
export interface ResourceManifest {
  readonly manifest?: string;
}

/** `GET …/resource/actions`. */
export interface ResourceActions {
  readonly actions?:
    | readonly {
      readonly name?: string;
      readonly displayName?: string;
      readonly disabled?: boolean;
      readonly params?: readonly { readonly name?: string }[];
    }[]
    | null;
}

/** A sync window; the last five keys exist only in a project's spec. */
export interface SyncWindow {
  readonly kind?: string;
  readonly schedule?: string;
  readonly duration?: string;
  readonly manualSync?: boolean;
  readonly timeZone?: string;
  readonly applications?: readonly string[];
  readonly namespaces?: readonly string[];
  readonly clusters?: readonly string[];
  readonly andOperator?: boolean;
  readonly description?: string;
  readonly syncOverrun?: boolean;
}

/** `GET …/syncwindows`; `canSync` is about a manual sync. */
export interface ApplicationSyncWindows {
  readonly activeWindows?: readonly SyncWindow[] | null;
  readonly assignedWindows?: readonly SyncWindow[] | null;
  readonly canSync?: boolean;
}

/** An AppProject. */
export interface Project {
  readonly metadata?: ObjectMeta;
  readonly spec?: {
    readonly description?: string;
    readonly sourceRepos?: readonly string[];
    readonly sourceNamespaces?: readonly string[];
    readonly destinations?: readonly Destination[];
    readonly destinationServiceAccounts?: readonly Readonly<
      Record<string, string>
    >[];
    readonly clusterResourceWhitelist?: readonly GroupKind[];
    readonly clusterResourceBlacklist?: readonly GroupKind[];
    readonly namespaceResourceWhitelist?: readonly GroupKind[];
    readonly namespaceResourceBlacklist?: readonly GroupKind[];
    readonly orphanedResources?: { readonly warn?: boolean } | null;
    readonly permitOnlyProjectScopedClusters?: boolean;
    readonly roles?: readonly {
      readonly name?: string;
      readonly description?: string;
      readonly policies?: readonly string[];
      readonly groups?: readonly string[];
      readonly jwtTokens?: readonly {
        readonly id?: string;
        readonly iat?: number;
        readonly exp?: number;
      }[];
    }[];
    readonly syncWindows?: readonly SyncWindow[];
  };
}

/** A rule of a project about resource kinds. */
export interface GroupKind {
  readonly group?: string;
  readonly kind?: string;
  readonly name?: string;
}

/** `GET projects`. */
export type ProjectList = List<Project>;

/** Whether Argo CD reaches a cluster or a repository. */
export interface ConnectionState {
  readonly status?: string;
  readonly message?: string;
  readonly attemptedAt?: string;
}

/** A cluster; credentials are left out by Argo CD. */
export interface Cluster {
  readonly server?: string;
  readonly name?: string;
  readonly namespaces?: readonly string[];
  readonly labels?: Readonly<Record<string, string>>;
  readonly project?: string;
  readonly connectionState?: ConnectionState;
  readonly serverVersion?: string;
  readonly info?: {
    readonly applicationsCount?: number;
    readonly serverVersion?: string;
    readonly connectionState?: ConnectionState;
    readonly cacheInfo?: {
      readonly resourcesCount?: number;
      readonly apisCount?: number;
      readonly lastCacheSyncTime?: string;
    };
  };
}

/** `GET clusters`. */
export type ClusterList = List<Cluster>;

/** A repository; credentials are left out by Argo CD, except inside `repo`. */
export interface Repository {
  readonly repo?: string;
  readonly name?: string;
  readonly type?: string;
  readonly project?: string;
  readonly insecure?: boolean;
  readonly enableOCI?: boolean;
  readonly inheritedCreds?: boolean;
  readonly proxy?: string;
  readonly connectionState?: ConnectionState;
}

/** `GET repositories`. */
export type RepositoryList = List<Repository>;

/** `GET /api/version`; without a login only `Version`. */
export interface VersionMessage {
  readonly Version?: string;
  readonly KustomizeVersion?: string;
  readonly HelmVersion?: string;
}

/** `GET settings`; a missing key means unknown, not false. */
export interface Settings {
  readonly url?: string;
  readonly appLabelKey?: string;
  readonly trackingMethod?: string;
  readonly controllerNamespace?: string;
  readonly appsInAnyNamespaceEnabled?: boolean;
  readonly syncWithReplaceAllowed?: boolean;
  readonly execEnabled?: boolean;
  readonly hydratorEnabled?: boolean;
  readonly impersonationEnabled?: boolean;
  readonly statusBadgeEnabled?: boolean;
  readonly userLoginsDisabled?: boolean;
  readonly dexConfig?: {
    readonly connectors?: readonly {
      readonly name?: string;
      readonly type?: string;
    }[];
  };
  readonly oidcConfig?: {
    readonly name?: string;
    readonly issuer?: string;
    readonly clientID?: string;
    readonly cliClientID?: string;
    readonly scopes?: readonly string[];
    /** Claims that are asked for in the id_token, in the form of OpenID's `claims` parameter. */
    readonly idTokenClaims?: Readonly<Record<string, unknown>>;
  };
}

/** `GET session/userinfo`; `loggedIn` is absent when nobody is. */
export interface UserInfo {
  readonly loggedIn?: boolean;
  readonly username?: string;
  readonly iss?: string;
  readonly groups?: readonly string[];
}

/** `GET account/can-i/…`. */
export interface CanI {
  readonly value?: "yes" | "no";
}

/** `POST /api/v1/session`; the token is a secret. */
export interface Session {
  readonly token?: string;
}

/** An answer that says no more than that it was done. */
export type Empty = Readonly<Record<string, never>>;
