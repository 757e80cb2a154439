/**
 * What a resource says to Argo CD about itself, by annotation.
 *
 * @module
 */
import { isRecord, type Manifest } from "./manifest_yaml.ts";

/** One annotation; `undefined` where the object has none of that name. */
export function annotationOf(
  object: Manifest | undefined,
  key: string,
): unknown {
  const metadata = object?.["metadata"];
  const annotations = isRecord(metadata) ? metadata["annotations"] : undefined;
  return isRecord(annotations) ? annotations[key] : undefined;
}

/** The words of an annotation that holds a list: `Prune=false,Replace=true`. */
function words(object: Manifest | undefined, key: string): readonly string[] {
  const text = annotationOf(object, key);
  return typeof text === "string"
    ? text.split(",").map((one) => one.trim()).filter(Boolean)
    : [];
}

/** The options that an object carries, as they are written there. */
export function optionsOf(
  object: Manifest | undefined,
  key: "sync-options" | "compare-options",
): readonly string[] {
  return words(object, `argocd.argoproj.io/${key}`);
}

/**
 * Whether an object carries an option. Argo CD reads them letter by letter: `prune=false` keeps nothing.
 *
 * @param key `sync-options` or `compare-options`.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * const object = { metadata: { annotations: { "argocd.argoproj.io/sync-options": "Prune=false, Replace=true" } } };
 * assert(hasOption(object, "sync-options", "Replace=true"));
 * assert(!hasOption(object, "sync-options", "Prune=confirm"));
 * ```
 */
export function hasOption(
  object: Manifest | undefined,
  key: "sync-options" | "compare-options",
  option: string,
): boolean {
  return optionsOf(object, key).includes(option);
}

/** How a sync treats an object: `hook` runs it, `skip` leaves it alone. */
export function hookRole(
  object: Manifest | undefined,
): "hook" | "skip" | undefined {
  const hooks = words(object, "argocd.argoproj.io/hook");
  if (hooks.length > 0) {
    return hooks.every((one) => one === "Skip") ? "skip" : "hook";
  }
  const helm = annotationOf(object, "helm.sh/hook");
  // Helm marks definitions so as well, and Argo CD applies those like anything else.
  return typeof helm === "string" && helm !== "crd-install"
    ? "hook"
    : undefined;
}
