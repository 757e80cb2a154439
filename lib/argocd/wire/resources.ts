/**
 * What an application consists of, on the wire.
 *
 * @module
 */
import type { HealthStatus, ResourceIdentity } from "./objects.ts";

/** One object of a cluster. */
export interface ResourceRef extends ResourceIdentity {
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
    /** Addresses that it has got from a load balancer. */
    readonly ingress?:
      | readonly { readonly ip?: string; readonly hostname?: string }[]
      | null;
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
