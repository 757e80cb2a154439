/**
 * How Argo CD marks what it manages, and what an application's own marks say.
 *
 * @module
 */
import type { Application } from "../argocd/wire/application.ts";
import { isRecord, type Manifest } from "./manifest_yaml.ts";
import { annotationOf } from "./resource_options.ts";

/** Reads `parent:group/kind:namespace/name`. */
export const TRACKING_ANNOTATION = "argocd.argoproj.io/tracking-id";

/** Says which Argo CD tracks, where several share a cluster. */
export const INSTALLATION_ANNOTATION = "argocd.argoproj.io/installation-id";

/** The label that tracks where labels do, unless an operator chose another. */
export const USUAL_TRACKING_LABEL = "app.kubernetes.io/instance";

/**
 * Whether only the settings can tell if an application is tracked: it has such a label and no annotation, and the
 * label is also many a chart's own.
 */
export function maybeTrackedByLabel({ metadata }: Application): boolean {
  const { labels, annotations } = metadata ?? {};
  return !annotations?.[TRACKING_ANNOTATION] &&
    Object.keys(labels ?? {}).some((key) => key.endsWith("/instance"));
}

/**
 * The application that made this one, if any.
 *
 * @param label The key of the tracking label, where labels track.
 */
export function trackingParent(
  { metadata }: Application,
  label: string | undefined,
): string | undefined {
  const tracking = metadata?.annotations?.[TRACKING_ANNOTATION];
  const parent = tracking?.split(":")[0] ??
    (label ? metadata?.labels?.[label] : undefined);
  return parent && parent !== metadata?.name ? parent : undefined;
}

/** The names by which Argo CD may mark what an application manages: with its namespace outside its own. */
function instanceNames({ metadata }: Application): readonly string[] {
  const { name = "", namespace = "" } = metadata ?? {};
  return [name, `${namespace}_${name}`];
}

/** The application that the annotation of an object names; `undefined` where there is none, as where labels track. */
export function trackedBy(object: Manifest | undefined): string | undefined {
  const tracking = annotationOf(object, TRACKING_ANNOTATION);
  return typeof tracking === "string"
    ? tracking.split(":")[0] || undefined
    : undefined;
}

function labelsOf(object: Manifest): Record<string, unknown> {
  const { metadata } = object;
  const labels = isRecord(metadata) ? metadata["labels"] : undefined;
  return isRecord(labels) ? labels : {};
}

/**
 * Whether a live object carries the mark of an application, and so is pruned when it is not in the source any more.
 *
 * Which label or annotation marks it is a setting; Argo CD writes the mark into every target, so it is looked for there.
 *
 * @param options.target What the source asks of the object now.
 */
export function isTrackedLike(
  live: Manifest,
  options: {
    readonly target: Manifest;
    readonly application: Application;
  },
): boolean {
  const { target, application } = options;
  const names = instanceNames(application);
  const here = annotationOf(live, TRACKING_ANNOTATION);
  const there = annotationOf(target, TRACKING_ANNOTATION);
  if (typeof here === "string") {
    return names.includes(here.split(":")[0] ?? "");
  }
  if (typeof there === "string") return false;
  const marks = labelsOf(live);
  return Object.entries(labelsOf(target)).some(([key, value]) =>
    typeof value === "string" && names.includes(value) && marks[key] === value
  );
}
