/**
 * Whether our account has the right that a call needs, asked before the call.
 *
 * @module
 */
import type { ArgocdClient } from "../argocd/client.ts";
import { isAtLeast } from "../argocd/server_version.ts";
import { ToolError } from "../errors.ts";
import {
  type NeededPermission,
  permissionText,
  type PermissionView,
} from "../views/permission_view.ts";
import { shortMessage } from "../views/short_message.ts";
import { askPermission } from "./ask_permission.ts";
import { tolerate } from "./tolerate.ts";

/** A right on one resource of an application: `update/…`, `delete/…`, `action/…`. */
const SUB_ACTION_REGEXP = /^(update|delete|action)\/./;

/**
 * Asks for one right.
 *
 * Argo CD does not answer for rights on a resource or a resource action: it says `no` to everybody. Below 3.0 those on
 * a resource follow from the right on its application.
 *
 * @returns Never an error of Argo CD: a right that cannot be asked for is `unknown`, and the call itself will tell. Only
 * the end of the call is thrown.
 */
export async function readPermission(
  argocd: ArgocdClient,
  needed: NeededPermission,
  signal: AbortSignal,
): Promise<PermissionView> {
  const needs = permissionText(needed);
  const [, verb] = SUB_ACTION_REGEXP.exec(needed.action) ?? [];
  let question = needed;
  let inherited = "";
  if (verb !== undefined) {
    const unanswered: PermissionView = {
      needs,
      allowed: "unknown",
      reason: "Argo CD does not answer for rights on single resources",
    };
    if (verb === "action") {
      return {
        ...unanswered,
        reason: "Argo CD does not answer for resource actions",
      };
    }
    const version = await tolerate(argocd.version(signal), signal);
    const inherits = !(version instanceof ToolError) && version.major > 0 &&
      !isAtLeast(version, "3.0");
    if (!inherits) return unanswered;
    question = { ...needed, action: verb };
    inherited = `it follows from '${verb}' on the application before 3.0`;
  }
  const allowed = await tolerate(
    askPermission(argocd, question, { signal }),
    signal,
  );
  if (allowed instanceof ToolError) {
    return {
      needs,
      allowed: "unknown",
      reason: shortMessage(allowed.message, 200),
    };
  }
  if (allowed === "unknown") {
    return { needs, allowed, reason: "Argo CD does not know this right" };
  }
  // An own right on the resource may allow what does not follow.
  return inherited && allowed === "no"
    ? { needs, allowed: "unknown", reason: `not by '${verb}' alone` }
    : { needs, allowed, ...(inherited ? { reason: inherited } : {}) };
}
