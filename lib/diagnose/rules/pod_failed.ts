/**
 * A pod that ended as a whole: evicted, preempted, shut down with its node, not admitted.
 *
 * @module
 */
import type { Facts, Rule } from "../facts.ts";
import type { Evidence, Finding } from "../finding.ts";
import { secondsSince } from "../moment.ts";
import { keyOf, placeOf } from "../object_key.ts";
import { ownersOf, workloadOf } from "../owners.ts";
import type { PodFacts } from "../pod_facts.ts";
import { eventsOf } from "../event_facts.ts";
import { eventEvidence, eventsCall, podFinding } from "../pod_finding.ts";

/** What it was evicted for is its own consumption: the pod in its place will go the same way. */
const OWN_REGEXP = /was using \S+, (?:which exceeds its )?request/;
/** Ends longer ago than this are history, in seconds. */
const RECENT = 86_400;

interface End {
  readonly rule: string;
  readonly said: string;
  readonly then: string;
}

const RESOURCE_REGEXP = /low on resource: (?<resource>[\w-]+)/;
const OVER_REGEXP = /exceed(?:s|ed) (?:its|the) .*limit/i;
/** Ends that other conditions of the pod tell apart. */
const DISRUPTIONS: ReadonlyMap<string, End> = new Map([
  ["PreemptionByScheduler", {
    rule: "pod-preempted",
    said: "was pushed aside for a pod of higher priority",
    then: "add nodes, or raise its priority class",
  }],
  ["DeletionByTaintManager", {
    rule: "pod-evicted",
    said: "was evicted because its node got a taint",
    then: "check the node",
  }],
  ["EvictionByEvictionAPI", {
    rule: "pod-evicted",
    said: "was evicted on request, as when a node is drained",
    then: "check who drains nodes",
  }],
]);
const REASONS: ReadonlyMap<string, End> = new Map([
  ["Preempting", {
    rule: "pod-preempted",
    said: "was pushed aside for a critical pod",
    then: "add nodes, or raise its priority class",
  }],
  ["Terminated", {
    rule: "node-shutdown",
    said: "ended because its node was shut down",
    then: "check the node",
  }],
  ["NodeShutdown", {
    rule: "node-shutdown",
    said: "ended because its node was shut down",
    then: "check the node",
  }],
  ["NodeLost", {
    rule: "node-lost",
    said: "was lost with its node",
    then: "check the node",
  }],
  ["NodeAffinity", {
    rule: "pod-not-admitted",
    said: "was not admitted: the labels of its node do not match any more",
    then: "check the labels of the node",
  }],
  ["UnexpectedAdmissionError", {
    rule: "pod-not-admitted",
    said: "was not admitted by its node",
    then: "check the device plugins of the node",
  }],
]);

/** What ended the pod; nothing where a container did, which says more. */
function endOf({ reason, message, conditions }: PodFacts): End | undefined {
  if (reason === "Evicted") {
    const resource = RESOURCE_REGEXP.exec(message)?.groups?.["resource"];
    const isOwn = OVER_REGEXP.test(message);
    return {
      rule: "pod-evicted",
      said: resource
        ? `was evicted because its node is low on ${resource}`
        : isOwn
        ? "was evicted because it used more storage than its limit"
        : "was evicted from its node",
      then: resource || isOwn
        ? "set requests and limits for what it uses, or make it use less; check the node"
        : "check the node",
    };
  }
  const known = REASONS.get(reason);
  if (known) return known;
  if (/^OutOf\w+|^Outof/.test(reason)) {
    return {
      rule: "pod-not-admitted",
      said: `was not admitted by its node, which has too little ${
        reason.slice("OutOf".length)
      } left`,
      then: "check requests, and what runs on the node without the scheduler",
    };
  }
  const disruption = conditions.find(({ type, status }) =>
    type === "DisruptionTarget" && status === "True"
  );
  return DISRUPTIONS.get(disruption?.reason ?? "");
}

/** Whether another pod of the same owner does its work now, or has done it. */
function isReplaced(facts: Facts, pod: PodFacts): boolean {
  const [owner] = ownersOf(facts, pod);
  return owner !== undefined &&
    facts.nodes.some((node) =>
      node.kind === "Pod" && keyOf(node) !== pod.key &&
      node.health?.status === "Healthy" &&
      node.parentRefs?.some((parent) => keyOf(parent) === keyOf(owner))
    );
}

/** When it ended, as far as it says. */
function endedAt({ conditions, createdAt }: PodFacts): string | undefined {
  const times = conditions.filter(({ type }) =>
    type === "DisruptionTarget" || type === "Ready"
  ).flatMap(({ since }) => since ?? []);
  return times.toSorted().at(-1) ?? createdAt;
}

function findingOf(facts: Facts, pod: PodFacts): Finding | undefined {
  const end = endOf(pod);
  if (!end) return undefined;
  const over = isReplaced(facts, pod);
  const age = secondsSince(endedAt(pod), facts.now) ?? 0;
  const comesAgain = age < RECENT &&
    (OWN_REGEXP.test(pod.message) || OVER_REGEXP.test(pod.message));
  const [event] = eventsOf(facts, pod.ref, {
    reasons: ["Evicted", "Preempted", "TaintManagerEviction", "NodeShutdown"],
  });
  const evidence: Evidence[] = [{
    where: placeOf(pod.ref, `status.reason[${pod.reason}]`),
    text: pod.message.trim() || pod.reason,
  }];
  if (event && event.message?.trim() !== pod.message.trim()) {
    evidence.push(eventEvidence(event));
  }
  return podFinding(facts, pod, {
    rule: end.rule,
    severity: over && !comesAgain ? "note" : "broken",
    confidence: 0.9,
    summary: `A pod of ${workloadOf(facts, pod)} ${end.said}${
      over
        ? `; another one runs in its place${
          comesAgain ? ", and may go the same way" : ""
        }`
        : ""
    }`,
    evidence,
    next: eventsCall(facts, pod.ref),
    then: end.then,
  });
}

/** Says what ended a pod that failed as a whole. */
export const podFailed: Rule = {
  names: [
    "pod-evicted",
    "pod-preempted",
    "pod-not-admitted",
    "node-shutdown",
    "node-lost",
  ],
  look(facts) {
    return facts.pods.filter(({ phase, deletedAt }) =>
      phase === "Failed" && deletedAt === undefined
    ).flatMap((pod) => findingOf(facts, pod) ?? []);
  },
};
