/**
 * A commit that its repository does not have.
 *
 * @module
 */
import { ToolError } from "../errors.ts";

/** What Git says of an id that it does not know. */
const UNKNOWN_COMMIT_REGEXP =
  /not our ref|unadvertised object|reference is not a tree|bad object|couldn't find remote ref/i;

/** Whether Argo CD failed because of an id that nobody has: it takes every full one on trust. */
export function isUnknownCommit(error: unknown): error is ToolError {
  return error instanceof ToolError &&
    UNKNOWN_COMMIT_REGEXP.test(error.message);
}

/**
 * The error to show instead.
 *
 * @param purpose The object of "Cannot …".
 */
export function unknownCommit(
  purpose: string,
  revision: string,
  cause: ToolError,
): ToolError {
  return new ToolError(
    "NOT_FOUND",
    `Cannot ${purpose}: its repository has no commit '${revision}'`,
    {
      hint:
        "get_application_history shows the commits that were deployed; a branch or a tag works, too",
      cause,
      ...(cause.status === undefined ? {} : { status: cause.status }),
    },
  );
}
