/**
 * A cluster as a store of objects and events. Owned objects go with their owners, and every write gives a
 * new resource version, as a Kubernetes API server does it.
 *
 * @module
 */
import { recordedFields } from "./field_record.ts";
import { uidFrom } from "./ids.ts";
import {
  keyOf,
  type KubeObject,
  refOf,
  type ResourceRef,
} from "./kube_object.ts";
import { stamp } from "./time.ts";

/** A Kubernetes event in its own terms, before it gets its wire form. */
export interface KubeEvent {
  readonly involved: ResourceRef & {
    readonly uid: string;
    readonly resourceVersion?: string;
  };
  readonly reason: string;
  readonly message: string;
  readonly type: "Normal" | "Warning";
  /** The component that reported it. */
  readonly component: string;
  readonly first: Date;
  last: Date;
  count: number;
  readonly annotations?: Readonly<Record<string, string>>;
  /** A scheduler's event: no count, no first and last time, but an `eventTime`. */
  readonly scheduler?: boolean;
}

/** What a cluster needs from the world around it. */
export interface ClusterWorld {
  now(): Date;
  nextVersion(): string;
}

/** A cluster: its address, whether it can be reached, its objects and events. */
export class Cluster {
  readonly server: string;
  readonly name: string;
  readonly objects = new Map<string, KubeObject>();
  readonly events: KubeEvent[] = [];
  readonly serverVersion = "v1.36.1";
  labels: Record<string, string> | undefined;
  annotations: Record<string, string> | undefined;
  /** The text of the connection error; empty while the cluster answers. */
  unreachable = "";
  lastCacheSync: Date;
  /** When somebody asked for a full refresh of the cache. */
  refreshRequestedAt: Date | undefined;
  readonly #world: ClusterWorld;

  constructor(world: ClusterWorld, server: string, name: string) {
    this.#world = world;
    this.server = server;
    this.name = name;
    this.lastCacheSync = world.now();
  }

  /** The object, or undefined. */
  get(ref: Omit<ResourceRef, "version">): KubeObject | undefined {
    return this.objects.get(keyOf(ref));
  }

  /** Objects of a namespace and kind, in the order in which they were made. */
  list(kind: string, namespace: string): readonly KubeObject[] {
    const found: KubeObject[] = [];
    for (const object of this.objects.values()) {
      if (
        object.kind === kind && (object.metadata.namespace ?? "") === namespace
      ) found.push(object);
    }
    return found;
  }

  /** Objects that have an owner with this uid. */
  ownedBy(uid: string): readonly KubeObject[] {
    const found: KubeObject[] = [];
    for (const object of this.objects.values()) {
      if (object.metadata.ownerReferences?.some((owner) => owner.uid === uid)) {
        found.push(object);
      }
    }
    return found;
  }

  /** Creates or replaces an object; uid, creation time and version are the cluster's business. */
  put(
    object: KubeObject,
    options: { readonly manager?: string; readonly specChanged?: boolean } = {},
  ): KubeObject {
    const key = keyOf(refOf(object));
    const old = this.objects.get(key);
    const now = stamp(this.#world.now());
    const metadata = object.metadata;
    metadata.uid = old?.metadata.uid ?? metadata.uid ??
      uidFrom(`${this.server} ${key} ${now}`);
    metadata.creationTimestamp = old?.metadata.creationTimestamp ??
      metadata.creationTimestamp ?? now;
    metadata.resourceVersion = this.#world.nextVersion();
    if ("spec" in object) {
      const generation = old?.metadata.generation ?? 0;
      metadata.generation = options.specChanged === false && generation > 0
        ? generation
        : generation + 1;
    }
    // An object that was edited in place cannot be told from what it was.
    if (old !== object) {
      metadata.managedFields = [...recordedFields(object, old, {
        manager: options.manager ?? "argocd-controller",
        time: now,
      })];
    }
    this.objects.set(key, object);
    return object;
  }

  /** Removes an object and, in the end, everything it owns. */
  remove(
    ref: Omit<ResourceRef, "version">,
    options: { readonly orphan?: boolean } = {},
  ): boolean {
    const object = this.get(ref);
    if (object === undefined) return false;
    this.objects.delete(keyOf(ref));
    for (const child of this.ownedBy(object.metadata.uid ?? "")) {
      if (options.orphan === true) delete child.metadata.ownerReferences;
      else this.remove(refOf(child));
    }
    return true;
  }

  /** Records an event; one that says the same again only counts up. */
  event(
    object: KubeObject,
    event:
      & Pick<KubeEvent, "reason" | "message" | "component">
      & Partial<KubeEvent>,
  ): void {
    const uid = object.metadata.uid ?? "";
    const now = event.last ?? this.#world.now();
    const same = this.events.find((other) =>
      other.involved.uid === uid && other.reason === event.reason &&
      other.message === event.message &&
      other.scheduler !== true
    );
    if (same !== undefined) {
      same.count++;
      same.last = now;
      return;
    }
    const { resourceVersion } = object.metadata;
    this.events.push({
      involved: {
        ...refOf(object),
        uid,
        ...(resourceVersion === undefined ? {} : { resourceVersion }),
      },
      type: "Normal",
      first: now,
      last: now,
      count: 1,
      ...event,
    });
  }
}
