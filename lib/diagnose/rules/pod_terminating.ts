/**
 * A pod that should be gone and is not.
 *
 * @module
 */
import { eventsOf } from "../event_facts.ts";
import type { Facts, Rule } from "../facts.ts";
import { textsAt } from "../fields.ts";
import type { Evidence, Finding } from "../finding.ts";
import { secondsSince, spanText } from "../moment.ts";
import { placeOf } from "../object_key.ts";
import { workloadOf } from "../owners.ts";
import type { PodFacts } from "../pod_facts.ts";
import { eventEvidence, podFinding } from "../pod_finding.ts";

/** The time of deletion is the end of the grace period; what is left is the kubelet's work. Seconds. */
const SLACK = 60;
const REASONS = ["FailedKillPod", "FailedPreStopHook", "FailedUnmount"];

function findingOf(facts: Facts, pod: PodFacts): Finding | undefined {
  const over = secondsSince(pod.deletedAt, facts.now);
  if (over === undefined || over < SLACK) return undefined;
  const finalizers = textsAt(pod.object, "metadata", "finalizers");
  const isStopped = pod.containers.every(({ runningSince }) => !runningSince);
  const [event] = eventsOf(facts, pod.ref, { reasons: REASONS });
  const isHeld = finalizers.length > 0 && (isStopped || !pod.node);
  const why = isHeld
    ? `finalizer ${finalizers.join(", ")} holds it`
    : event
    ? "it cannot be ended on its node"
    : pod.node
    ? `its node ${pod.node} has not confirmed the end`
    : "nothing says why";
  const evidence: Evidence[] = [{
    where: placeOf(pod.ref, "metadata.deletionTimestamp"),
    text: pod.deletedAt ?? "",
  }];
  if (finalizers.length > 0) {
    evidence.unshift({
      where: placeOf(pod.ref, "metadata.finalizers"),
      text: finalizers.join(", "),
    });
  }
  if (event) evidence.unshift(eventEvidence(event));
  return podFinding(facts, pod, {
    rule: "pod-terminating",
    severity: "broken",
    confidence: isHeld || event ? 0.9 : 0.7,
    summary: `A pod of ${workloadOf(facts, pod)} should be gone for ${
      spanText(over)
    }: ${why}`,
    evidence,
    then: isHeld
      ? "repair the controller that has to remove the finalizer"
      : "check the node; delete the pod by force only when the node is surely down",
  });
}

/** Says which pods do not end, and what holds them. */
export const podTerminating: Rule = {
  names: ["pod-terminating"],
  look(facts) {
    return facts.pods.flatMap((pod) => findingOf(facts, pod) ?? []);
  },
};
