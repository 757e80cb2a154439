/**
 * What Argo CD knows of a revision, on the wire.
 *
 * @module
 */

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
