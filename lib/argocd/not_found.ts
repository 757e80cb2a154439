/**
 * Argo CD looked and found nothing.
 *
 * @module
 */
import type { ArgocdError, FailureContext, Verdict } from "./refusal.ts";

const OBJECT_REGEXP = /^(application|appproject)s?\.argoproj\.io "[^"]*" not/;

/** The verdict on a 404 in Argo CD's own form; a router's 404 is plain text and means something else. */
export function notFound(
  error: ArgocdError,
  { request }: FailureContext,
): Verdict {
  const kind = OBJECT_REGEXP.exec(error.said)?.[1];
  if (kind === "application" && request.project !== undefined) {
    return {
      code: "NOT_FOUND",
      state:
        `there is no such application in project '${request.project}'; it may exist in another one`,
      hint: "Call list_applications to see names and projects",
    };
  }
  if (kind !== undefined) {
    const [what, tool] = kind === "application"
      ? ["application", "list_applications"]
      : ["project", "list_projects"];
    return {
      code: "NOT_FOUND",
      state: `there is no such ${what}`,
      hint: `Call ${tool} to see the names`,
    };
  }
  return { code: "NOT_FOUND", state: error.said };
}
