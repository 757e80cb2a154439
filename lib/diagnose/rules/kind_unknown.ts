/**
 * The cluster does not know the kind: its CRD is not installed, or Kubernetes has removed that version of its API.
 *
 * @module
 */
import type { Facts, Rule } from "../facts.ts";
import { explainFailures } from "../explain_failures.ts";
import { type SyncFailure } from "../sync_failures.ts";

const UNKNOWN_REGEXP =
  /could not find (?:version "[^"]*" of )?[\w.-]*\/?\w+ for requested resource|CRD is installed on the destination|no matches for (?:kind|\S+,)|ensure CRDs are installed first|failed to discover server resources for group version [\w./-]+|the server (?:could not find the requested resource|doesn't have a resource type)/i;
const VERSION_REGEXP = /group version ([\w.-]+\/)?(v\d\w*)/;
const NO_MATCH_REGEXP =
  /no matches for kind "([^"]+)" in version "(?:([^"/]+)\/)?([^"]+)"/;

/** Groups that are part of Kubernetes itself: no CRD brings them. */
const OWN_GROUPS: ReadonlySet<string> = new Set([
  "",
  "admissionregistration.k8s.io",
  "apiextensions.k8s.io",
  "apiregistration.k8s.io",
  "apps",
  "autoscaling",
  "batch",
  "certificates.k8s.io",
  "coordination.k8s.io",
  "discovery.k8s.io",
  "events.k8s.io",
  "extensions",
  "flowcontrol.apiserver.k8s.io",
  "networking.k8s.io",
  "node.k8s.io",
  "policy",
  "rbac.authorization.k8s.io",
  "resource.k8s.io",
  "scheduling.k8s.io",
  "storage.k8s.io",
]);

interface Kind {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
}

/** The kind that is meant; the result of a sync carries its version, which a reference of ours does not. */
function kindOf({ application }: Facts, failure: SyncFailure): Kind {
  const { group = "", kind = "?", name } = failure.ref ?? {};
  const result = application.status?.operationState?.syncResult?.resources
    ?.find((one) => one.kind === kind && one.name === name);
  const whole = `${failure.message} ${
    application.status?.operationState?.message ?? ""
  }`;
  const ofAll = NO_MATCH_REGEXP.exec(whole);
  const named = NO_MATCH_REGEXP.exec(failure.message) ??
    (ofAll?.[1] === kind ? ofAll : undefined);
  if (named) {
    const [, kind = "?", group = "", version = ""] = named;
    return { group, version, kind };
  }
  const version = result?.version ?? VERSION_REGEXP.exec(whole)?.[2] ?? "";
  return { group, version, kind };
}

/** Whether the application brings the definition itself: then it is a matter of order. */
function bringsDefinition(
  { application }: Facts,
  { group }: Kind,
): boolean {
  return (application.status?.resources ?? []).some(({ kind, name }) =>
    kind === "CustomResourceDefinition" && name?.endsWith(`.${group}`)
  );
}

/** Finds kinds that the cluster does not have. */
export const kindUnknown: Rule = {
  names: ["crd-missing", "api-version-removed"],
  look: (facts) =>
    explainFailures(facts, (failure) => {
      if (!UNKNOWN_REGEXP.test(failure.message)) return undefined;
      const found = kindOf(facts, failure);
      const { group, version, kind } = found;
      const api = [group, version].filter(Boolean).join("/");
      if (OWN_GROUPS.has(group)) {
        return {
          rule: "api-version-removed",
          cause: `${kind} ${api}`,
          decisive: UNKNOWN_REGEXP,
          summary:
            `The cluster does not serve ${kind} in ${api}: this version of Kubernetes does not have that API (any more)`,
          then:
            `use the apiVersion that the cluster serves for ${kind} in the source (list_clusters shows its version)`,
        };
      }
      return {
        rule: "crd-missing",
        cause: `${kind} ${api}`,
        decisive: UNKNOWN_REGEXP,
        summary:
          `The cluster does not know the kind ${kind} (${api}): its CustomResourceDefinition is not installed there, or not in that version`,
        then: bringsDefinition(facts, found)
          ? "let the definition come first: an earlier sync wave, and SkipDryRunOnMissingResource=true in the sync-options of the object"
          : "install the CRD (its operator or chart) in the destination cluster, then sync again",
      };
    }),
};
