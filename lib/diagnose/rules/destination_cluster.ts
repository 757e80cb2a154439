/**
 * The destination of an application is no cluster that Argo CD knows.
 *
 * @module
 */
import {
  readSayings,
  type Saying,
  type TextRule,
  textRule,
} from "../text_rule.ts";

const NEXT: Saying["next"] = () => ({ tool: "list_clusters", arguments: {} });
const THEN =
  "correct the destination in what the application is made from, or have the cluster added to Argo CD";

const SAYINGS: readonly Saying[] = [
  {
    rule: "cluster-unknown",
    pattern:
      /there are no clusters with this name: ([^\s"']+)|cluster "?'?(\S+?)'?"? has not been configured|cluster "([^"]+)" not found|(?:error|failed)(?: to)? (?:getting|get) (?:the )?(?:destination )?cluster(?: by (?:server|name|URL))?[^\n]*?"([^"]+)"[^\n]*not found/i,
    summary: (match) =>
      `Argo CD knows no cluster '${match.slice(1).find(Boolean)}'`,
    next: NEXT,
    field: "spec.destination",
    then: THEN,
  },
  {
    rule: "cluster-ambiguous",
    pattern:
      /there are \d+ clusters with the same name: ?\[?([^\]\n]*)|application destination can't have both name and server (?:defined|inferred)?[^\n]{0,120}/,
    summary: ([said]) =>
      /both name/.test(said)
        ? "The destination has both a name and a server, and only one may be given"
        : "The name of the destination belongs to several clusters",
    next: NEXT,
    field: "spec.destination",
    then: "name the cluster by its server URL alone",
  },
  {
    rule: "cluster-unknown",
    pattern:
      /Destination server missing from app spec|destination (?:server|cluster)[^\n]{0,40}(?:missing|not set|is empty)|unable to (?:find|get) destination (?:server|cluster)[^\n]{0,160}/i,
    summary: () =>
      "The application's destination is no cluster of this Argo CD",
    next: NEXT,
    field: "spec.destination",
    then: THEN,
  },
];

/** A destination that is no cluster. */
export const destinationCluster: TextRule = textRule({
  names: ["cluster-unknown", "cluster-ambiguous"],
  subjects: ["source", "cluster"],
  read: readSayings(SAYINGS),
});
