/**
 * The running or last operation of an application.
 *
 * @module
 */
import type { Application, Operation } from "../argocd/wire/application.ts";
import { failedResultText, isFailedResult } from "./application_reasons.ts";
import { shortRevision } from "./sources_of.ts";
import { applicationState } from "./application_state.ts";
import { compact } from "./compact.ts";
import { oneLine } from "./one_line.ts";
import { plural } from "./plural.ts";
import { shortMessage } from "./short_message.ts";
import { countBy, countsText } from "./table.ts";

/** An operation and what came of it. */
export interface OperationView {
  /** `dry run` changed nothing, and hides the result of the sync before it. */
  readonly kind?: "sync" | "dry run";
  readonly phase?: string;
  readonly message?: string;
  readonly started?: string;
  readonly finished?: string;
  /** A user, or `automated`. */
  readonly by?: string;
  /** In full, one for each source. */
  readonly revisions?: readonly string[];
  readonly prune?: boolean;
  /** The number of resources that it was limited to. */
  readonly selected?: number;
  readonly retries?: number;
  /** Failed, and will be tried again by itself. */
  readonly waiting_for_retry?: boolean;
  /** How often Argo CD undid changes made in the cluster; many mean that something keeps making them. */
  readonly self_heal_attempts?: number;
  /** Resources by result. */
  readonly results?: Readonly<Record<string, number>>;
  readonly failed?: readonly string[];
}

const FAILED_SHOWN = 5;
/** Says no more than the failed resources do. */
const SUMMARY_REGEXP =
  /^one or more (?:synchronization tasks completed unsuccessfully|objects failed to apply)(?: \(retried|\.|$)/;

function saysMore(message = "", failures: number): boolean {
  if (message.startsWith("successfully synced ")) return false;
  return failures === 0 || !SUMMARY_REGEXP.test(message);
}

/** Who asked for an operation or made a deployment. */
export function initiator(by: Operation["initiatedBy"]): string | undefined {
  if (by?.automated) return "automated";
  return by?.username === undefined ? undefined : oneLine(by.username);
}

/** The operation of an application; `undefined` when there never was one. */
export function operationView(
  application: Application,
): OperationView | undefined {
  const { status, spec } = application;
  const state = status?.operationState;
  const operation = state?.operation ?? application.operation;
  const { phase } = applicationState(application);
  if (phase === "") return undefined;
  const sync = operation?.sync;
  const { syncResult } = state ?? {};
  const revisions = syncResult?.revisions ?? sync?.revisions ??
    [syncResult?.revision || sync?.revision || ""].filter(Boolean);
  const results = syncResult?.resources ?? [];
  const failed = results.filter(isFailedResult);
  const home = spec?.destination?.namespace;
  return compact({
    kind: sync?.dryRun ? "dry run" as const : "sync" as const,
    phase,
    message: saysMore(state?.message, failed.length)
      ? shortMessage(state?.message)
      : undefined,
    started: state?.startedAt,
    finished: state?.finishedAt,
    by: initiator(operation?.initiatedBy),
    revisions,
    prune: sync?.prune || undefined,
    selected: sync?.resources?.length || undefined,
    retries: state?.retryCount || undefined,
    waiting_for_retry: phase === "Running" && Boolean(state?.finishedAt) ||
      undefined,
    self_heal_attempts: sync?.autoHealAttemptsCount || undefined,
    results: results.length > 0
      ? countBy(results.map(({ status }) => status || "running"))
      : undefined,
    failed: failed.slice(0, FAILED_SHOWN).map((result) =>
      failedResultText(result, home)
    ),
  });
}

/** The operation on one line, and one line for each failed resource. */
export function operationText(view: OperationView): string {
  const { kind, phase, revisions, prune, selected, retries, results } = view;
  const facts = [
    `${kind} ${phase}${view.waiting_for_retry ? ", waits for its retry" : ""}`,
    view.finished ?? (view.started ? `since ${view.started}` : ""),
    view.by ? `by ${view.by}` : "",
    revisions ? `to ${revisions.map(shortRevision).join(", ")}` : "",
    prune ? "with prune" : "",
    selected ? `only ${plural(selected, "resource")}` : "",
    retries ? plural(retries, "retry", "retries") : "",
    view.self_heal_attempts
      ? plural(view.self_heal_attempts, "self-heal attempt")
      : "",
    results ? countsText(results) : "",
  ].filter(Boolean).join(", ");
  return [
    `operation: ${facts}${view.message ? `; ${view.message}` : ""}`,
    ...(view.failed ?? []).map((text) => `- ${text}`),
  ].join("\n");
}
