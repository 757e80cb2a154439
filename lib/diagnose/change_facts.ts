/**
 * What changed between the last good state of an application and the present one, as it was read.
 *
 * @module
 */
import type { ManifestPair } from "../views/pair_manifests.ts";
import type { RevisionView } from "../views/revision_view.ts";
import type { ChangeSpan } from "./change_span.ts";

/** The deployments or the sync in question, and what they brought. */
export interface ChangeFacts {
  readonly span: ChangeSpan;
  /** What it came to, one for each source, with what the authors say. */
  readonly revisions: readonly RevisionView[];
  /** What it rendered to before and after; absent where that could not be read, or there is no before. */
  readonly pairs?: readonly ManifestPair[];
}
