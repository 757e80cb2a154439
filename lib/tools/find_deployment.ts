/**
 * From an id of the history to the deployment.
 *
 * @module
 */
import type { Application, HistoryEntry } from "../argocd/types.ts";
import { ToolError } from "../errors.ts";
import { deploymentViews } from "../views/history_view.ts";
import { shortRevision } from "../views/sources_of.ts";

const SHOWN = 10;

/**
 * Finds a deployment of the past.
 *
 * @param purpose The object of "Cannot …".
 * @throws {ToolError} `NOT_FOUND` with those that there are.
 */
export function findDeployment(
  application: Application,
  id: number,
  purpose: string,
): HistoryEntry {
  const found = application.status?.history?.find((one) =>
    // Argo CD may leave out a 0.
    (one.id ?? 0) === id
  );
  if (found) return found;
  const there = deploymentViews(application).slice(0, SHOWN).map((
    { id, revisions = [] },
  ) => `${id} = ${revisions.map(shortRevision).join(", ")}`);
  throw new ToolError(
    "NOT_FOUND",
    `Cannot ${purpose}: its history has no deployment ${id}; it has ${
      there.join("; ") || "none"
    }`,
    { hint: "get_application_history shows them with dates and authors" },
  );
}
