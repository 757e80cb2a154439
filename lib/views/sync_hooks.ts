/**
 * What a sync runs besides applying: jobs and the like that their manifests call hooks.
 *
 * @module
 */
import type { ResourceRef } from "../argocd/wire/resources.ts";
import type { Manifest } from "./manifest_yaml.ts";
import { manifestRef } from "./rendered_manifests.ts";
import { annotationOf } from "./resource_options.ts";

/** A hook that a sync runs. */
export interface SyncHook {
  readonly ref: ResourceRef;
  /** In the order of a sync; `SyncFail` runs only when it fails. */
  readonly phases: readonly string[];
}

const PHASES = ["PreSync", "Sync", "PostSync", "SyncFail"];
/** Argo CD runs these of Helm; others, such as tests and rollbacks, it never does. */
const HELM_PHASES: Readonly<Record<string, string>> = {
  "pre-install": "PreSync",
  "pre-upgrade": "PreSync",
  "post-install": "PostSync",
  "post-upgrade": "PostSync",
};

function words(value: unknown): readonly string[] {
  return typeof value === "string"
    ? value.split(",").map((one) => one.trim()).filter(Boolean)
    : [];
}

function phasesOf(manifest: Manifest): readonly string[] {
  const own = words(annotationOf(manifest, "argocd.argoproj.io/hook"));
  const all = own.length > 0
    ? own
    : words(annotationOf(manifest, "helm.sh/hook")).map((hook) =>
      HELM_PHASES[hook]
    );
  return PHASES.filter((phase) => all.includes(phase));
}

/**
 * Finds the hooks among what a source renders to.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * const metadata = { name: "migrate", annotations: { "argocd.argoproj.io/hook": "PreSync" } };
 * const [hook] = syncHooks([{ apiVersion: "batch/v1", kind: "Job", metadata }]);
 * assert.deepEqual(hook?.phases, ["PreSync"]);
 * assert.deepEqual(syncHooks([{ kind: "Service", metadata: { name: "shop" } }]), []);
 * ```
 */
export function syncHooks(
  manifests: readonly Manifest[],
): readonly SyncHook[] {
  return manifests.flatMap((manifest) => {
    const phases = phasesOf(manifest);
    return phases.length > 0 ? [{ ref: manifestRef(manifest), phases }] : [];
  });
}
