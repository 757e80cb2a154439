/**
 * What the author of a commit says of it.
 *
 * @module
 */
import type { ArgocdClient } from "../argocd/client.ts";
import { getRevisionMetadata } from "../argocd/endpoints.ts";
import type { ToolError } from "../errors.ts";
import { type CommitView, commitView } from "../views/commit_view.ts";
import type { ApplicationKey } from "./read_application.ts";
import { tolerate } from "./tolerate.ts";

/** One commit of one source of an application. */
export interface CommitRequest {
  /** `revision` must be a full id: Argo CD refuses names here. */
  readonly path: { readonly name: string; readonly revision: string };
  readonly query: ApplicationKey["query"] & {
    /** An id of the history, when the source is one of the past. */
    readonly versionId?: number;
    /** Counted from 0; only where there are several sources. */
    readonly sourceIndex?: number;
  };
}

/**
 * Reads a commit.
 *
 * @returns The failure, where Argo CD cannot say anything; only the end of the call is thrown.
 */
export async function readCommit(
  argocd: ArgocdClient,
  { path, query }: CommitRequest,
  signal: AbortSignal,
): Promise<CommitView | ToolError> {
  const purpose = `read commit ${path.revision.slice(0, 7)}`;
  const metadata = await tolerate(
    argocd.call(getRevisionMetadata, { path, query, signal, purpose }),
    signal,
  );
  return metadata instanceof Error
    ? metadata
    : commitView(path.revision, metadata);
}
