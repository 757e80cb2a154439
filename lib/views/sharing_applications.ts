/**
 * Other applications that have a resource among theirs, as Argo CD warns of it.
 *
 * @module
 */
import type { Application } from "../argocd/wire/application.ts";
import type { ResourceRef } from "../argocd/wire/resources.ts";

/** `ConfigMap/settings is part of applications argocd/one and two` */
const SHARED_REGEXP = /^(\S+)\/(\S+) is part of applications? (.+)$/;

/**
 * Their names, as Argo CD writes them. The warning names the kind and the name of the resource, nothing else of it.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * const message = "ConfigMap/settings is part of applications argocd/one and two";
 * const application = {
 *   metadata: { name: "one", namespace: "argocd" },
 *   status: { conditions: [{ type: "SharedResourceWarning", message }] },
 * };
 * assert.deepEqual(sharingApplications(application, { kind: "ConfigMap", name: "settings" }), ["two"]);
 * assert.deepEqual(sharingApplications(application, { kind: "Secret", name: "settings" }), []);
 * ```
 */
export function sharingApplications(
  { metadata, status }: Application,
  { kind, name }: ResourceRef,
): readonly string[] {
  const { name: own = "", namespace = "" } = metadata ?? {};
  const ours = [own, `${namespace}/${own}`, `${namespace}_${own}`];
  return (status?.conditions ?? []).flatMap(({ type, message = "" }) => {
    if (type !== "SharedResourceWarning") return [];
    const [, ofKind, ofName, all = ""] = SHARED_REGEXP.exec(message) ?? [];
    if (ofKind !== kind || ofName !== name) return [];
    return all.split(/, | and /).map((one) => one.trim())
      .filter((one) => one !== "" && !ours.includes(one));
  });
}
