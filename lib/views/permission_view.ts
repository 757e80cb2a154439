/**
 * Rights in the words of Argo CD's RBAC.
 *
 * @module
 */
import type { Application } from "../argocd/wire/application.ts";
import type { ResourceRef } from "../argocd/wire/resources.ts";

/** A right that a call needs. */
export interface NeededPermission {
  readonly resource: string;
  /** `sync`, or with what it is done to: `delete/apps/Deployment/shop/web`. */
  readonly action: string;
  /** `default/guestbook` */
  readonly object: string;
}

/** A right, and whether we have it. */
export interface PermissionView {
  /** `applications, sync, default/guestbook` */
  readonly needs: string;
  readonly allowed: "yes" | "no" | "unknown";
  /** Why that is not known. */
  readonly reason?: string;
}

/**
 * What a policy calls an application: with its namespace outside Argo CD's own.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * const application = { metadata: { name: "shop", namespace: "team-a" }, spec: { project: "a" } };
 * assert.equal(applicationObject(application, "argocd"), "a/team-a/shop");
 * assert.equal(applicationObject(application, "team-a"), "a/shop");
 * ```
 */
export function applicationObject(
  { metadata, spec }: Application,
  controlPlane: string | undefined,
): string {
  const { name = "?", namespace } = metadata ?? {};
  const project = spec?.project || "default";
  return !namespace || namespace === controlPlane
    ? `${project}/${name}`
    : `${project}/${namespace}/${name}`;
}

/**
 * The action of a right on one live resource.
 *
 * @param verb `action/…` names the resource action instead of namespace and name.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * const ref = { group: "apps", kind: "Deployment", namespace: "shop", name: "web" };
 * assert.equal(resourceAction("delete", ref), "delete/apps/Deployment/shop/web");
 * assert.equal(resourceAction("action", ref, "restart"), "action/apps/Deployment/restart");
 * ```
 */
export function resourceAction(
  verb: "update" | "delete" | "action",
  { group = "", kind = "", namespace = "", name = "" }: ResourceRef,
  action = "",
): string {
  return verb === "action"
    ? `action/${group}/${kind}/${action}`
    : `${verb}/${group}/${kind}/${namespace}/${name}`;
}

/** The right as a policy would write it. */
export function permissionText(
  { resource, action, object }: NeededPermission,
): string {
  return `${resource}, ${action}, ${object}`;
}

/** A right and the answer on one line. */
export function permissionLine(
  { needs, allowed, reason }: PermissionView,
): string {
  const answers = {
    yes: "we have it",
    no: "we do not have it",
    unknown: "whether we have it is not known",
  };
  return `${needs}: ${answers[allowed]}${reason ? ` (${reason})` : ""}`;
}
