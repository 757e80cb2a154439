/**
 * The account that Argo CD uses in the cluster has no right to do it: RBAC of Kubernetes, not of Argo CD.
 *
 * @module
 */
import type { Rule } from "../facts.ts";
import {
  explainFailures,
  type Explanation,
  titleOf,
} from "../explain_failures.ts";
import { type SyncFailure } from "../sync_failures.ts";

const FORBIDDEN_REGEXP =
  /is forbidden: User "([^"]+)" cannot (\w+) (?:resource "([^"]+)"|path "([^"]+)")(?: in API group "([^"]*)")?(?: in the namespace "([^"]*)")?/;
const ESCALATION_REGEXP =
  /attempting to grant (?:RBAC permissions|permissions) not currently held|user .* cannot bind/i;
const IMPERSONATION_REGEXP =
  /(?:failed to find|no) (?:a )?matching service account (?:to impersonate|found)/i;

function forbidden({ message }: SyncFailure): Explanation | undefined {
  const found = FORBIDDEN_REGEXP.exec(message);
  if (!found) return undefined;
  const [, user = "", verb = "", resource, path, group, namespace] = found;
  const what = resource
    ? `${resource}${group ? `.${group}` : ""}`
    : path ?? "it";
  const place = namespace ? `in namespace '${namespace}'` : "in the cluster";
  return {
    rule: "cluster-forbids",
    cause: `${user} ${namespace ?? ""}`,
    decisive: FORBIDDEN_REGEXP,
    summary:
      `The account that Argo CD uses in the cluster, '${user}', may not ${verb} ${what} ${place}`,
    then:
      `let a Role or ClusterRole bound to '${user}' ${verb} ${what} ${place}`,
  };
}

/** Finds rights that Argo CD lacks in the destination. */
export const clusterForbids: Rule = {
  names: ["cluster-forbids", "privilege-escalation", "no-service-account"],
  look: (facts) =>
    explainFailures(facts, (failure) => {
      if (ESCALATION_REGEXP.test(failure.message)) {
        return {
          rule: "privilege-escalation",
          decisive: ESCALATION_REGEXP,
          summary: `${
            titleOf(failure)
          } grants rights that Argo CD itself does not have in the cluster, and Kubernetes lets nobody give what they do not hold`,
          then:
            "give Argo CD's account those rights (or the verbs escalate and bind), or apply the object by other means",
        };
      }
      if (IMPERSONATION_REGEXP.test(failure.message)) {
        const project = facts.application.spec?.project ?? "default";
        return {
          rule: "no-service-account",
          cause: project,
          decisive: IMPERSONATION_REGEXP,
          summary:
            `Project '${project}' names no service account for this destination, and Argo CD is set to use one for each sync`,
          next: { tool: "list_projects", arguments: { project } },
          then:
            "add the destination to spec.destinationServiceAccounts of the project",
        };
      }
      return forbidden(failure);
    }),
};
