/**
 * Argo CD cannot delete what belongs to an application that is being deleted.
 *
 * @module
 */
import type { Rule } from "../facts.ts";
import { quoted } from "../quote.ts";

/** The condition that the deletion leaves. */
export const deletionError: Rule = {
  names: ["deletion-failed"],
  look({ application, ref }) {
    const since = application.metadata?.deletionTimestamp;
    const where = `Application/${ref}@status.conditions[DeletionError]`;
    return (application.status?.conditions ?? [])
      .filter(({ type }) => type === "DeletionError")
      .slice(0, 1).map(({ message = "" }) => ({
        rule: "deletion-failed",
        severity: "broken" as const,
        confidence: 1,
        summary: `The application is being deleted${
          since ? ` since ${since}` : ""
        }, and Argo CD cannot delete what belongs to it: ${
          quoted(message, 90)
        }`,
        where,
        evidence: [{ where, text: message }],
        next: {
          tool: "get_application_resource_tree",
          arguments: { application: ref },
          then:
            "remove what holds the object or the cluster back; removing the application's finalizer leaves the objects in the cluster",
        },
      }));
  },
};
