/**
 * What a plan about an application is bound to.
 *
 * @module
 */
import type { Application } from "../../argocd/types.ts";
import { digestOf, type Facts, leavesOf } from "../../plans/facts.ts";

/** What of the metadata belongs to the application and not to its book-keeping. */
function ownMetadata({ metadata = {} }: Application): unknown {
  const { labels, annotations, finalizers, ownerReferences } = metadata;
  return { labels, annotations, finalizers, ownerReferences };
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
