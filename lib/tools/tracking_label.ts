/**
 * By which label Argo CD knows whose object something is.
 *
 * @module
 */
import { getSettings } from "../argocd/endpoints.ts";
import type { Application } from "../argocd/wire/application.ts";
import { ToolError } from "../errors.ts";
import type { ToolContext } from "../tool.ts";
import {
  maybeTrackedByLabel,
  USUAL_TRACKING_LABEL,
} from "../views/tracking.ts";
import { tolerate } from "./tolerate.ts";

/**
 * The label that says whose object an application is, where labels say it: on Argo CD 2.14 by default, later by choice.
 */
export async function trackingLabelFor(
  found: Application,
  { argocd, signal }: Pick<ToolContext, "argocd" | "signal">,
): Promise<string | undefined> {
  if (!maybeTrackedByLabel(found)) return undefined;
  // Who made the application is worth an extra question, not the whole answer.
  const settings = await tolerate(
    argocd.call(getSettings, { signal, purpose: "read the settings" }),
    signal,
  );
  if (settings instanceof ToolError) return undefined;
  const { trackingMethod = "label", appLabelKey = USUAL_TRACKING_LABEL } =
    settings;
  return trackingMethod === "label" ? appLabelKey : undefined;
}
