/**
 * What Argo CD knows of an application and says nowhere.
 *
 * @module
 */
import type {
  Application,
  ResourceStatus,
} from "../argocd/wire/application.ts";
import { applicationState } from "./application_state.ts";
import { plural } from "./plural.ts";
import { isAutomated } from "./sync_policy.ts";

/** One or two are somebody who tried something. */
const MANY_HEALS = 3;

function isApplication({ group, kind }: ResourceStatus): boolean {
  return group === "argoproj.io" && kind === "Application";
}

/** Sentences for a reader, about states that come without any condition. */
export function applicationNotes(application: Application): readonly string[] {
  const { metadata, spec, status } = application;
  const { sync } = applicationState(application);
  const skips = metadata?.annotations?.["argocd.argoproj.io/skip-reconcile"];
  const { sync: asked } = status?.operationState?.operation ?? {};
  const { dryRun, autoHealAttemptsCount: heals = 0 } = asked ?? {};
  const children = (status?.resources ?? []).filter(isApplication);
  const nothingMatched = asked?.resources?.length &&
    status?.operationState?.phase === "Succeeded" &&
    !status.operationState.syncResult?.resources?.length;
  return [
    ...(skips === "true"
      ? [
        "reconciliation is switched off by annotation: everything here may be old",
      ]
      : []),
    // Seen on live servers: the dry run counts as an attempt, and nothing says so.
    ...(dryRun && sync === "OutOfSync" && isAutomated(spec?.syncPolicy)
      ? [
        "the last operation was a dry run: Argo CD does not sync that revision by itself any more",
      ]
      : []),
    ...(children.length > 0
      ? [
        `sync and health say nothing about its ${
          plural(children.length, "child application")
        }: read each, or list_applications`,
      ]
      : []),
    // Only this number shows it: each time Argo CD succeeds, and is Synced and Healthy for a moment.
    ...(heals >= MANY_HEALS
      ? [
        `Argo CD undid changes in the cluster ${heals} times in a row: something keeps making them`,
      ]
      : []),
    ...(nothingMatched
      ? ["the last operation was limited to resources that matched none"]
      : []),
  ];
}
