/**
 * What Argo CD is connected to, on the wire.
 *
 * @module
 */
import type { List } from "./objects.ts";

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
