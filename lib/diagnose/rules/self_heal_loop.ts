/**
 * Argo CD undoes the same change again and again: something in the cluster keeps making it.
 *
 * @module
 */
import { applicationState } from "../../views/application_state.ts";
import type { Facts, Rule } from "../facts.ts";
import {
  differenceEvidence,
  differingPath,
  nameOf,
} from "../leaf_differences.ts";
import { keyOf, placeOf } from "../object_key.ts";
import { minutesSince, operationFacts } from "../operation_facts.ts";
import { argumentsFor } from "../explain_failures.ts";
import { scalerOf } from "../scaled_by.ts";
import { writerEvidence, writerOf } from "../writer_evidence.ts";

const RULE = "self-heal-loop";
/** One or two are somebody who tried something. */
const MANY_HEALS = 3;
/** Argo CD waits up to 5 minutes between two attempts: after that long without one it is over. */
const OVER_MINUTES = 15;

/** What is healed again and again: what differs now, else what the last attempt was about. */
function contested({ compared, application }: Facts) {
  const selected = application.status?.operationState?.operation?.sync
    ?.resources ?? [];
  const changed = (compared ?? []).filter(({ state }) => state === "changed");
  const both =
    changed.find(({ ref }) =>
      selected.some((one) => one.kind === ref.kind && one.name === ref.name)
    ) ?? changed[0];
  if (both) return both;
  const [first] = selected;
  const namespace = application.spec?.destination?.namespace;
  return first &&
    {
      ref: { ...(namespace ? { namespace } : {}), ...first },
      state: "synced" as const,
    };
}

/** Finds applications that heal themselves without end. */
export const selfHealLoop: Rule = {
  names: [RULE],
  look(facts) {
    const { application, ref: own, now } = facts;
    const sync = application.status?.operationState?.operation?.sync;
    const { autoHealAttemptsCount: heals = 0 } = sync ?? {};
    const { finishedAt } = operationFacts(application);
    const isQuiet = applicationState(application).sync === "Synced" &&
      minutesSince(finishedAt, now) > OVER_MINUTES;
    if (heals < MANY_HEALS || isQuiet) return [];
    const one = contested(facts);
    const path = one ? differingPath(one) : "";
    const written = one ? writerEvidence(facts, one) : [];
    const writer = writerOf(written);
    const scaler = one && scalerOf(facts, one.ref, path);
    return [{
      rule: RULE,
      severity: "broken",
      confidence: 0.95,
      summary: `Self-heal has synced ${heals} times in a row and ${
        one ? nameOf(one.ref) : "the application"
      }${path ? ` (${path})` : ""} is changed back each time: ${
        scaler
          ? `${scaler} sets it, and so does the source`
          : writer
          ? `${writer} set it last`
          : "an admission policy, a controller or a person keeps writing it"
      }`,
      where: one
        ? placeOf(one.ref, path.split(" ")[0] || undefined)
        : `Application/${own}@status.operationState`,
      evidence: [
        ...(one ? differenceEvidence(one) : []),
        ...written,
        {
          where: `Application/${own}@status.operationState.operation.sync`,
          text: `"autoHealAttemptsCount":${heals}`,
        },
      ],
      next: {
        tool: "get_application_diff",
        arguments: one ? argumentsFor(facts, one.ref) : { application: own },
        then: scaler
          ? "take replicas out of the source, or let ignoreDifferences leave /spec/replicas to the autoscaler"
          : "find the writer (managedFields of the object, mutating webhooks and policies); then put its value into the source, stop it, or let ignoreDifferences leave the field to it",
      },
      ...(one ? { explains: [keyOf(one.ref)] } : {}),
    }];
  },
};
