/**
 * Objects in the namespace that no application manages: they wait for somebody who clears them up or takes them over.
 *
 * @module
 */
import { applicationState, isFine } from "../../views/application_state.ts";
import type { Facts, Rule } from "../facts.ts";
import type { Evidence } from "../finding.ts";
import { placeOf } from "../object_key.ts";

const MOST_NAMED = 8;

function summaryOf(message: string): string {
  const [count] = /\d+/.exec(message) ?? ["Some"];
  return count === "1"
    ? "1 object in its namespace belongs to no application"
    : `${count} objects in its namespace belong to no application`;
}

/** Those that nothing else has made: what hangs from an orphan goes with it. */
function orphanEvidence({ ref, orphans = [] }: Facts): readonly Evidence[] {
  const names = orphans.filter(({ parentRefs }) => !parentRefs?.length)
    .map((node) => placeOf(node));
  if (names.length === 0) return [];
  const more = names.length - MOST_NAMED;
  return [{
    where: `Application/${ref}@resource-tree.orphanedNodes`,
    text: `${names.slice(0, MOST_NAMED).join(", ")}${
      more > 0 ? ` and ${more} more` : ""
    }`,
  }];
}

/** What the project wants to be told of. */
export const orphanedResource: Rule = {
  names: ["orphaned-resource"],
  look(facts) {
    const { application, ref } = facts;
    const where =
      `Application/${ref}@status.conditions[OrphanedResourceWarning]`;
    return (application.status?.conditions ?? [])
      .filter(({ type }) => type === "OrphanedResourceWarning")
      .slice(0, 1).map(({ message = "" }) => ({
        rule: "orphaned-resource",
        // Argo CD only warns where the project asks for it. Beside anything else they are not why.
        severity: isFine(applicationState(application))
          ? "waiting" as const
          : "note" as const,
        confidence: 0.5,
        summary: summaryOf(message),
        where,
        evidence: [{ where, text: message }, ...orphanEvidence(facts)],
        next: {
          tool: "get_application_resource_tree",
          arguments: { application: ref },
          then:
            "delete what nobody needs, put the rest into a source, or except it in the project (spec.orphanedResources.ignore)",
        },
      }));
  },
};
