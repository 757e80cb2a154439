/**
 * Applications on the wire; see `objects.ts` for what holds of all wire types.
 *
 * @module
 */
import type {
  HealthStatus,
  List,
  ObjectMeta,
  ResourceIdentity,
} from "./objects.ts";

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

/** One entry of `status.resources`; `health` is absent on lists from 3.x on. */
export interface ResourceStatus extends ResourceIdentity {
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
export interface ResourceResult extends ResourceIdentity {
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
