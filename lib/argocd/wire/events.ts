/**
 * Events and logs on the wire.
 *
 * @module
 */
import type { List, ObjectMeta } from "./objects.ts";
import type { ResourceRef } from "./resources.ts";

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
