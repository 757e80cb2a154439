/**
 * A dry run counts as an attempt: automated sync leaves that revision alone from then on, without a word.
 *
 * @module
 */
import { shortRevision } from "../../views/sources_of.ts";
import type { Rule } from "../facts.ts";
import { operationFacts, syncsByItself } from "../operation_facts.ts";
import { isQuietlyOutOfSync } from "../sync_state.ts";
import { windowFacts } from "../window_facts.ts";

const RULE = "dry-run-stops-sync";

/** Finds automated syncs that a dry run stopped. */
export const dryRunStopsSync: Rule = {
  names: [RULE],
  look(facts) {
    const { application, ref } = facts;
    const operation = operationFacts(application);
    const { dryRun, isOfPresentRevision, phase, revisions } = operation;
    if (!syncsByItself(application) || !dryRun || phase !== "Succeeded") {
      return [];
    }
    if (!isOfPresentRevision || !isQuietlyOutOfSync(facts)) return [];
    if (!windowFacts(facts).automated) return [];
    const result = operation.results[0];
    return [{
      rule: RULE,
      severity: "broken",
      confidence: 0.95,
      summary: `The last operation was a dry run of ${
        revisions.map(shortRevision).join(", ")
      }; Argo CD takes it for an attempt and does not sync that revision by itself any more`,
      where: `Application/${ref}@status.operationState`,
      evidence: [
        {
          where: `Application/${ref}@status.operationState.operation.sync`,
          text: `"dryRun":true, phase ${phase}: ${operation.message}`,
        },
        ...(result?.message
          ? [{
            where: `Application/${ref}@status.operationState.syncResult`,
            text: result.message,
          }]
          : []),
      ],
      next: {
        tool: "sync_application",
        arguments: { application: ref },
        then:
          "one real sync by hand; the next commit is synced by itself again",
      },
    }];
  },
};
