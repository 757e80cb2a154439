/**
 * Refuses what is above the tier that the operator allows.
 *
 * @module
 */
import { ToolError } from "../errors.ts";
import { covers } from "../tier.ts";
import type { GuardedCall } from "./guard.ts";

/** Passes calls within `policy.tier`. */
export function requireTier({ tool, tier, policy }: GuardedCall): void {
  if (covers(policy.tier, tier)) return;
  throw new ToolError(
    "TIER_REFUSED",
    `Cannot call '${tool}': it is of tier '${tier}' and this server allows '${policy.tier}'`,
  );
}
