/**
 * A sync that failed for a reason that no other rule knows: what Argo CD and Kubernetes say is the finding.
 *
 * @module
 */
import type { Rule } from "../facts.ts";
import { quoted } from "../quote.ts";
import { explainFailures, titleOf } from "../explain_failures.ts";

const RULE = "sync-failed";

/** Says the failures of the last sync as they are. */
export const syncFailed: Rule = {
  names: [RULE],
  look: (facts) =>
    explainFailures(facts, (failure) => ({
      rule: RULE,
      decisive: /reason: |is invalid|is forbidden/,
      confidence: 0.5,
      symptom: true,
      summary: `${
        failure.ref ? `${titleOf(failure)} was not applied` : "The sync failed"
      }${failure.message ? `: ${quoted(failure.message, 160)}` : ""}`,
      then: "repair what the message names, then sync again",
    })),
};
