/**
 * Who has written what differs, as far as the cluster keeps record of it.
 *
 * @module
 */
import { driftCause } from "../views/drift_cause.ts";
import type { ComparedResource } from "../views/resource_states.ts";
import type { Facts } from "./facts.ts";
import type { Evidence } from "./finding.ts";
import { keyOf, placeOf } from "./object_key.ts";

/** What {@linkcode writerEvidence} reads. */
export type WriterFacts = Pick<Facts, "application" | "managed">;

/** The record of a difference: `kubectl-edit at 2026-11-21T06:00:00Z set spec.replicas`. Empty where there is none. */
export function writerEvidence(
  { application, managed }: WriterFacts,
  one: ComparedResource,
): readonly Evidence[] {
  const item = managed.find((item) => keyOf(item) === keyOf(one.ref));
  const cause = driftCause(one, { application, item });
  // That nothing is known is no evidence.
  return cause && !cause.startsWith("no record tells")
    ? [{ where: placeOf(one.ref, "metadata.managedFields"), text: cause }]
    : [];
}

/** Who it was, where it was one: `kubectl-edit at 2026-11-21T06:00:00Z`. */
export function writerOf(evidence: readonly Evidence[]): string | undefined {
  return /^(\S+(?: \([^)]*\))?(?: at \S+)?) set /.exec(
    evidence[0]?.text ?? "",
  )?.[1];
}
