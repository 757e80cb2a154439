/**
 * A value under `data` that is not base64: Kubernetes reads nothing of the object.
 *
 * @module
 */
import type { Rule } from "../facts.ts";
import { explainFailures, titleOf } from "../explain_failures.ts";

const RULE = "not-base64";
const BASE64_REGEXP = /illegal base64 data at input byte \d+|illegal base64/i;

/** Finds values that are not encoded. */
export const secretNotBase64: Rule = {
  names: [RULE],
  look: (facts) =>
    explainFailures(facts, (failure) => {
      if (!BASE64_REGEXP.test(failure.message)) return undefined;
      const field = failure.ref?.kind === "ConfigMap" ? "binaryData" : "data";
      return {
        rule: RULE,
        decisive: BASE64_REGEXP,
        field,
        summary: `A value under ${field} of ${
          titleOf(failure)
        } is not base64, so the cluster refuses the object`,
        then:
          "encode the value in the source, or write it plainly under stringData (Secret) or data (ConfigMap)",
      };
    }),
};
