/**
 * Why the API server takes no pod, in the words of its admission.
 *
 * @module
 */
import type { Phrase } from "./phrase.ts";

/** Special ones first. */
export const REFUSAL_PHRASES: readonly Phrase[] = [
  {
    rule: "quota-wants-limits",
    regexp:
      /failed quota: (?<quota>[^:]+): must specify (?<what>.+?)(?: for: (?<containers>.+))?$/,
    say: ({ quota, what, containers }) =>
      `quota ${quota} wants ${what} to be set${
        containers ? ` for ${containers}` : ""
      }`,
    then:
      "set these resources in the source, or give the namespace a LimitRange with defaults",
  },
  {
    rule: "quota-exceeded",
    regexp:
      /exceeded quota: (?<quota>[^,]+)(?:, requested: (?<requested>.+?), used: (?<used>.+?), limited: (?<limited>.+))?$/,
    say: ({ quota, requested, used, limited }) =>
      `quota ${quota} is used up${
        requested ? ` (requested ${requested}; used ${used} of ${limited})` : ""
      }`,
    then:
      "raise the ResourceQuota, or lower replicas or requests in the source",
  },
  {
    rule: "limit-range",
    regexp:
      /(?<what>(?:maximum|minimum) [\w./-]+ usage per (?:Container|Pod) is .+|[\w./-]+ max limit to request ratio per .+)$/,
    say: ({ what }) => `the LimitRange of its namespace forbids it: ${what}`,
    then:
      "change resources in the source to what the LimitRange allows, or the LimitRange",
  },
  {
    rule: "pod-security",
    regexp: /violates PodSecurity "(?<level>[^"]+)": (?<what>.+)$/s,
    say: ({ level, what = "" }) =>
      `it violates Pod Security "${level}": ${firstOf(what)}`,
    then:
      "correct securityContext in the source, or the level on the namespace",
  },
  {
    rule: "security-context-constraint",
    regexp:
      /unable to validate against any (?:security context constraint|pod security policy)/,
    say: () => "no SecurityContextConstraint lets it in",
    then:
      "correct securityContext in the source, or grant its service account a constraint",
  },
  {
    rule: "service-account-missing",
    regexp:
      /(?:error looking up service account \S+|serviceaccounts?) ?:? ?(?:serviceaccount )?"(?<name>[^"]+)" not found|error looking up service account (?<other>[^:\s]+)/,
    say: ({ name, other }) => `service account ${name ?? other} does not exist`,
    then: "create it, or correct serviceAccountName in the source",
  },
  {
    rule: "webhook-unreachable",
    regexp: /failed calling webhook "(?<name>[^"]+)"(?<why>.*)$/s,
    say: ({ name, why = "" }) =>
      `admission webhook ${name} cannot be asked${
        /no endpoints available/.test(why)
          ? ", for its service has no running pod"
          : /x509|certificate/.test(why)
          ? ", for its certificate is not trusted"
          : /not found/.test(why)
          ? ", for its service does not exist"
          : /deadline exceeded|timed? ?out/i.test(why)
          ? ", for it does not answer in time"
          : ""
      }`,
    then: "repair the webhook's service, or remove its configuration",
  },
  {
    rule: "webhook-denied",
    regexp:
      /admission webhook "(?<name>[^"]+)" denied the request(?: without explanation|: (?<why>.+))?/s,
    say: ({ name, why = "" }) =>
      `admission webhook ${name} refuses it${why ? `: ${firstOf(why)}` : ""}`,
    then: "change the source to what this policy demands, or ask its owner",
  },
  {
    rule: "admission-policy",
    regexp:
      /ValidatingAdmissionPolicy '(?<name>[^']+)'.* denied request: (?<why>.+)$/s,
    say: ({ name, why = "" }) => `admission policy ${name} refuses it: ${why}`,
    then: "change the source to what this policy demands, or ask its owner",
  },
  {
    rule: "priority-class-missing",
    regexp: /no PriorityClass with name (?<name>\S+) was found/,
    say: ({ name }) => `PriorityClass ${name} does not exist`,
    then: "create it, or correct priorityClassName in the source",
  },
  {
    rule: "runtime-class-missing",
    regexp: /RuntimeClass\S* "?(?<name>[\w.-]+)"? not found/i,
    say: ({ name }) => `RuntimeClass ${name} does not exist`,
    then: "create it, or correct runtimeClassName in the source",
  },
  {
    rule: "namespace-terminating",
    regexp: /because it is being terminated/,
    say: () => "its namespace is being deleted",
    then: "wait until the namespace is gone, or find what holds it",
  },
  {
    rule: "pod-invalid",
    regexp: /is invalid: (?<why>.+)$/s,
    say: ({ why = "" }) => `the pod is invalid: ${firstOf(why)}`,
    then: "correct the pod template in the source",
  },
  {
    rule: "pod-forbidden",
    regexp: /is forbidden: (?<why>.+)$/s,
    say: ({ why = "" }) => `it is forbidden: ${firstOf(why)}`,
    then: "correct the pod template in the source, or the rights",
  },
];

/** The first part of a long reason, for a sentence; the evidence has the whole. */
function firstOf(why: string): string {
  const one = why.replace(/\s+/g, " ").trim();
  return one.length <= 120 ? one : `${one.slice(0, 119)}…`;
}
