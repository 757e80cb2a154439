/**
 * Objects in the namespace that no application manages: worth knowing, and nothing wrong.
 *
 * @module
 */
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
        severity: "note" as const,
        confidence: 1,
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
