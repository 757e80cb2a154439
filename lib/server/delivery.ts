/**
 * What reaches a client that has not asked for it. The one place that says what a transport can do, so that the
 * server promises no more.
 *
 * @module
 */

/** Notifications that a transport carries beside the answers to requests. */
export interface Delivery {
  /** That a list has changed. */
  readonly lists: boolean;
  /** That a resource has changed; without it nothing can be subscribed to. */
  readonly resources: boolean;
}

/** A pair of streams stays open for as long as the client runs, in both generations of the protocol. */
export const STDIO_DELIVERY: Delivery = { lists: true, resources: true };
