/**
 * The ApplicationSet that an application comes from: its failures keep changes away, its progressive sync holds
 * applications back.
 *
 * @module
 */
import { applicationState } from "../../views/application_state.ts";
import { rolloutSteps, setPlace, setRef } from "../application_set.ts";
import { applicationSetError } from "../application_set_error.ts";
import type { Facts, Rule } from "../facts.ts";
import type { Finding } from "../finding.ts";

/** Steps that have not begun for an application. */
const HELD: readonly string[] = ["Waiting", "Pending"];

function heldBack({ applicationSet, application }: Facts): readonly Finding[] {
  const { name = "" } = application.metadata ?? {};
  const found = applicationSet &&
    rolloutSteps(applicationSet).find(({ application }) =>
      application === name
    );
  if (!applicationSet || !found || !HELD.includes(found.status)) return [];
  if (applicationState(application).sync === "Synced") return [];
  const { status, message, step } = found;
  const where = setPlace(applicationSet, `status.applicationStatus[${name}]`);
  return [{
    rule: "applicationset-step",
    severity: "waiting",
    confidence: 0.9,
    summary: `The progressive sync of ApplicationSet '${
      setRef(applicationSet)
    }' holds this application back${
      step ? ` until step ${step}` : ""
    }: steps before it are not healthy yet, or it has just begun`,
    where,
    evidence: [{ where, text: `${status}: ${message}` }],
    next: {
      tool: "diagnose_application",
      arguments: { applicationset: setRef(applicationSet) },
      then: "see to the applications of the steps before it",
    },
  }];
}

/** What the set has to do with the state of its application. */
export const generatingApplicationSet: Rule = {
  names: ["applicationset-error", "applicationset-step"],
  look(facts) {
    const { applicationSet } = facts;
    if (!applicationSet) return [];
    // What is wrong with the application itself comes first.
    const errors = applicationSetError(applicationSet).map((finding) => ({
      ...finding,
      confidence: Math.min(finding.confidence, 0.85),
    }));
    return [...errors, ...heldBack(facts)];
  },
};
