/**
 * Argo CD has both sides and cannot make their difference: the API refuses the trial, or a schema is behind.
 *
 * @module
 */
import { quoted } from "../quote.ts";
import type { TextRule } from "../text_rule.ts";
import { readSayings, type Saying, textRule } from "../text_rule.ts";

/** What both ways of comparing put before the reason; not part of it. */
const OF =
  "(?<=(?:error calculating (?:server side|structured merge) diff|serverSideDiff error|pre-diff normalization)[^]*)";
const RESOURCE_REGEXP = /in dryrun mode for resource (\w+)\/([\w.:-]+):/;

/** The resource whose difference cannot be made, where the text names it. */
function resourceIn(text: string): string {
  const [, kind, name] = RESOURCE_REGEXP.exec(text) ?? [];
  return kind ? ` of ${kind} '${name}'` : "";
}

const SAYINGS: readonly Saying[] = [
  {
    rule: "difference-failed",
    pattern: new RegExp(
      `${OF}(\\.[\\w.[\\]"=-]+): field not declared in schema`,
    ),
    summary: ([, field], { text }) =>
      `Argo CD cannot make the difference${
        resourceIn(text)
      }: the schema that the cluster serves has no field '${field}'`,
    then:
      "let the cluster have the newer CRD first (an earlier sync, or wave), correct the field, or set ServerSideApply=true on the object",
  },
  {
    rule: "difference-failed",
    pattern: new RegExp(
      `${OF}admission webhook "([^"]+)" (denied the request[^\\n]*|does not support dry run)`,
    ),
    summary: ([, webhook, said = ""], { text }) =>
      `Argo CD cannot make the difference${
        resourceIn(text)
      } on the server: admission webhook '${webhook}' ${
        said.startsWith("denied") ? "refuses it" : "cannot be asked for a trial"
      }`,
    then:
      "change the source to what the webhook demands, let the webhook declare sideEffects None, or compare without the server (compare-options: ServerSideDiff=false)",
  },
  {
    rule: "difference-failed",
    pattern: new RegExp(`${OF}(is forbidden: [^\\n]*)`),
    summary: (_match, { text }) =>
      `Argo CD cannot make the difference${
        resourceIn(text)
      } on the server: its account there may not do that, not even as a trial`,
    then: "give the account the right, or compare without the server",
  },
  {
    rule: "difference-failed",
    pattern: new RegExp(
      `${OF}in dryrun mode for resource \\S+: ([^\\n]{3,150})`,
    ),
    summary: ([, said = ""], { text }) =>
      `Argo CD cannot make the difference${
        resourceIn(text)
      } on the server, and syncs nothing: the API refuses the change: ${
        quoted(said, 120)
      }`,
    then: ([, said = ""]) =>
      /updates to statefulset spec|immutable/.test(said)
        ? "put the old value back in the source, or have the object made anew: this field cannot be changed"
        : "correct the object in the source, or compare without the server (compare-options: ServerSideDiff=false)",
  },
  {
    rule: "difference-failed",
    pattern:
      /failed to calculate diff[^\n]*|error calculating (?:server side|structured merge) diff[^\n]*/,
    summary: (_match, { text }) =>
      `Argo CD cannot make the difference${
        resourceIn(text)
      } between the source and the cluster`,
    confidence: 0.9,
    then:
      "correct the object that it names; ServerSideDiff and ServerSideApply are options of the application",
  },
];

/** A comparison that ends before it has compared. */
export const differenceFailed: TextRule = textRule({
  names: ["difference-failed"],
  subjects: ["source", "cluster", "argocd"],
  read: readSayings(SAYINGS),
});
