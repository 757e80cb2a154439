/**
 * Whether an operation of an application is under way, and where it stands.
 *
 * @module
 */
import type { Application } from "../argocd/wire/application.ts";
import { plural } from "./plural.ts";
import { shortMessage } from "./short_message.ts";

const UNDER_WAY: readonly string[] = ["Running", "Terminating"];
const MESSAGE_CHARS = 250;

/**
 * Whether Argo CD has looked at the application again since the operation succeeded. A dry run makes it do nothing,
 * and after a failure it may not be able to.
 */
function isComparedSince(application: Application): boolean {
  const { operationState: state, reconciledAt } = application.status ?? {};
  if (!state?.finishedAt || state.phase !== "Succeeded") return true;
  if (state.operation?.sync?.dryRun) return true;
  return Date.parse(reconciledAt ?? "") >= Date.parse(state.finishedAt);
}

/**
 * What the operation is doing; `undefined` when none is under way and what Argo CD says of the application is newer
 * than the end of the last one.
 *
 * Phase `Running` with an end is the time between two tries, and what was true before an operation still stands in the
 * status until Argo CD has compared again.
 */
export function runningOperation(application: Application): string | undefined {
  const { operation, status } = application;
  const state = status?.operationState;
  const { phase = "" } = state ?? {};
  const kind = (operation ?? state?.operation)?.sync?.dryRun
    ? "dry run"
    : "sync";
  if (!UNDER_WAY.includes(phase)) {
    if (operation) return `${kind} waits for the controller`;
    return isComparedSince(application)
      ? undefined
      : `${kind} ${phase}, not compared again yet`;
  }
  const message = shortMessage(state?.message, MESSAGE_CHARS);
  const said = message ? `: ${message}` : "";
  if (phase === "Running" && state?.finishedAt) {
    return `${kind} failed and waits for its retry${said}`;
  }
  const results = state?.syncResult?.resources ?? [];
  const applied = results.length > 0
    ? `, ${plural(results.length, "resource")} so far`
    : "";
  return `${kind} ${phase}${applied}${said}`;
}

/** Whether no operation is under way. */
export function operationIsOver(application: Application): boolean {
  return runningOperation(application) === undefined;
}
