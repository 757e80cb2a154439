/**
 * What is well in a case in which something else is not.
 *
 * @module
 */
import type { OwnedPod } from "./controllers.ts";
import { deployment } from "./deployments.ts";
import { running } from "./workloads.ts";

/** A pod that serves. */
export const FINE: OwnedPod = {
  phase: "Running",
  ready: true,
  containers: [{ status: running() }],
};

/** A Deployment whose pod serves. */
export const WEB = deployment({ name: "web", pods: [FINE] });
