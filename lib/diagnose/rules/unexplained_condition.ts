/**
 * An error condition of the application that no other rule knows: what Argo CD says is the finding.
 *
 * @module
 */
import type { ApplicationCondition } from "../../argocd/wire/application.ts";
import {
  applicationState,
  hasFailedOperation,
} from "../../views/application_state.ts";
import { isWarning } from "../../views/application_reasons.ts";
import { shortMessage } from "../../views/short_message.ts";
import type { Rule } from "../facts.ts";

/** A failed sync repeated as a condition. */
const ATTEMPT_REGEXP = /^failed (?:last )?sync attempt to /i;

/** What cannot be compared cannot be synced either: that comes before how the last sync ended. */
function confidenceOf({ type }: ApplicationCondition): number {
  return type === "SyncError" ? 0.45 : 0.55;
}

/** Says the error conditions as they are. */
export const unexplainedCondition: Rule = {
  names: ["condition"],
  look({ application, ref }) {
    return (application.status?.conditions ?? [])
      .filter((condition) => !isWarning(condition))
      // The operation itself says more, and rules read it there.
      .filter(({ message }) =>
        !(hasFailedOperation(applicationState(application)) &&
          ATTEMPT_REGEXP.test(message ?? ""))
      )
      .map(({ type = "?", message }) => ({
        rule: "condition",
        severity: "broken" as const,
        confidence: confidenceOf({ type }),
        summary: `Argo CD reports ${type}: ${shortMessage(message, 160)}`,
        where: `Application/${ref}@status.conditions[${type}]`,
        evidence: [{
          where: `Application/${ref}@status.conditions[${type}]`,
          text: message ?? "",
        }],
        next: { tool: "get_application", arguments: { application: ref } },
        symptom: true as const,
      }));
  },
};
