/**
 * A ResourceQuota or LimitRange of the namespace refuses the object itself. (Pods of a workload are refused later.)
 *
 * @module
 */
import type { Rule } from "../facts.ts";
import { explainFailures, titleOf } from "../explain_failures.ts";

const QUOTA_REGEXP =
  /exceeded quota: ([\w.-]+)(?:, requested: ([^,]+(?:,[^,=]+=[^,]+)*?), used: (.+?), limited: (.+?))?(?:$|[;(])|failed quota: ([\w.-]+): must specify ([^;]+)/;
const LIMIT_REGEXP =
  /(?:maximum|minimum) [\w. -]+ usage per \w+ is \w+[^;]*|max limit to request ratio per \w+[^;]*/i;

/** Finds objects over a limit of the namespace. */
export const overQuota: Rule = {
  names: ["apply-over-quota", "apply-over-limit"],
  look: (facts) =>
    explainFailures(facts, (failure) => {
      const quota = QUOTA_REGEXP.exec(failure.message);
      if (quota) {
        const [, name, requested, used, limited, unspecified, missing] = quota;
        return {
          rule: "apply-over-quota",
          cause: name ?? unspecified ?? "",
          decisive: QUOTA_REGEXP,
          summary: missing
            ? `ResourceQuota '${unspecified}' wants ${missing.trim()} to be set, and ${
              titleOf(failure)
            } does not set it`
            : `${titleOf(failure)} would exceed ResourceQuota '${name}'${
              requested
                ? `: it asks for ${requested}, and ${used} of ${limited} are in use`
                : ""
            }`,
          then:
            "raise the quota, free what uses it up, or ask for less in the source",
        };
      }
      if (!LIMIT_REGEXP.test(failure.message)) return undefined;
      return {
        rule: "apply-over-limit",
        decisive: LIMIT_REGEXP,
        summary: `A LimitRange of the namespace refuses ${titleOf(failure)}`,
        then: "stay within the limits in the source, or change the LimitRange",
      };
    }),
};
