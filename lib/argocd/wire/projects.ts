/**
 * Projects and their sync windows on the wire.
 *
 * @module
 */
import type { Destination } from "./application.ts";
import type { List, ObjectMeta } from "./objects.ts";

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
