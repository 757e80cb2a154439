/**
 * Somebody ended the last sync before it was done.
 *
 * @module
 */
import { applicationState } from "../../views/application_state.ts";
import type { Rule } from "../facts.ts";
import { operationFacts, syncsByItself } from "../operation_facts.ts";

const RULE = "operation-terminated";
const TERMINATED_REGEXP = /^operation terminat(?:ed|ion)/i;

/** Finds syncs that were given up. */
export const operationTerminated: Rule = {
  names: [RULE],
  look({ application, ref }) {
    const { phase, message, isOfPresentRevision, finishedAt } = operationFacts(
      application,
    );
    const { sync } = applicationState(application);
    if (phase !== "Failed" && phase !== "Error") return [];
    if (!TERMINATED_REGEXP.test(message) || sync === "Synced") return [];
    const isLeft = syncsByItself(application) && isOfPresentRevision;
    return [{
      rule: RULE,
      severity: isLeft ? "broken" : "waiting",
      confidence: 0.8,
      summary: `The last sync was terminated${
        finishedAt ? ` at ${finishedAt}` : ""
      } before it was done${
        isLeft ? "; automated sync does not try this revision again" : ""
      }`,
      where: `Application/${ref}@status.operationState`,
      evidence: [{
        where: `Application/${ref}@status.operationState.message`,
        text: message,
      }],
      next: {
        tool: "get_application_diff",
        arguments: { application: ref },
        then: "sync_application does what was left",
      },
    }];
  },
};
