/**
 * Deployment web, which differs from its source, and the sync that deployed it.
 *
 * @module
 */
import type {
  OperationState,
  ResourceStatus,
} from "../../lib/argocd/wire/application.ts";
import { managed, minutesAgo } from "./sync_facts.ts";

/** The Deployment. */
export const REF = {
  group: "apps",
  kind: "Deployment",
  namespace: "shop",
  name: "web",
};
/** As the application lists it. */
export const RESOURCES: readonly ResourceStatus[] = [
  { ...REF, status: "OutOfSync" },
];
/** Five pods in the cluster, two in the source. */
export const SIDES = managed(
  { ...REF, apiVersion: "apps/v1" },
  { spec: { replicas: 5 } },
  { spec: { replicas: 2 } },
);

/** A sync of an hour ago that went well, with other members of what was asked for. */
export function synced(
  revision: string,
  more: Readonly<Record<string, unknown>> = {},
): OperationState {
  return {
    phase: "Succeeded",
    message: "successfully synced (all tasks run)",
    startedAt: minutesAgo(60),
    finishedAt: minutesAgo(59),
    operation: { sync: { revision, ...more } },
    syncResult: { revision, resources: [] },
  };
}
