/**
 * The source renders to nothing, and automated sync refuses to delete everything.
 *
 * @module
 */
import type { Rule } from "../facts.ts";

const RULE = "sync-would-wipe";
const WIPE_REGEXP = /auto-sync will wipe out all resources/i;

/** Finds automated syncs that would delete all resources. */
export const syncWouldWipe: Rule = {
  names: [RULE],
  look({ application, ref }) {
    return (application.status?.conditions ?? []).filter(({ message }) =>
      WIPE_REGEXP.test(message ?? "")
    ).map(({ type = "SyncError", message = "" }) => ({
      rule: RULE,
      severity: "broken" as const,
      confidence: 1,
      summary:
        "The source renders to no object at all, and automated sync refuses to delete everything that runs",
      where: `Application/${ref}@status.conditions[${type}]`,
      evidence: [{
        where: `Application/${ref}@status.conditions[${type}]`,
        text: message,
      }],
      next: {
        tool: "get_application_manifests",
        arguments: { application: ref },
        then:
          "bring the manifests back to the path of the source (or allow it: syncPolicy.automated.allowEmpty)",
      },
      // No other word about this one condition is needed.
      explains: [`argoproj.io/Application//${ref}`],
    }));
  },
};
