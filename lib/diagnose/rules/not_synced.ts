/**
 * OutOfSync though nothing failed: nobody has asked for a sync, or nothing of it would be done by itself.
 *
 * @module
 */
import {
  differenceText,
  resourceSituation,
} from "../../views/resource_counts.ts";
import { comparedRevisions, shortRevision } from "../../views/sources_of.ts";
import type { Facts, Rule } from "../facts.ts";
import type { Evidence, Finding } from "../finding.ts";
import { differenceEvidence } from "../leaf_differences.ts";
import { placeOf } from "../object_key.ts";
import { operationFacts, syncsByItself } from "../operation_facts.ts";
import { isOneOf, sharedObjects } from "../shared_objects.ts";
import { driftedOnes, isQuietlyOutOfSync } from "../sync_state.ts";
import { windowFacts } from "../window_facts.ts";

const NAMES = ["manual-sync", "sync-to-come"] as const;

function differences(facts: Facts): readonly Evidence[] {
  const changed = (facts.compared ?? []).filter(({ state }) =>
    state === "changed"
  ).slice(0, 2).flatMap((one) => differenceEvidence(one));
  if (changed.length > 0) return changed;
  const { missing, prunable } = resourceSituation(facts.application);
  return [...missing, ...prunable].slice(0, 2).map((one) => ({
    where: placeOf(one),
    text: one.requiresPruning
      ? 'OutOfSync, "requiresPruning":true'
      : "OutOfSync, Missing",
  }));
}

function manual(facts: Facts): Finding {
  const { ref, application } = facts;
  const what = differenceText(resourceSituation(application));
  const { phase } = operationFacts(application);
  const isNew = phase === "" && !application.status?.history?.length;
  const automated = application.spec?.syncPolicy?.automated;
  const revision = comparedRevisions(application).map(shortRevision).join(", ");
  return {
    rule: "manual-sync",
    severity: "waiting",
    confidence: 0.7,
    summary: `${
      isNew
        ? "It was never synced"
        : `The source${
          revision ? ` (${revision})` : ""
        } is ahead of the cluster`
    }: ${what || "resources differ"}, and automated sync is ${
      automated ? "switched off" : "not set up"
    }`,
    where: `Application/${ref}@spec.syncPolicy`,
    evidence: [
      ...differences(facts),
      {
        where: `Application/${ref}@spec.syncPolicy`,
        text: `"automated":${JSON.stringify(automated ?? null)}`,
      },
    ],
    next: {
      tool: "get_application_diff",
      arguments: { application: ref },
      then: "sync_application when the changes are wanted",
    },
  };
}

/** Whether the last sync left nothing but what it did not prune, which is another rule's. */
function isOnlyLeftOver({ application }: Facts): boolean {
  const { differing, prunable } = resourceSituation(application);
  const { phase, isOfPresentRevision, dryRun } = operationFacts(application);
  return differing.length === 0 && prunable.length > 0 && !dryRun &&
    phase === "Succeeded" && isOfPresentRevision;
}

/** Whether all that differs is what another application has as well: a sync would only take it back. */
function isOnlyShared(facts: Facts): boolean {
  const shared = sharedObjects(facts);
  const { differing } = resourceSituation(facts.application);
  return differing.length > 0 && differing.every((one) => isOneOf(shared, one));
}

/** Automated, nothing in the way, and not yet done. */
function toCome(facts: Facts): readonly Finding[] {
  const { ref, application } = facts;
  const { isOfPresentRevision, phase } = operationFacts(application);
  const { differing } = resourceSituation(application);
  if (isOfPresentRevision && phase !== "" || differing.length === 0) return [];
  if (!windowFacts(facts).automated) return [];
  return [{
    rule: "sync-to-come",
    severity: "waiting",
    confidence: 0.4,
    symptom: true,
    summary: `${
      differenceText(resourceSituation(application))
    }; automated sync is on and nothing is seen that holds it back, so it should sync within moments`,
    where: `Application/${ref}@status.sync`,
    evidence: differences(facts),
    next: {
      tool: "get_application",
      arguments: { application: ref },
      then: "if it stays so, see whether the application controller works",
    },
  }];
}

/** Finds why an application without any failure is OutOfSync. */
export const notSynced: Rule = {
  names: [...NAMES],
  look(facts) {
    if (!isQuietlyOutOfSync(facts) || driftedOnes(facts).length > 0) return [];
    if (syncsByItself(facts.application)) return toCome(facts);
    return isOnlyLeftOver(facts) || isOnlyShared(facts) ? [] : [manual(facts)];
  },
};
