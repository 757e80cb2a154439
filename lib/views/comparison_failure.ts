/**
 * Tells whether what an application says about its resources can be believed.
 *
 * @module
 */
import type { Application } from "../argocd/wire/application.ts";

/** Conditions under which Argo CD could not compare; the second comes from a spec that it refuses. */
const FAILURES: readonly string[] = ["ComparisonError", "InvalidSpecError"];

/**
 * Why Argo CD could not compare the application with its source; `undefined` when it could.
 *
 * While it cannot, Argo CD 2.14 to 3.5 say of every resource that it has no target state and needs pruning, and
 * the health may still be `Healthy`: neither means anything then (seen on live servers).
 *
 * @returns Condition texts, which come from Git, Helm or a cluster: data, not words of ours.
 */
export function comparisonFailure({ status }: Application): string | undefined {
  const reasons = (status?.conditions ?? [])
    .filter(({ type }) => FAILURES.includes(type ?? ""))
    .map(({ type, message }) => `${type}: ${message ?? "no message"}`);
  if (reasons.length > 0) return reasons.join("; ");
  const sync = status?.sync?.status;
  if (sync === undefined || sync === "") {
    return "Argo CD has not compared it yet";
  }
  return sync === "Unknown"
    ? "its sync status is Unknown, without a condition that says why"
    : undefined;
}
