/**
 * The statuses 400 and 500, which Argo CD uses for almost everything: an argument that is wrong, a state that does
 * not allow it, a comparison that failed, a part of itself that is down.
 *
 * @module
 */
import type { ErrorCode } from "../errors.ts";
import type { ArgocdError, FailureContext, Verdict } from "./refusal.ts";

interface Rule {
  readonly match: RegExp;
  readonly code: ErrorCode;
  /** Stands before Argo CD's own text. */
  readonly lead?: string;
  readonly hint?: string;
}

/** The verdict when something that Argo CD consists of does not answer it. */
export const PART_DOWN = {
  code: "UNAVAILABLE",
  lead: "a part of Argo CD, probably the repo-server, is down: ",
  hint: "Nothing is wrong with the question; try again in a moment",
} as const;

/** The first that matches Argo CD's text counts; these hold for both statuses. */
const RULES: readonly Rule[] = [
  {
    match:
      /ComparisonError|InvalidSpecError:|Manifest generation error|Failed to load (?:target|live) state/,
    code: "COMPARISON_FAILED",
    lead: "Argo CD cannot compare this application: ",
    hint:
      "Nothing can be said about differences until that is cured; get_application shows the conditions",
  },
  {
    match: /is not allowed in project ".*", or the project does not exist/,
    code: "COMPARISON_FAILED",
    lead: "Argo CD refuses everything about this application: ",
    hint:
      "Create the project or give the application another one; list_projects shows those there are",
  },
  {
    match:
      /code = Unavailable|Error while dialing|repo client error|error getting repo-?server|redis/i,
    ...PART_DOWN,
  },
  {
    match: /dial tcp .*(?:connection refused|i\/o timeout)|no such host/,
    code: "UNAVAILABLE",
    lead: "Argo CD could not reach something that it needs: ",
    hint:
      "Nothing is wrong with the question; Redis, a cluster or a repository does not answer",
  },
  {
    // Where the cluster itself said no, this is an answer and no error.
    match: /error running server side apply in dryrun mode/,
    code: "UNAVAILABLE",
    lead: "Argo CD could not ask the cluster: ",
    hint:
      "Nothing is wrong with the question; list_clusters shows the connection",
  },
  {
    match: /not found as part of application/,
    code: "NOT_FOUND",
    lead: "the resource is not one of the application, or it is missing: ",
    hint: "get_application_resource_tree shows the resources that there are",
  },
  {
    match: /unable to resolve '.*' to a commit SHA/,
    code: "NOT_FOUND",
    lead: "there is no such revision: ",
  },
  {
    match: /must be resolved/,
    code: "INVALID_REQUEST",
    lead: "Argo CD wants a full commit SHA here: ",
    hint: "get_application_history shows the full SHAs",
  },
  {
    match: /max pods to view logs/,
    code: "INVALID_REQUEST",
    lead: "the question covers too many pods: ",
    hint: "Name a pod or a workload",
  },
  {
    match: /error parsing the selector|parsing labels with selectors/,
    code: "INVALID_REQUEST",
    lead: "the label selector is not valid: ",
    hint: "Use the form of kubectl: app=shop,tier!=db",
  },
  {
    match:
      /invalid \w+ parameter value|out of range|source index \d+ not found/,
    code: "INVALID_REQUEST",
    lead: "Argo CD cannot use a value: ",
  },
  {
    match: /required field "\w+" not set/,
    code: "INVALID_REQUEST",
    lead: "Argo CD misses a value: ",
  },
  {
    match: /namespace '.*' is not permitted/,
    code: "FORBIDDEN",
    lead: "Argo CD is not allowed to use that namespace: ",
  },
  {
    match: /No operation is in progress/,
    code: "CONFLICT",
  },
];

/** The verdict on a 400 or 500, and on any status without a rule of its own. */
export function rejected(
  error: ArgocdError,
  { request }: FailureContext,
): Verdict {
  // A spec that is refused on writing is the caller's; the same text on a read is the application's state.
  const rules = RULES.filter(({ match, code }) =>
    (request.read || code !== "COMPARISON_FAILED") && match.test(error.said)
  );
  // With 400 Argo CD says of a spec that it is invalid when it could not ask its repo-server about it.
  const down = error.status === 400
    ? rules.find(({ code }) => code === "UNAVAILABLE")
    : undefined;
  const rule = down ?? rules[0];
  if (rule !== undefined) {
    return {
      code: rule.code,
      state: `${rule.lead ?? ""}${error.said}`,
      hint: rule.hint,
    };
  }
  // 9 is FailedPrecondition: the arguments are fine, the present state is not.
  if (error.status === 400 && error.grpc === 9) {
    return { code: "CONFLICT", state: error.said };
  }
  if (error.status === 400) {
    return {
      code: "INVALID_REQUEST",
      state: `Argo CD refused it: ${error.said}`,
    };
  }
  return {
    code: "ARGOCD_ERROR",
    state: `Argo CD answered ${error.status}: ${error.said}`,
    hint: "The log of argocd-server may say more",
  };
}
