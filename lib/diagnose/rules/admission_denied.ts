/**
 * A policy of the cluster says no: an admission webhook, a ValidatingAdmissionPolicy, Pod Security.
 *
 * @module
 */
import { ADMISSION_REGEXP } from "../api_causes.ts";
import type { Rule } from "../facts.ts";
import { quoted } from "../quote.ts";
import { explainFailures, titleOf } from "../explain_failures.ts";

const RULE = "admission-denied";
const WEBHOOK_REGEXP =
  /admission webhook "([^"]+)" denied the request(?:: ?|\s+)([\s\S]*)/;
const POLICY_REGEXP =
  /ValidatingAdmissionPolicy '([^']+)'(?: with binding '([^']+)')? denied request: ([\s\S]*)/;
const SECURITY_REGEXP = /violates PodSecurity "([^"]+)":? ?([\s\S]*)/;

interface Denial {
  readonly who: string;
  readonly why: string;
}

function denial(message: string): Denial | undefined {
  const policy = POLICY_REGEXP.exec(message);
  if (policy) {
    const [, name = "", , why = ""] = policy;
    return { who: `ValidatingAdmissionPolicy '${name}'`, why };
  }
  const webhook = WEBHOOK_REGEXP.exec(message);
  if (webhook) {
    const [, name = "", why = ""] = webhook;
    return { who: `Admission webhook '${name}'`, why };
  }
  const security = SECURITY_REGEXP.exec(message);
  if (security) {
    const [, level = "", why = ""] = security;
    return { who: `Pod Security level '${level}'`, why };
  }
  return ADMISSION_REGEXP.test(message)
    ? { who: "An admission policy", why: message }
    : undefined;
}

/** Finds objects that a policy of the cluster refuses. */
export const admissionDenied: Rule = {
  names: [RULE],
  look: (facts) =>
    explainFailures(facts, (failure) => {
      const found = denial(failure.message);
      if (!found) return undefined;
      const { who, why } = found;
      return {
        rule: RULE,
        cause: `${who} ${why}`,
        decisive: /denied (?:the )?request|violates PodSecurity/,
        summary: `${who} of the cluster refuses ${titleOf(failure)}: ${
          quoted(why || "no reason is given", 160)
        }`,
        then:
          "change the object in the source so that the policy accepts it, or have the policy except it",
      };
    }),
};
