/**
 * Argo CD says "permission denied", which is also what it says about much that does not exist.
 *
 * @module
 */
import type { ArgocdError, FailureContext, Verdict } from "./refusal.ts";

/** Resource, action and object of the RBAC question that was answered with no. */
const DETAILS_REGEXP =
  /^permission denied: ([\w-]+), ([\w/*.-]+), ([^,\s]*)(?:,|$)/;

/** Paths of calls about one application, over REST and over gRPC. */
const OF_APPLICATION_REGEXP =
  /^\/(?:api\/v1\/(?:stream\/)?applications\/\{|application\.ApplicationService\/)/;

/** The verdict on a 403. */
export function forbidden(
  error: ArgocdError,
  { request }: FailureContext,
): Verdict {
  if (/blocked by sync window/i.test(error.said)) {
    return {
      code: "SYNC_WINDOW",
      state: "a sync window blocks it now",
      hint: "get_sync_windows shows the window and when it ends",
    };
  }
  const details = DETAILS_REGEXP.exec(error.said);
  if (details !== null) {
    const [, resource, action, object] = details;
    return {
      code: "FORBIDDEN",
      state: `the account may not '${action}' in ${resource}${
        object === "" ? "" : ` on '${object}'`
      }`,
      hint: `An administrator can grant '${resource}, ${action}, ${
        object || "*"
      }, allow' in Argo CD's RBAC`,
    };
  }
  return plain(error, {
    path: request.endpoint.path,
    project: request.project,
  });
}

/** A bare "permission denied": what it can mean depends on what was asked. */
function plain(
  error: ArgocdError,
  asked: { readonly path: string; readonly project: string | undefined },
): Verdict {
  if (OF_APPLICATION_REGEXP.test(asked.path)) {
    if (asked.project !== undefined) {
      return {
        code: "FORBIDDEN",
        state:
          `the account may not see it in project '${asked.project}', whether it exists or not`,
        hint: "Check the project's name, or have 'applications, get' granted",
      };
    }
    return {
      code: "NOT_FOUND_OR_FORBIDDEN",
      state: `it does not exist, or the account may not ${
        asked.path.endsWith("/logs")
          ? "read its logs"
          : asked.path.endsWith("}")
          ? "see it"
          : "do that with it"
      }; Argo CD answers both the same way (403)`,
      hint:
        "Check the spelling with list_applications; an application outside Argo CD's own namespace is named namespace/name",
    };
  }
  if (/^\/api\/v1\/(?:clusters|repositories)\/\{/.test(asked.path)) {
    return {
      code: "NOT_FOUND_OR_FORBIDDEN",
      state:
        "it does not exist, or the account may not see it; Argo CD answers both the same way (403)",
      hint: "Check the spelling with the list",
    };
  }
  return {
    code: "FORBIDDEN",
    state: `the account does not have the permission (403: ${error.said})`,
    hint: "get_server_info shows what the account may do",
  };
}
