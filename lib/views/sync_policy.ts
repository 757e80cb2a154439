/**
 * When an application is synced without anybody asking.
 *
 * @module
 */
import type { SyncPolicy } from "../argocd/wire/application.ts";

/** Whether Argo CD syncs by itself. */
export function isAutomated(policy: SyncPolicy | undefined): boolean {
  const { automated } = policy ?? {};
  // Below 3.1 the key does not exist and is never in an answer: what is there is meant.
  return Boolean(automated) && automated?.enabled !== false;
}

/**
 * The policy in words.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * assert.equal(syncPolicyTitle(undefined), "manual");
 * assert.equal(syncPolicyTitle({ automated: {} }), "automated");
 * assert.equal(syncPolicyTitle({ automated: { prune: true, selfHeal: true } }), "automated, prune, self-heal");
 * assert.equal(syncPolicyTitle({ automated: { prune: true, enabled: false } }), "manual (automated is switched off)");
 * ```
 */
export function syncPolicyTitle(policy: SyncPolicy | undefined): string {
  const { automated } = policy ?? {};
  if (!automated) return "manual";
  if (!isAutomated(policy)) return "manual (automated is switched off)";
  const { prune, selfHeal, allowEmpty } = automated;
  return [
    "automated",
    ...(prune ? ["prune"] : []),
    ...(selfHeal ? ["self-heal"] : []),
    ...(allowEmpty ? ["allow empty"] : []),
  ].join(", ");
}
