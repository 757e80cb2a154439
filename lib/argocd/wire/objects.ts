/**
 * What every object of Kubernetes has on the wire.
 *
 * Of all wire types: only what we read, and everything optional, because Argo CD 2.14 to 3.5 differ, empty values are
 * left out, and lists arrive as `null`.
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

/** How Argo CD names a resource. */
export interface ResourceIdentity {
  readonly group?: string;
  readonly version?: string;
  readonly kind?: string;
  readonly namespace?: string;
  readonly name?: string;
}

/** Health of an application or a resource. */
export interface HealthStatus {
  readonly status?: string;
  readonly message?: string;
  readonly lastTransitionTime?: string;
}

/** An answer that says no more than that it was done. */
export type Empty = Readonly<Record<string, never>>;
