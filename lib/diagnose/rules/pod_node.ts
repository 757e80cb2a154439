/**
 * A pod whose node does not answer.
 *
 * @module
 */
import { eventsOf, lastSeenAt } from "../event_facts.ts";
import type { Facts, Rule } from "../facts.ts";
import type { Finding } from "../finding.ts";
import { secondsSince } from "../moment.ts";
import { placeOf } from "../object_key.ts";
import { workloadOf } from "../owners.ts";
import type { PodFacts } from "../pod_facts.ts";
import { eventEvidence, podFinding } from "../pod_finding.ts";

/** Between the word about the node and that about its pod, in seconds. */
const SLACK = 120;
/** What is said of the node before what is done to its pods. */
const REASONS = ["NodeNotReady", "NodeLost", "TaintManagerEviction"];

/** Ready is Unknown, or false for no reason but the node's, when nobody hears of the pod any more. */
function isUnheard({ phase, conditions, reason }: PodFacts): boolean {
  return phase === "Unknown" || reason === "NodeLost" ||
    conditions.some(({ type, status, reason, message }) =>
      type === "Ready" && (status === "Unknown" ||
        reason === "NodeStatusUnknown" || /Node .*not ready/i.test(message))
    );
}

/** A pod that looked well when its node was last heard of. */
function wasWell({ containers }: PodFacts): boolean {
  return containers.every(({ init, ready, runningSince, terminated }) =>
    init ? terminated?.exitCode === 0 || ready : ready || runningSince
  );
}

function findingOf(facts: Facts, pod: PodFacts): Finding | undefined {
  if (pod.node === undefined || pod.ready) return undefined;
  const condition = pod.conditions.find(({ type }) => type === "Ready");
  const event = REASONS.flatMap((reason) =>
    eventsOf(facts, pod.ref, { reasons: [reason] })
  ).find((one) => {
    // A node that came back made its pods ready again: then it is not why they are unready now.
    const since = new Date(condition?.since ?? Number.NaN);
    return (secondsSince(lastSeenAt(one), since) ?? 0) < SLACK;
  });
  const isUnknown = isUnheard(pod);
  if (!isUnknown && !(event && wasWell(pod))) return undefined;
  return podFinding(facts, pod, {
    rule: "node-not-ready",
    confidence: isUnknown ? 0.95 : 0.85,
    summary: `A pod of ${
      workloadOf(facts, pod)
    } is not ready because its node ${pod.node} does not answer`,
    where: placeOf(pod.ref, "spec.nodeName"),
    evidence: [
      ...(event ? [eventEvidence(event)] : []),
      {
        where: placeOf(pod.ref, "status.conditions[Ready]"),
        text: [
          condition?.status,
          condition?.reason,
          condition?.message,
          pod.reason,
          pod.message,
        ].filter(Boolean).join(" "),
      },
      ...pod.conditions.filter(({ type, status }) =>
        type === "DisruptionTarget" && status === "True"
      ).map(({ type, reason, message }) => ({
        where: placeOf(pod.ref, `status.conditions[${type}]`),
        text: `${reason}: ${message}`,
      })),
    ],
    then: `check node ${pod.node}; where it is gone for good, delete it`,
  });
}

/** Says which node does not answer. */
export const podNode: Rule = {
  names: ["node-not-ready"],
  look(facts) {
    return facts.pods.filter(({ phase }) =>
      phase !== "Succeeded" && phase !== "Failed"
    ).flatMap((pod) => findingOf(facts, pod) ?? []);
  },
};
