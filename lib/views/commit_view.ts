/**
 * A commit behind a deployment.
 *
 * @module
 */
import type { RevisionMetadata } from "../argocd/wire/revisions.ts";
import { compact } from "./compact.ts";
import { shortRevision } from "./sources_of.ts";
import { shortMessage } from "./short_message.ts";

/** What its author says of it: data from Git, not words of ours. */
export interface CommitView {
  /** Shortened; the deployment has it in full. */
  readonly revision: string;
  readonly author?: string;
  readonly date?: string;
  /** The first line. */
  readonly message?: string;
  readonly tags?: readonly string[];
}

const MESSAGE_CHARS = 120;
/** Whoever makes a commit chooses the name, line breaks and length. */
const AUTHOR_CHARS = 100;

/** Makes the view of what Argo CD says of `revision`. */
export function commitView(
  revision: string,
  { author, date, message, tags }: RevisionMetadata,
): CommitView {
  const [firstLine] = (message ?? "").trim().split("\n");
  return {
    revision: shortRevision(revision),
    ...compact({
      author: author && shortMessage(author, AUTHOR_CHARS),
      date,
      message: shortMessage(firstLine, MESSAGE_CHARS),
      tags,
    }),
  };
}

/** A commit on one line; the message is quoted because it is somebody else's. */
export function commitText(commit: CommitView): string {
  const { revision, author, date, message, tags } = commit;
  return [
    `${revision}${tags ? ` (${tags.join(", ")})` : ""}`,
    message ? `"${message}"` : "",
    author ? `by ${author}` : "",
    date ?? "",
  ].filter(Boolean).join(" ");
}
