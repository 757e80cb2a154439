/**
 * One application, compact: what it is, how it is, and why.
 *
 * @module
 */
import type {
  Application,
  ResourceStatus,
} from "../argocd/wire/application.ts";
import { applicationNotes } from "./application_notes.ts";
import { applicationReasons, isWarning } from "./application_reasons.ts";
import { applicationState } from "./application_state.ts";
import { applicationVerdict } from "./application_verdict.ts";
import { compact } from "./compact.ts";
import { destinationTitle } from "./destination.ts";
import { type DeploymentView, deploymentViews } from "./history_view.ts";
import { type OperationView, operationView } from "./operation_view.ts";
import {
  type ResourceSituation,
  resourceSituation,
} from "./resource_counts.ts";
import { resourceTitle } from "./resource_title.ts";
import { shortMessage } from "./short_message.ts";
import { type SourceView, sourceViews } from "./source_view.ts";
import { sourcesOf } from "./sources_of.ts";
import { syncPolicyTitle } from "./sync_policy.ts";
import { trackingParent } from "./tracking.ts";

/** What `include` adds. */
export const INCLUDES = ["spec", "history", "parameters", "resources"] as const;

/** One of {@linkcode INCLUDES}. */
export type Include = typeof INCLUDES[number];

/** An application for a reader. Absent keys are facts that are not there. */
export interface ApplicationView {
  readonly application: string;
  readonly verdict: string;
  readonly project?: string;
  readonly destination?: string;
  readonly sources?: readonly SourceView[];
  readonly sync: string;
  /** Says nothing beside sync `Unknown`. */
  readonly health: string;
  readonly health_since?: string;
  readonly policy: string;
  readonly sync_options?: readonly string[];
  /** Worst first. */
  readonly problems?: readonly string[];
  /** Texts of Argo CD. */
  readonly warnings?: readonly string[];
  readonly notes?: readonly string[];
  readonly resources?: ResourceCounts;
  readonly differing?: readonly string[];
  readonly prunable?: readonly string[];
  readonly operation?: OperationView;
  readonly deployed?: DeploymentView;
  readonly images?: readonly string[];
  readonly urls?: readonly string[];
  readonly created?: string;
  /** When Argo CD last compared; everything above is as old as that. */
  readonly compared?: string;
  /** What keeps a deleted application. */
  readonly finalizers?: readonly string[];
  /** What made it, and would undo changes to it. */
  readonly managed_by?: string;
  readonly spec?: unknown;
  readonly parameters?: readonly unknown[];
  readonly history?: readonly DeploymentView[];
  readonly resource_list?: readonly string[];
}

/** Numbers of resources. */
export interface ResourceCounts {
  readonly managed: number;
  readonly hooks?: number;
  /** Absent while Argo CD cannot compare. */
  readonly sync?: Readonly<Record<string, number>>;
  /** `unchecked` are those of kinds without a health check. */
  readonly health: Readonly<Record<string, number>>;
}

/** What is known besides the application itself. */
export interface ApplicationViewOptions {
  readonly ref: string;
  readonly now: Date;
  readonly include: readonly Include[];
  /** Whether the tracking label, not the annotation, says whose object something is; its key then. */
  readonly trackingLabel?: string | undefined;
}

const NAMED_RESOURCES = 10;
const IMAGES = 10;

function named(
  resources: readonly ResourceStatus[],
  home: string | undefined,
): readonly string[] {
  const titles = resources.slice(0, NAMED_RESOURCES).map((resource) => {
    const missing = resource.health?.status === "Missing" ? " (missing)" : "";
    return `${resourceTitle(resource, home)}${missing}`;
  });
  const more = resources.length - titles.length;
  return more > 0 ? [...titles, `${more} more`] : titles;
}

function managedBy(
  application: Application,
  trackingLabel: string | undefined,
): string | undefined {
  const owner = application.metadata?.ownerReferences?.find(({ kind }) =>
    kind === "ApplicationSet"
  );
  if (owner) return `ApplicationSet ${owner.name}`;
  const parent = trackingParent(application, trackingLabel);
  return parent ? `application ${parent}` : undefined;
}

function warnings({ status }: Application): readonly string[] {
  return (status?.conditions ?? [])
    .filter(isWarning)
    .map(({ type, message }) => `${type}: ${shortMessage(message, 300)}`);
}

function counts(situation: ResourceSituation): ResourceCounts | undefined {
  const { managed, hooks, sync, health, compared } = situation;
  if (managed.length + hooks.length === 0) return undefined;
  return {
    managed: managed.length,
    ...(hooks.length > 0 ? { hooks: hooks.length } : {}),
    ...(compared ? { sync } : {}),
    health,
  };
}

function resourceLine(resource: ResourceStatus, home?: string): string {
  const { status, health, hook, requiresPruning, syncWave } = resource;
  return [
    resourceTitle(resource, home),
    hook ? "hook" : status,
    health?.status,
    requiresPruning && !hook ? "to prune" : "",
    syncWave ? `wave ${syncWave}` : "",
  ].filter(Boolean).join(" ");
}

/** The parts of a source that hold values, under the keys that they have there. */
function parameters({ spec }: Application): readonly unknown[] {
  return sourcesOf(spec).map(({ helm, kustomize, directory, plugin }, index) =>
    compact({ source: index + 1, helm, kustomize, directory, plugin })
  );
}

/** Makes the view of an application that `GET` of one application gave. */
export function applicationView(
  application: Application,
  options: ApplicationViewOptions,
): ApplicationView {
  const { metadata, spec, status } = application;
  const { ref, now, include, trackingLabel } = options;
  const { sync, health } = applicationState(application);
  const situation = resourceSituation(application);
  const home = spec?.destination?.namespace;
  const deployments = deploymentViews(application);
  const { changed: _, current: __, ...deployed } = deployments[0] ?? {};
  const images = status?.summary?.images ?? [];
  return {
    application: ref,
    verdict: applicationVerdict(application, { ref, now }),
    ...compact({
      project: spec?.project,
      destination: destinationTitle(spec?.destination),
      sources: sourceViews(application),
    }),
    sync,
    health,
    policy: syncPolicyTitle(spec?.syncPolicy),
    ...compact({
      sync_options: spec?.syncPolicy?.syncOptions,
      problems: applicationReasons(application, {
        now,
        max: 400,
        resources: 5,
      }),
      warnings: warnings(application),
      notes: applicationNotes(application),
      resources: counts(situation),
      differing: named(situation.differing, home),
      prunable: named(situation.prunable, home),
      operation: operationView(application),
      deployed: deployments.length > 0 ? deployed : undefined,
      images: images.length > IMAGES
        ? [...images.slice(0, IMAGES), `${images.length - IMAGES} more`]
        : images,
      urls: status?.summary?.externalURLs,
      created: metadata?.creationTimestamp,
      compared: status?.reconciledAt,
      health_since: status?.health?.lastTransitionTime,
      finalizers: metadata?.deletionTimestamp ? metadata.finalizers : undefined,
      managed_by: managedBy(application, trackingLabel),
      history: include.includes("history") ? deployments : undefined,
      resource_list: include.includes("resources")
        ? (status?.resources ?? []).map((one) =>
          resourceLine(
            situation.compared ? one : { ...one, requiresPruning: false },
            home,
          )
        )
        : undefined,
      parameters: include.includes("parameters")
        ? parameters(application)
        : undefined,
      spec: include.includes("spec") ? spec : undefined,
    }),
  };
}
