/**
 * Argo CD has synced this revision, and the cluster differs all the same: something there changed it afterwards.
 *
 * @module
 */
import { argumentsFor } from "../explain_failures.ts";
import type { Rule } from "../facts.ts";
import {
  differenceEvidence,
  differingPath,
  nameOf,
} from "../leaf_differences.ts";
import { placeOf } from "../object_key.ts";
import { operationFacts, syncsByItself } from "../operation_facts.ts";
import { scalerOf } from "../scaled_by.ts";
import { driftedOnes } from "../sync_state.ts";
import { writerEvidence, writerOf } from "../writer_evidence.ts";

const RULE = "drift";
const MOST = 3;

/** Finds changes made in the cluster that nothing undoes. */
export const drift: Rule = {
  names: [RULE],
  look(facts) {
    const { application, ref: own } = facts;
    const { finishedAt = "" } = operationFacts(application);
    const why = syncsByItself(application)
      ? "self-heal is off, and automated sync does not sync a revision twice"
      : "automated sync is off";
    return driftedOnes(facts).slice(0, MOST).map((one) => {
      const path = differingPath(one);
      const scaler = scalerOf(facts, one.ref, path);
      const written = writerEvidence(facts, one);
      const writer = writerOf(written);
      const isGone = one.state === "create";
      const what = isGone
        ? "is gone from the cluster"
        : `differs from the source again${path ? ` (${path})` : ""}`;
      return {
        rule: RULE,
        severity: "waiting" as const,
        confidence: 0.8,
        summary: `${
          nameOf(one.ref)
        } ${what} although this revision was synced at ${finishedAt}: ${
          writer
            ? `it was changed by ${writer}`
            : `something in the cluster has ${
              isGone ? "deleted" : "changed"
            } it`
        }${
          scaler ? `; ${scaler} in the same namespace may scale it` : ""
        }; ${why}`,
        where: placeOf(one.ref, path.split(" ")[0] || undefined),
        evidence: isGone
          ? [{
            where: `Application/${own}@status.resources[${placeOf(one.ref)}]`,
            text: "OutOfSync, Missing",
          }]
          : [...differenceEvidence(one, 2), ...written],
        next: {
          tool: "get_application_diff",
          arguments: argumentsFor(facts, one.ref),
          then:
            "sync to undo the change, take it over into the source, or let ignoreDifferences leave the field to whoever writes it",
        },
      };
    });
  },
};
