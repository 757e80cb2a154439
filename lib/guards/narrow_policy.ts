/**
 * What is allowed at one Argo CD: never more than what is allowed at all of them.
 *
 * @module
 */
import { covers, type Tier } from "../tier.ts";
import type { Policy } from "./guard.ts";
import { narrowScope, type Scope } from "./scope.ts";

/** What an operator allows at one Argo CD; what is absent narrows nothing. */
export interface PolicyLimits {
  readonly maxTier?: Tier;
  /** What the operator calls it, for refusals: `max_tier of 'prod' in registry.yaml`. */
  readonly tierSetting?: string;
  readonly scope?: Scope;
}

/**
 * The policy with `limits`; a limit that is wider than the policy changes nothing.
 *
 * @throws {ToolError} `CONFIGURATION` when both scopes name one cluster and not the same.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import type { Policy } from "./guard.ts";
 * const policy: Policy = { tier: "write", maskSecrets: true, maxResultChars: 24_000, humanApproval: "auto" };
 * assert.equal(narrowPolicy(policy, { maxTier: "read" }).tier, "read");
 * assert.equal(narrowPolicy(policy, { maxTier: "destructive" }).tier, "write");
 * ```
 */
export function narrowPolicy(policy: Policy, limits: PolicyLimits): Policy {
  const { maxTier, tierSetting } = limits;
  const scope = narrowScope(policy.scope, limits.scope);
  const isLower = maxTier !== undefined && !covers(maxTier, policy.tier);
  return {
    ...policy,
    ...(isLower ? { tier: maxTier } : {}),
    ...(isLower && tierSetting !== undefined ? { tierSetting } : {}),
    ...(scope ? { scope } : {}),
  };
}
