/**
 * Who may write the number of replicas besides people.
 *
 * @module
 */
import type { ResourceRef } from "../argocd/wire/resources.ts";
import type { Facts } from "./facts.ts";
import { nameOf } from "./leaf_differences.ts";

/** The autoscaler beside an object whose replicas differ, `HorizontalPodAutoscaler 'web'`; `undefined` when there is none. */
export function scalerOf(
  { nodes }: Pick<Facts, "nodes">,
  { namespace }: ResourceRef,
  path: string,
): string | undefined {
  if (!path.startsWith("spec.replicas")) return undefined;
  const scaler = nodes.find((node) =>
    (node.kind === "HorizontalPodAutoscaler" || node.kind === "ScaledObject") &&
    node.namespace === namespace
  );
  return scaler && nameOf(scaler);
}
