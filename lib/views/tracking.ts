/**
 * How Argo CD marks what it manages, and what an application's own marks say.
 *
 * @module
 */
import type { Application } from "../argocd/types.ts";

/** Reads `parent:group/kind:namespace/name`. */
export const TRACKING_ANNOTATION = "argocd.argoproj.io/tracking-id";

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
