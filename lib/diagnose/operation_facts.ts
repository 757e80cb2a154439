/**
 * The running or last operation of an application, as rules read it.
 *
 * @module
 */
import type {
  Application,
  ResourceResult,
} from "../argocd/wire/application.ts";
import type { ResourceRef } from "../argocd/wire/resources.ts";
import { placeIn } from "../views/cluster_scope.ts";
import { comparedRevisions, revisionsOf } from "../views/sources_of.ts";
import { isAutomated } from "../views/sync_policy.ts";

/** What is known of it. */
export interface OperationFacts {
  /** `Running`, `Terminating`, `Succeeded`, `Failed`, `Error`; empty when there never was one. */
  readonly phase: string;
  readonly message: string;
  /** It did not do what it was asked for, and is over or waits for its next try. */
  readonly failed: boolean;
  /** Between two tries: Argo CD calls it Running, with an end. */
  readonly retrying: boolean;
  readonly tries: number;
  readonly dryRun: boolean;
  /** Nobody asked for it. */
  readonly automated: boolean;
  readonly startedAt?: string;
  readonly finishedAt?: string;
  readonly revisions: readonly string[];
  /** It was about what Argo CD compares the application with now. */
  readonly isOfPresentRevision: boolean;
  /** Where each resource lives; Argo CD gives every one of them a namespace here. */
  readonly results: readonly ResourceResult[];
}

/** Whether Argo CD is to sync by itself. */
export function syncsByItself({ spec }: Application): boolean {
  return isAutomated(spec?.syncPolicy);
}

/** Whether two lists of revisions, one for each source, are known and the same. */
export function areSame(
  a: readonly string[],
  b: readonly string[],
): boolean {
  return a.length > 0 && a.length === b.length &&
    a.every((one, at) => one === b[at]);
}

/** Reads the operation. */
export function operationFacts(application: Application): OperationFacts {
  const { status, spec } = application;
  const state = status?.operationState;
  const { phase = "", message = "", startedAt, finishedAt } = state ?? {};
  const { sync, initiatedBy } = state?.operation ?? {};
  const result = revisionsOf(state?.syncResult);
  const revisions = result.length > 0 ? result : revisionsOf(sync);
  const retrying = phase === "Running" && Boolean(finishedAt);
  const place = placeIn(
    spec?.destination?.namespace ?? "",
    status?.resources ?? [],
  );
  return {
    phase,
    message,
    failed: phase === "Failed" || phase === "Error" || retrying,
    retrying,
    tries: state?.retryCount ?? 0,
    dryRun: sync?.dryRun ?? false,
    automated: initiatedBy?.automated ?? false,
    ...(startedAt ? { startedAt } : {}),
    ...(finishedAt ? { finishedAt } : {}),
    revisions,
    isOfPresentRevision: areSame(revisions, comparedRevisions(application)),
    results: (state?.syncResult?.resources ?? []).map((one) => ({
      ...one,
      ...place(one),
    })),
  };
}

/** What an operation that runs waits for. */
export interface Awaited {
  readonly what: "hook" | "health" | "deletion" | "confirmation";
  readonly ref: ResourceRef;
  /** How many others besides. */
  readonly more: number;
}

const AWAITED_REGEXP =
  /waiting for (completion of hook|healthy state of|deletion of(?: hook)?|prun(?:e|ing) confirmation of) (?:([^/\s]*)\/)?([^/\s]+)\/([^/\s,]+)(?: and (\d+) more)?/i;

/**
 * Reads it from the message of the operation; `undefined` when it does not wait, or does not say for what.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * assert.deepEqual(awaited("waiting for completion of hook batch/Job/migrate and 2 more hooks"), {
 *   what: "hook",
 *   ref: { group: "batch", kind: "Job", name: "migrate" },
 *   more: 2,
 * });
 * assert.equal(awaited("successfully synced (all tasks run)"), undefined);
 * ```
 */
export function awaited(message: string): Awaited | undefined {
  const found = AWAITED_REGEXP.exec(message);
  if (!found) return undefined;
  const [, words = "", group = "", kind = "", name = "", more = "0"] = found;
  const what = words.startsWith("completion")
    ? "hook"
    : words.startsWith("healthy")
    ? "health"
    : words.startsWith("deletion")
    ? "deletion"
    : "confirmation";
  return { what, ref: { group, kind, name }, more: Number(more) };
}

/** Minutes since a time; 0 for one that is not known. */
export function minutesSince(time: string | undefined, now: Date): number {
  const since = Date.parse(time ?? "");
  return Number.isNaN(since) ? 0 : (now.getTime() - since) / 60_000;
}
