/**
 * The branch, tag or commit that an application follows is not there.
 *
 * @module
 */
import type { FailureText } from "../failure_text.ts";
import { inSource, repositoryTitle } from "../source_title.ts";
import {
  readSayings,
  type Saying,
  type TextRule,
  textRule,
} from "../text_rule.ts";

function missing(revision: string | undefined, failure: FailureText): string {
  const name = revision || failure.source?.targetRevision || "that is wanted";
  return `Revision '${name}' does not exist in ${repositoryTitle(failure)}${
    inSource(failure)
  }`;
}

const THEN =
  "push the branch or tag again, or follow another one: update_application with revision";

const SAYINGS: readonly Saying[] = [
  {
    rule: "revision-not-found",
    pattern: /unable to resolve '?"?([^'"\s]+)'?"? to a commit SHA/i,
    summary: ([, revision], failure) => missing(revision, failure),
    then: THEN,
  },
  {
    rule: "revision-not-found",
    pattern:
      /couldn't find remote ref "?(?:refs\/(?:heads|tags)\/)?([^\s"]+)|Remote branch (\S+) not found|pathspec '([^']+)' did not match|ambiguous argument '([^']+)': unknown revision|invalid reference: (\S+)|not our ref (\w+)|reference is not a tree: (\w+)|bad object (\w+)|(?:unadvertised object|fetch-pack: protocol error:[^"]*) (\w{7,})/i,
    unless: /kustomize build|helm dependency/,
    summary: (match, failure) => missing(match.slice(1).find(Boolean), failure),
    then: THEN,
  },
  {
    rule: "revision-not-found",
    pattern:
      /(?:no|could not find any?) (?:revision|tag|version)s? (?:matching|for) (?:the )?constraint:? ?"?([^"\s]*)|version matching constraint (?:"?([^"\s]*)"? )?not found|constraint "?([^"\s]+)"? (?:did not match|matches no)|no matching tags? found/i,
    unless: /helm|chart|index\.yaml/i,
    summary: (match, failure) =>
      `No tag fits the version range '${
        match.slice(1).find(Boolean) ?? failure.source?.targetRevision ?? "?"
      }' in ${repositoryTitle(failure)}${inSource(failure)}`,
    then:
      "push a tag that fits, or widen the range: update_application with revision",
  },
  {
    rule: "revision-not-found",
    pattern: /(?:reference|revision|commit) not found|object not found/i,
    unless: /helm|chart|oci:|repository not found|manifest unknown/i,
    summary: (_match, failure) => missing(undefined, failure),
    then: THEN,
  },
];

/** A revision that cannot be resolved. */
export const sourceRevision: TextRule = textRule({
  names: ["revision-not-found"],
  subjects: ["source"],
  read: (failure) => {
    const reading = readSayings(SAYINGS)(failure);
    // The versions of a chart have a rule of their own, which leaves Git to this one.
    const isOfChart = failure.source?.chart !== undefined &&
      !/git/i.test(failure.text) &&
      /constraint|matching tags/i.test(reading?.decisive ?? "");
    return isOfChart ? undefined : reading;
  },
});
