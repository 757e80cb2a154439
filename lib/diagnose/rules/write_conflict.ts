/**
 * Another writer was there first: the object has changed, exists already, is being deleted, or others own its fields.
 *
 * @module
 */
import type { Rule } from "../facts.ts";
import {
  explainFailures,
  type Explanation,
  titleOf,
} from "../explain_failures.ts";

type Case = Pick<Explanation, "rule" | "then"> & {
  readonly text: RegExp;
  readonly says: string;
};

const CASES: readonly Case[] = [
  {
    rule: "field-conflict",
    text: /Apply failed with \d+ conflicts?: conflicts? with "[^"]+"/,
    says: "has fields that another field manager owns",
    then:
      "let one of the two give up the field: take it out of the source, or have the other stop writing it",
  },
  {
    rule: "object-is-ending",
    text: /object is being deleted/i,
    says: "is still being deleted, and cannot be made again until it is gone",
    then: "see which of its finalizers is not removed, then sync again",
  },
  {
    rule: "object-exists",
    text: /"[^"]+" already exists|already exists/i,
    says: "exists already and was not to be changed, but made",
    then:
      "delete the one that is there, or let the sync apply it (without create or replace; a hook needs the delete policy BeforeHookCreation)",
  },
  {
    rule: "object-changed-meanwhile",
    text:
      /the object has been modified|Operation cannot be fulfilled on|metadata\.resourceVersion: (?:Invalid value|must be)|Precondition failed/i,
    says:
      "was changed by somebody else between reading and writing, or its manifest carries an old resourceVersion",
    then:
      "sync again; if it comes back, see who else writes the object and take resourceVersion out of the source",
  },
];

/** Finds writes that others got in the way of. */
export const writeConflict: Rule = {
  names: CASES.map(({ rule }) => rule),
  look: (facts) =>
    explainFailures(facts, (failure) => {
      const found = CASES.find(({ text }) => text.test(failure.message));
      if (!found) return undefined;
      const { rule, text, says, then } = found;
      const [, manager] = /conflicts? with "([^"]+)"/.exec(failure.message) ??
        [];
      return {
        rule,
        decisive: text,
        confidence: 0.9,
        summary: `${titleOf(failure)} ${says}${
          manager ? `: '${manager}'` : ""
        }`,
        then,
      };
    }),
};
