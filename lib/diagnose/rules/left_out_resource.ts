/**
 * Objects of the source that Argo CD does not deploy as they stand there: named twice, or excluded by its settings.
 *
 * @module
 */
import type { ApplicationCondition } from "../../argocd/wire/application.ts";
import { applicationState, isFine } from "../../views/application_state.ts";
import type { Facts, Rule } from "../facts.ts";
import type { Finding } from "../finding.ts";

interface Case {
  readonly type: string;
  readonly rule: string;
  readonly regexp: RegExp;
  summary(names: string, isOne: boolean): string;
  readonly then: string;
}

/** So many are named in a sentence. */
const MOST_NAMED = 3;

const CASES: readonly Case[] = [
  {
    type: "RepeatedResourceWarning",
    rule: "repeated-resource",
    regexp: /Resource (\S+) appeared \d+ times/,
    summary: (names, isOne) =>
      `${names} ${
        isOne ? "stands" : "stand"
      } in the manifests more than once, and only one of them is deployed`,
    then: "remove the copies that are not meant, or give them other names",
  },
  {
    type: "ExcludedResourceWarning",
    rule: "excluded-resource",
    regexp: /Resource (\S+ \S+) is excluded/,
    summary: (names, isOne) =>
      `${names} ${
        isOne ? "is" : "are"
      } in the source, and the settings of Argo CD exclude ${
        isOne ? "its" : "their"
      } kind: never deployed`,
    then:
      "take it out of the source, or have resource.exclusions in argocd-cm changed",
  },
];

/** `/ConfigMap/shop/twice` and `coordination.k8s.io/Lease leader`, as people write them. */
function title(name: string): string {
  const [kind = "", ...rest] = name.includes(" ")
    ? [name.split(" ")[0]?.split("/").at(-1), name.split(" ")[1]]
    : name.split("/").slice(1);
  return `${kind} '${rest.at(-1) ?? ""}'`;
}

function finding(
  { type, rule, regexp, summary, then }: Case,
  all: readonly ApplicationCondition[],
  { application, ref }: Facts,
): Finding {
  const names = all.flatMap(({ message = "" }) =>
    regexp.exec(message)?.[1] ?? []
  ).map(title);
  const more = names.length - MOST_NAMED;
  const where = `Application/${ref}@status.conditions[${type}]`;
  return {
    rule,
    // Argo CD calls it Synced all the same, and it does not mend itself.
    severity: "broken",
    // Where more is wrong than that, it is hardly the reason.
    confidence: isFine(applicationState(application)) ? 0.9 : 0.6,
    summary: summary(
      names.length === 0
        ? "A resource"
        : `${names.slice(0, MOST_NAMED).join(", ")}${
          more > 0 ? ` and ${more} more` : ""
        }`,
      all.length === 1,
    ),
    where,
    evidence: all.slice(0, MOST_NAMED).map(({ message = "" }) => ({
      where,
      text: message,
    })),
    next: {
      tool: "get_application_manifests",
      arguments: { application: ref },
      then,
    },
  };
}

/** What is in the source and not in the cluster, without an error. */
export const leftOutResource: Rule = {
  names: CASES.map(({ rule }) => rule),
  look(facts) {
    const conditions = facts.application.status?.conditions ?? [];
    return CASES.flatMap((one) => {
      const all = conditions.filter(({ type }) => type === one.type);
      return all.length > 0 ? [finding(one, all, facts)] : [];
    });
  },
};
