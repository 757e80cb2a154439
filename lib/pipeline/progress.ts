/**
 * How long work tells a client where it stands.
 *
 * @module
 */

/** One step; `progress` must grow from one to the next. */
export interface Progress {
  readonly progress: number;
  readonly total?: number;
  /** Where it stands, for a reader. */
  readonly message?: string;
}

/** Tells the client; does nothing for a client that did not ask for it. */
export type ReportProgress = (step: Progress) => void;
