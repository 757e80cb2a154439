/**
 * A port or an address that a Service asks for is taken, or is none that the cluster may give.
 *
 * @module
 */
import type { Rule } from "../facts.ts";
import { explainFailures, titleOf } from "../explain_failures.ts";
import { refusedFields } from "../api_causes.ts";

const TAKEN_REGEXP = /provided (port|IP) is already allocated/i;
const RANGE_REGEXP =
  /provided (port|IP) is not in the valid range(?:\. The range of valid (?:ports|IPs) is ([\w.:/-]+))?/i;
const VALUE_REGEXP =
  /Invalid value: \[?"?([\w.:]+)"?\]?: (?:failed to allocate IP [\w.:]+: )?provided/;

/** Finds Services whose ports or addresses are refused. */
export const addressTaken: Rule = {
  names: ["address-taken", "address-out-of-range"],
  look: (facts) =>
    explainFailures(facts, (failure) => {
      const { message } = failure;
      const taken = TAKEN_REGEXP.exec(message);
      const range = RANGE_REGEXP.exec(message);
      const kind = taken?.[1] ?? range?.[1];
      if (!kind) return undefined;
      const [, value = ""] = VALUE_REGEXP.exec(message) ?? [];
      const what = `${kind === "IP" ? "address" : "node port"}${
        value ? ` ${value}` : ""
      }`;
      const field = refusedFields(message)[0]?.path;
      const common = { ...(field ? { field } : {}) };
      if (taken) {
        return {
          ...common,
          rule: "address-taken",
          decisive: TAKEN_REGEXP,
          summary: `${
            titleOf(failure)
          } asks for ${what}, which another Service of the cluster already has`,
          then:
            "choose another one in the source, or leave it out so that the cluster chooses, or free it at the other Service",
        };
      }
      const valid = range?.[2]?.replace(/[.]$/, "");
      return {
        ...common,
        rule: "address-out-of-range",
        decisive: RANGE_REGEXP,
        summary: `${titleOf(failure)} asks for ${what}, which is outside ${
          valid
            ? `the cluster's range ${valid}`
            : "the range that the cluster gives"
        }`,
        then:
          "choose one within the range in the source, or leave it out so that the cluster chooses",
      };
    }),
};
