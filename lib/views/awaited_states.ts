/**
 * What an application still lacks of the states that somebody waits for.
 *
 * @module
 */
import type { Application } from "../argocd/wire/application.ts";
import type { ResourceRef } from "../argocd/wire/resources.ts";
import { errorConditions } from "./application_reasons.ts";
import { applicationState, hasFailedOperation } from "./application_state.ts";
import { comparisonFailure } from "./comparison_failure.ts";
import { operationIsOver, runningOperation } from "./operation_progress.ts";
import { operationView } from "./operation_view.ts";
import { plural } from "./plural.ts";
import { differenceText, resourceSituation } from "./resource_counts.ts";
import { resourceTitle } from "./resource_title.ts";
import { shortMessage } from "./short_message.ts";
import { comparedRevisions, revisionsOf, shortRevision } from "./sources_of.ts";
import { isAutomated } from "./sync_policy.ts";

/** States that can be waited for; `operation`: none is under way, and the last one did not fail. */
export const AWAITED_STATES = [
  "synced",
  "healthy",
  "operation",
  "deleted",
] as const;

/** One of {@linkcode AWAITED_STATES}. */
export type AwaitedState = typeof AWAITED_STATES[number];

/** How far an application is from what is waited for. */
export interface Outlook {
  /** Facts that stand in the way, most important first; none when it has all that was asked for. */
  readonly missing: readonly string[];
  /** Why waiting longer is of no use. */
  readonly failed?: string;
}

/** Resources that one fact names. */
const NAMED = 3;
const REASON_CHARS = 250;
const RESOURCE_REASONS = 8;

function names(
  resources: readonly ResourceRef[],
  { spec }: Application,
): string {
  const titles = resources.slice(0, NAMED).map((resource) =>
    resourceTitle(resource, spec?.destination?.namespace)
  );
  const more = resources.length - titles.length;
  return [...titles, ...(more > 0 ? [`${more} more`] : [])].join(", ");
}

/** Says why the comparison is worth nothing, or not worth anything yet. */
function staleness(application: Application): readonly string[] {
  const failure = comparisonFailure(application);
  if (failure !== undefined) {
    const reason = errorConditions(application)[0] ?? failure;
    return [`sync Unknown: ${shortMessage(reason, REASON_CHARS)}`];
  }
  return application.metadata?.annotations?.["argocd.argoproj.io/refresh"]
    ? ["a refresh is pending"]
    : [];
}

/** What has to happen before an application that differs is synced. */
function cureOf(application: Application): string {
  const { differing, prunable } = resourceSituation(application);
  if (!operationIsOver(application)) return "";
  if (differing.length === 0 && prunable.length > 0) {
    return "; only a sync with prune ends that";
  }
  return isAutomated(application.spec?.syncPolicy)
    ? ""
    : "; automated sync is off, so somebody has to sync it";
}

function syncGaps(application: Application): readonly string[] {
  const { sync } = applicationState(application);
  if (sync === "Synced" || sync === "Unknown") return [];
  const situation = resourceSituation(application);
  const { differing, prunable } = situation;
  const counts = differenceText(situation);
  const which = names([...differing, ...prunable], application);
  const syncErrors = errorConditions(application);
  return [
    `sync ${sync}${counts ? ` (${counts}: ${which})` : ""}${
      cureOf(application)
    }`,
    ...syncErrors.map((text) => shortMessage(text, REASON_CHARS)),
  ];
}

/** Argo CD 3.5 says `Healthy` while anything lives, 2.14 also of what was never deployed. */
function absences(application: Application): readonly string[] {
  const { missing } = resourceSituation(application);
  if (missing.length === 0) return [];
  const which = names(missing, application);
  return [`${plural(missing.length, "resource")} not in the cluster: ${which}`];
}

function healthGaps(application: Application): readonly string[] {
  const { health } = applicationState(application);
  if (health === "Healthy") return [];
  const { managed, unhealthy } = resourceSituation(application);
  const checked = managed.filter((resource) => resource.health?.status);
  const healthy = checked.filter((resource) =>
    resource.health?.status === "Healthy"
  );
  const home = application.spec?.destination?.namespace;
  const own = shortMessage(application.status?.health?.message, REASON_CHARS);
  return [
    `health ${health}${
      checked.length > 0
        ? `: ${healthy.length} of ${plural(checked.length, "resource")} healthy`
        : ""
    }${own && unhealthy.length === 0 ? `: ${own}` : ""}`,
    ...unhealthy.slice(0, RESOURCE_REASONS).map((resource) => {
      const why = shortMessage(resource.health?.message, REASON_CHARS);
      return `${resourceTitle(resource, home)} ${resource.health?.status}${
        why ? `: ${why}` : ""
      }`;
    }),
  ];
}

function deletionGaps(application: Application): readonly string[] {
  const { deletionTimestamp, finalizers = [] } = application.metadata ?? {};
  if (!deletionTimestamp) return ["nobody has asked for its deletion"];
  const { managed } = resourceSituation(application);
  const held = finalizers.length > 0
    ? `, held by ${finalizers.slice(0, NAMED).join(", ")}`
    : "";
  return [
    `being deleted since ${deletionTimestamp}${held}${
      managed.length > 0 ? `; ${plural(managed.length, "resource")} known` : ""
    }`,
    ...errorConditions(application).map((text) =>
      shortMessage(text, REASON_CHARS)
    ),
  ];
}

/** How an operation failed, in one fact. */
export function failedOperationText(application: Application): string {
  const { kind = "sync", phase = "Failed", message, failed = [] } =
    operationView(application) ?? {};
  const why = [...(message ? [message] : []), ...failed].join("; ");
  return shortMessage(`${kind} ${phase}${why ? `: ${why}` : ""}`, 500);
}

/** A revision that automated sync has not tried yet. */
function untried(application: Application): string | undefined {
  if (!isAutomated(application.spec?.syncPolicy)) return undefined;
  const compared = comparedRevisions(application);
  const { syncResult, operation } = application.status?.operationState ?? {};
  const result = revisionsOf(syncResult);
  const tried = result.length > 0 ? result : revisionsOf(operation?.sync);
  return tried.length > 0 &&
      compared.some((revision, index) => revision !== tried[index])
    ? compared.map(shortRevision).join(", ")
    : undefined;
}

function operationOutlook(application: Application): Outlook {
  const running = runningOperation(application);
  if (running !== undefined) return { missing: [running] };
  if (!hasFailedOperation(applicationState(application))) {
    return { missing: [] };
  }
  const text = failedOperationText(application);
  const revision = untried(application);
  return revision === undefined
    ? { missing: [text], failed: text }
    : { missing: [`${text}; automated sync has not tried ${revision} yet`] };
}

/**
 * Compares an application with what is waited for. Health alone is never believed: Argo CD says `Healthy` of what it
 * could not compare and of what is not there.
 *
 * @param application As `GET` of one application or the watch gives it.
 */
export function awaitedOutlook(
  application: Application,
  wanted: readonly AwaitedState[],
): Outlook {
  if (wanted.includes("deleted")) {
    return { missing: deletionGaps(application) };
  }
  const wantsState = wanted.includes("synced") || wanted.includes("healthy");
  const { missing: operation, failed } = wanted.includes("operation")
    ? operationOutlook(application)
    : { missing: [] };
  const missing = [
    ...operation,
    ...(wantsState ? staleness(application) : []),
    ...(wanted.includes("synced")
      ? syncGaps(application)
      : wantsState
      ? absences(application)
      : []),
    ...(wanted.includes("healthy") ? healthGaps(application) : []),
  ];
  const facts = [...new Set(missing)];
  return failed === undefined ? { missing: facts } : { missing: facts, failed };
}
