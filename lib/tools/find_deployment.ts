/**
 * From an id of the history to the deployment.
 *
 * @module
 */
import type { Application, HistoryEntry } from "../argocd/wire/application.ts";
import { ToolError } from "../errors.ts";
import { deploymentViews, historyOf } from "../views/history_view.ts";
import { shortRevision } from "../views/sources_of.ts";

const SHOWN = 10;

/**
 * The deployment that runs now, as far as Argo CD has made it.
 *
 * @param purpose The object of "Cannot …".
 * @throws {ToolError} `NOT_FOUND` where there was none.
 */
export function lastDeployment(
  application: Application,
  purpose: string,
): HistoryEntry {
  const last = historyOf(application).at(-1);
  if (last) return last;
  throw new ToolError(
    "NOT_FOUND",
    `Cannot ${purpose}: it has not been deployed yet, so its history is empty`,
    {
      hint:
        "Give 'from' or 'to' a revision; get_application_manifests shows what it renders to",
    },
  );
}

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
