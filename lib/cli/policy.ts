/**
 * The settings that guard calls, as the pipeline takes them.
 *
 * @module
 */
import type { Policy } from "../guards/guard.ts";
import type { Scope } from "../guards/scope.ts";
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

/** What the operator allows. This version has read tools only, so it allows no more. */
export function policyOf(settings: Settings): Policy {
  const { maskSecrets, maxResultChars } = settings;
  const scope = scopeOf(settings);
  return {
    tier: "read",
    maskSecrets,
    maxResultChars,
    ...(scope ? { scope } : {}),
  };
}
