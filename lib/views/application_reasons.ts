/**
 * Why an application is not fine.
 *
 * @module
 */
import type {
  Application,
  ApplicationCondition,
  ResourceResult,
} from "../argocd/wire/application.ts";
import { ago } from "./age.ts";
import { applicationState, hasFailedOperation } from "./application_state.ts";
import { differenceText, resourceSituation } from "./resource_counts.ts";
import { resourceTitle } from "./resource_title.ts";
import { shortMessage } from "./short_message.ts";

/** Whether a condition only warns; all others are errors. */
export function isWarning({ type }: ApplicationCondition): boolean {
  return type?.endsWith("Warning") ?? false;
}

/** Error conditions as texts, each fact once: Argo CD reports one cause at several layers. */
export function errorConditions(application: Application): readonly string[] {
  const texts: string[] = [];
  for (const condition of application.status?.conditions ?? []) {
    if (isWarning(condition)) continue;
    const { type = "", message } = condition;
    const text = shortMessage(message);
    if (texts.some((known) => known.endsWith(text))) continue;
    texts.push(`${type}: ${text}`);
  }
  return texts;
}

/** Whether a result of a sync is a failure, of the resource or of a hook. */
export function isFailedResult(
  { status, hookPhase }: ResourceResult,
): boolean {
  return status === "SyncFailed" || hookPhase === "Failed" ||
    hookPhase === "Error";
}

/** One failed resource of an operation, with its own message. */
export function failedResultText(
  result: ResourceResult,
  home: string | undefined,
): string {
  const hook = result.hookType ? ` (${result.hookType} hook)` : "";
  return `${resourceTitle(result, home)}${hook}: ${
    shortMessage(result.message)
  }`;
}

/** What the running or last operation has to do with it; empty when it went well. */
function operationReason(application: Application, now: Date): string {
  const state = applicationState(application);
  const operation = application.status?.operationState;
  const { phase } = state;
  if (phase === "" || phase === "Succeeded") return "";
  if (phase === "Pending") return "operation waits for the controller";
  const kind = operation?.operation?.sync?.dryRun ? "dry run" : "sync";
  const message = shortMessage(operation?.message);
  if (!hasFailedOperation(state)) {
    const since = ago(operation?.startedAt, now).replace(/ ago$/, "");
    return `${kind} ${phase} since ${since}: ${message}`;
  }
  const [failed] = (operation?.syncResult?.resources ?? []).filter(
    isFailedResult,
  );
  const home = application.spec?.destination?.namespace;
  const why = failed ? failedResultText(failed, home) : message;
  return `${kind} ${phase} ${ago(operation?.finishedAt, now)}: ${why}`;
}

/** The unhealthy resources, worst first, of which `most` are named. */
function healthReasons(
  application: Application,
  most: number,
): readonly string[] {
  const { spec, status } = application;
  const failed = hasFailedOperation(applicationState(application));
  const unhealthy = resourceSituation(application).unhealthy
    // A hook that failed is what the operation says.
    .filter(({ hook }) => !(hook && failed));
  const texts = unhealthy.slice(0, most).map((resource) => {
    const { status: health = "", message } = resource.health ?? {};
    const title = resourceTitle(resource, spec?.destination?.namespace);
    const why = shortMessage(message);
    return `${title} ${health}${why ? `: ${why}` : ""}`;
  });
  const more = unhealthy.length - texts.length;
  if (more > 0) texts.push(`${more} more unhealthy resources`);
  const own = shortMessage(status?.health?.message);
  return own && unhealthy.length === 0 ? [own] : texts;
}

/** How reasons are written. */
export interface ReasonOptions {
  readonly now: Date;
  /** Characters of one reason. */
  readonly max: number;
  /** Unhealthy resources that are named. */
  readonly resources: number;
}

/**
 * Everything that is wrong, worst first; empty for an application that is fine.
 *
 * @param application As `GET` of one application gives it.
 */
export function applicationReasons(
  application: Application,
  options: ReasonOptions,
): readonly string[] {
  const { metadata } = application;
  const sync = application.status?.sync?.status;
  const errors = errorConditions(application);
  const operation = operationReason(application, options.now);
  // A failed comparison is also how its sync failed: one fact, said once.
  const known = errors.some((error) =>
    operation.includes(error.slice(error.indexOf(": ") + 2))
  );
  const deleting = metadata?.deletionTimestamp;
  return [
    ...(sync ? [] : ["never compared yet"]),
    ...errors,
    ...(sync === "Unknown" && errors.length === 0
      ? ["cannot be compared, no condition says why"]
      : []),
    ...healthReasons(application, options.resources),
    known ? "" : operation,
    differenceText(resourceSituation(application)),
    deleting ? `being deleted since ${deleting}` : "",
  ].filter(Boolean).map((text) => shortMessage(text, options.max));
}
