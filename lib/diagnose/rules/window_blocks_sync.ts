/**
 * A sync window holds back what the source wants: a deny window is active, or no allow window is open.
 *
 * @module
 */
import { applicationState } from "../../views/application_state.ts";
import {
  syncWindowText,
  type SyncWindowView,
} from "../../views/sync_window_view.ts";
import type { Facts, Rule } from "../facts.ts";
import type { Finding } from "../finding.ts";
import { operationFacts, syncsByItself } from "../operation_facts.ts";
import { type WindowFacts, windowFacts } from "../window_facts.ts";

const NAMES = ["window-blocks-sync", "operation-blocked-by-window"] as const;

/** In words, which window decides. */
function windowTitle({ deciding: [window] }: WindowFacts): string {
  if (!window) return "A sync window is in the way";
  const { kind, until, next, when } = window;
  if (kind === "deny") {
    // One that begins again before it ends has no end.
    const end = until && !(next && next <= until) ? `, until ${until}` : "";
    return `A deny window is active (${when}${end})`;
  }
  return `No allow window is open${next ? ` before ${next}` : ""}`;
}

function evidenceOf(
  { project, application, now, windows, ref }: Facts,
  view: SyncWindowView,
) {
  const name = project?.metadata?.name ?? application.spec?.project ?? "?";
  const { activeWindows, canSync } = windows ?? {};
  return [
    {
      where: `AppProject/${name}@spec.syncWindows`,
      text: syncWindowText(view, now),
    },
    ...(windows
      ? [{
        where: `Application/${ref}@syncwindows`,
        text: JSON.stringify({ activeWindows: activeWindows ?? [], canSync }),
      }]
      : []),
  ];
}

/** An operation that was accepted, and cannot begin. */
function blockedOperation(facts: Facts, found: WindowFacts): Finding[] {
  const { ref, application } = facts;
  const { phase, message } = operationFacts(application);
  const isBlocked = /blocked by (?:a )?sync window/i.test(message);
  if (!isBlocked && phase !== "Terminating") return [];
  if (phase !== "Running" && phase !== "Terminating") return [];
  const [window] = found.deciding;
  // Automated syncs are held back by other windows than those that people start.
  if (!isBlocked && (!window || found.manual)) return [];
  const isEnding = phase === "Terminating";
  return [{
    rule: "operation-blocked-by-window",
    severity: isEnding ? "broken" : "waiting",
    confidence: 1,
    summary: isEnding
      ? `The operation was terminated and cannot end: it stays in phase Terminating as long as a sync window blocks it, and blocks every other operation. ${
        windowTitle(found)
      }`
      : `The operation waits and does nothing, because a sync window blocks it. ${
        windowTitle(found)
      }`,
    where: `Application/${ref}@status.operationState`,
    evidence: [
      {
        where: `Application/${ref}@status.operationState`,
        text: `${phase}: ${message}`,
      },
      ...(window ? evidenceOf(facts, window) : []),
    ],
    next: {
      tool: "get_sync_windows",
      arguments: { application: ref },
      then: isEnding
        ? "wait for the end of the window, or change it in the project; terminating again does nothing"
        : "wait for the end of the window, or change it in the project; terminate_operation does not end it before",
    },
  }];
}

function blockedSync(facts: Facts, found: WindowFacts): Finding[] {
  const { ref, application } = facts;
  const { sync, deleting } = applicationState(application);
  const [window] = found.deciding;
  if (!window || sync !== "OutOfSync" || deleting) return [];
  const isAutomated = syncsByItself(application);
  if (!isAutomated && found.manual) return [];
  const { phase, isOfPresentRevision } = operationFacts(application);
  // What was synced once is not synced again by itself, window or not.
  const isDone = isOfPresentRevision && phase !== "" &&
    application.spec?.syncPolicy?.automated?.selfHeal !== true;
  const what = isAutomated
    ? "automated sync does not apply what the source wants"
    : "nobody may sync what the source wants";
  return [{
    rule: "window-blocks-sync",
    severity: "waiting",
    // Where nobody may sync, it comes before that somebody would have to.
    confidence: isAutomated ? isDone ? 0.6 : 1 : 0.75,
    summary: `${windowTitle(found)}, so ${what}${
      isAutomated && found.manual ? "; a sync by hand is let through" : ""
    }`,
    where: `Application/${ref}@status.sync`,
    evidence: evidenceOf(facts, window),
    next: {
      tool: "get_sync_windows",
      arguments: { application: ref },
      then: found.manual
        ? "sync by hand if it cannot wait (sync_application), or wait"
        : "wait for the end of the window, or change it in the project",
    },
  }];
}

/** Finds syncs that windows hold back. */
export const windowBlocksSync: Rule = {
  names: [...NAMES],
  look(facts) {
    const found = windowFacts(facts);
    const operation = blockedOperation(facts, found);
    return operation.length > 0 ? operation : blockedSync(facts, found);
  },
};
