/**
 * What a plan about an application is bound to.
 *
 * @module
 */
import type { Application } from "../../argocd/wire/application.ts";
import { compact } from "../../views/compact.ts";
import { digestOf, type Facts, leavesOf } from "../../plans/facts.ts";

/** Written by Argo CD itself: a request to compare, and what was notified of. */
const BOOKKEEPING = [
  "argocd.argoproj.io/refresh",
  "argocd.argoproj.io/hydrate",
  "notified.notifications.argoproj.io",
];

/** What of the metadata belongs to the application and not to its book-keeping. */
function ownMetadata({ metadata = {} }: Application): unknown {
  const { labels, annotations = {}, finalizers, ownerReferences } = metadata;
  const own = Object.entries(annotations).filter(([key]) =>
    !BOOKKEEPING.includes(key)
  );
  return compact({
    labels,
    annotations: own.length > 0 ? Object.fromEntries(own) : undefined,
    finalizers,
    ownerReferences,
  });
}

/**
 * The identity of an application, what it is meant to be, and its last operation: with the last one, a plan is outdated
 * by its own use, whichever process is asked a second time.
 *
 * @param application Exact, not masked: a changed secret is a change.
 */
export function applicationFacts(application: Application): Facts {
  const { metadata = {}, spec, status, operation } = application;
  const { phase, startedAt } = status?.operationState ?? {};
  return {
    application: {
      uid: metadata.uid ?? "unknown",
      ...(metadata.deletionTimestamp ? { deletion: "under way" } : {}),
    },
    spec: leavesOf(spec),
    metadata: leavesOf(ownMetadata(application)),
    "last operation": {
      phase: operation ? "requested" : phase ?? "none",
      started: startedAt ?? "never",
      request: digestOf(status?.operationState?.operation),
    },
  };
}
