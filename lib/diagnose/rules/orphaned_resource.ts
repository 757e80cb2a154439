/**
 * Objects in the namespace that no application manages: they wait for somebody who clears them up or takes them over.
 *
 * @module
 */
import { applicationState, isFine } from "../../views/application_state.ts";
import type { Rule } from "../facts.ts";

function summaryOf(message: string): string {
  const [count] = /\d+/.exec(message) ?? ["Some"];
  return count === "1"
    ? "1 object in its namespace belongs to no application"
    : `${count} objects in its namespace belong to no application`;
}

/** What the project wants to be told of. */
export const orphanedResource: Rule = {
  names: ["orphaned-resource"],
  look({ application, ref }) {
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
        evidence: [{ where, text: message }],
        next: {
          tool: "get_application_resource_tree",
          arguments: { application: ref },
        },
      }));
  },
};
