/**
 * What is no longer in the source still runs: nothing deletes it, because no sync prunes.
 *
 * @module
 */
import { hasOption } from "../../views/resource_options.ts";
import { resourceSituation } from "../../views/resource_counts.ts";
import { plural } from "../../views/plural.ts";
import type { Rule } from "../facts.ts";
import { nameOf } from "../leaf_differences.ts";
import { keyOf, placeOf } from "../object_key.ts";
import { operationFacts, syncsByItself } from "../operation_facts.ts";
import { argumentsFor } from "../explain_failures.ts";
import { isQuietlyOutOfSync } from "../sync_state.ts";

const RULE = "prune-required";

/** Finds resources that wait for a sync with prune. */
export const pruneRequired: Rule = {
  names: [RULE],
  look(facts) {
    const { application, ref: own, compared } = facts;
    if (!isQuietlyOutOfSync(facts)) return [];
    const { prunable } = resourceSituation(application);
    const [first] = prunable;
    if (!first) return [];
    const { isOfPresentRevision, results, phase, dryRun } = operationFacts(
      application,
    );
    const automated = application.spec?.syncPolicy?.automated;
    const prunes = syncsByItself(application) && automated?.prune === true;
    const live = compared?.find(({ ref }) => keyOf(ref) === keyOf(first))?.live;
    const isKept = hasOption(live, "sync-options", "Prune=false");
    const isAsked = hasOption(live, "sync-options", "Prune=confirm");
    const isDone = phase === "Succeeded" && isOfPresentRevision && !dryRun;
    // A sync that is still to come is what another rule says.
    if (!isDone && !(syncsByItself(application) && !prunes) && !isKept) {
      return [];
    }
    if (prunes && !isKept && !isAsked) return [];
    const why = isKept
      ? "its option Prune=false keeps it"
      : isAsked
      ? "its option Prune=confirm asks a person first"
      : syncsByItself(application)
      ? "automated sync does not prune here"
      : "the last sync did not prune";
    const skipped = results.find((one) => keyOf(one) === keyOf(first));
    const more = prunable.length > 1
      ? ` and ${plural(prunable.length - 1, "more resource")}`
      : "";
    return [{
      rule: RULE,
      severity: "waiting",
      confidence: 0.9,
      summary: `${
        nameOf(first)
      }${more} is no longer in the source and stays in the cluster: ${why}`,
      where: placeOf(first),
      evidence: [
        {
          where: `Application/${own}@status.resources[${placeOf(first)}]`,
          text: 'OutOfSync, "requiresPruning":true',
        },
        ...(skipped
          ? [{
            where: `Application/${own}@status.operationState.syncResult[${
              placeOf(first)
            }]`,
            text: `${skipped.status}: ${skipped.message ?? ""}`,
          }]
          : []),
      ],
      next: isKept
        ? {
          tool: "get_resource",
          arguments: argumentsFor(facts, first),
          then: "take the option off, or delete the object by hand",
        }
        : {
          tool: "sync_application",
          arguments: { application: own, prune: true },
          then:
            "look at the preview first: it names what would be deleted; or bring the object back to the source",
        },
    }];
  },
};
