/**
 * The settings that guard calls, as the pipeline takes them.
 *
 * @module
 */
import type { Policy } from "../guards/guard.ts";
import type { Scope } from "../guards/scope.ts";
import type { Tier } from "../tier.ts";
import type { Settings } from "./options.ts";

/** What may be seen; `undefined` when nothing restricts it. */
function scopeOf(
  { singleCluster, singleClusterName, allowedProjects, allowedApplications }:
    Settings,
): Scope | undefined {
  if (!singleCluster && !allowedProjects && !allowedApplications) {
    return undefined;
  }
  return {
    ...(singleCluster ? { cluster: singleClusterName } : {}),
    ...(allowedProjects ? { projects: allowedProjects } : {}),
    ...(allowedApplications ? { applications: allowedApplications } : {}),
  };
}

/** The highest tier that is allowed: nothing is changed unless somebody said so. */
function tierOf({ readOnly, disableDestructive }: Settings): Tier {
  if (readOnly) return "read";
  return disableDestructive ? "write" : "destructive";
}

/** What the operator allows. */
export function policyOf(settings: Settings): Policy {
  const { maskSecrets, maxResultChars, humanApproval } = settings;
  const { rateLimitCalls: calls, rateLimitWindow: windowSeconds } = settings;
  const scope = scopeOf(settings);
  return {
    tier: tierOf(settings),
    maskSecrets,
    maxResultChars,
    humanApproval,
    ...(calls > 0 ? { rateLimit: { calls, windowSeconds } } : {}),
    ...(scope ? { scope } : {}),
  };
}
