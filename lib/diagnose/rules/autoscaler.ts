/**
 * A HorizontalPodAutoscaler that cannot do its work.
 *
 * @module
 */
import type { ResourceNode } from "../../argocd/wire/resources.ts";
import type { Manifest } from "../../views/manifest_yaml.ts";
import type { Facts, Rule } from "../facts.ts";
import { at, numberAt } from "../fields.ts";
import type { Finding } from "../finding.ts";
import { secondsSince } from "../moment.ts";
import { keyOf, placeOf } from "../object_key.ts";
import { findPhrase, type Phrase } from "../phrase.ts";
import { type ConditionFacts, conditionsOf } from "../pod_facts.ts";
import { eventsCall } from "../pod_finding.ts";

/** Metrics of fresh pods take a while; seconds. */
const PATIENCE = 180;
/** What follows from pods that do not run: their own findings say more. */
const CONSEQUENCE_REGEXP =
  /did not receive metrics for (?:any ready pods|targeted pods)|no (?:matching )?pods? (?:found|matched)|no metrics returned/;
const PHRASES: readonly Phrase[] = [
  {
    rule: "autoscaler-without-requests",
    regexp:
      /missing request for (?<what>\w+)(?: in container (?<container>\S+))?/,
    say: ({ what, container }) =>
      `${
        container ? `container ${container}` : "a container"
      } of its pods has no request for ${what}, of which it needs a percentage`,
    then: "set resources.requests in the source",
  },
  {
    rule: "autoscaler-target-missing",
    regexp:
      /unable to get the target's current scale(?:.*"(?<name>[^"]+)" not found)?/,
    say: ({ name }) => `its target${name ? ` ${name}` : ""} cannot be read`,
    then: "correct scaleTargetRef in the source",
  },
  {
    rule: "autoscaler-selector",
    regexp:
      /selector is required|selector .*(?:invalid|overlap)|pods by selector/i,
    say: () =>
      "the selector of its target is not usable, or shared with another one",
    then: "correct the selectors in the source",
  },
  {
    rule: "autoscaler-metrics-missing",
    regexp:
      /(?:resource|custom|external) metrics API|metrics\.k8s\.io|no known available metric versions|unable to get metric/,
    say: () => "the cluster gives it no metrics",
    then: "check the metrics server, or the adapter of custom metrics",
  },
];

function broken(
  facts: Facts,
  node: ResourceNode,
  condition: ConditionFacts,
): Finding {
  const { type, reason, message } = condition;
  const phrase = findPhrase(PHRASES, message);
  const age = secondsSince(condition.since, facts.now) ?? Infinity;
  const isFresh = age < PATIENCE;
  const follows = CONSEQUENCE_REGEXP.test(message);
  const next = eventsCall(facts, node);
  return {
    rule: phrase?.rule ?? "autoscaler",
    severity: isFresh ? "waiting" : "broken",
    confidence: follows ? 0.4 : phrase ? 0.85 : 0.7,
    ...(follows ? { symptom: true as const } : {}),
    summary: `HorizontalPodAutoscaler ${node.name} cannot scale: ${
      phrase?.said ?? reason
    }`,
    where: placeOf(node, `status.conditions[${type}]`),
    evidence: [{
      where: placeOf(node, `status.conditions[${type}]`),
      text: `${reason}: ${message}`,
    }],
    next: phrase ? { ...next, then: phrase.then } : next,
    explains: [keyOf(node)],
  };
}

/** Wants more pods than it may have. */
function limited(
  facts: Facts,
  node: ResourceNode,
  { condition, object }: {
    readonly condition: ConditionFacts;
    readonly object: Manifest;
  },
): Finding | undefined {
  if (condition.reason !== "TooManyReplicas") return undefined;
  const most = numberAt(object, "spec", "maxReplicas");
  return {
    rule: "autoscaler-at-maximum",
    severity: "note",
    confidence: 0.7,
    summary:
      `HorizontalPodAutoscaler ${node.name} wants more pods than its maximum of ${most}`,
    where: placeOf(node, "spec.maxReplicas"),
    evidence: [{
      where: placeOf(node, `status.conditions[${condition.type}]`),
      text: condition.message,
    }],
    next: eventsCall(facts, node),
  };
}

/** Says why an autoscaler does not scale. */
export const autoscaler: Rule = {
  names: [
    ...PHRASES.map(({ rule }) => rule),
    "autoscaler",
    "autoscaler-at-maximum",
  ],
  look(facts) {
    return facts.nodes.filter(({ kind }) => kind === "HorizontalPodAutoscaler")
      .flatMap((node) => {
        const object = facts.objects.get(keyOf(node));
        if (!object || at(object, "metadata", "deletionTimestamp")) return [];
        const conditions = conditionsOf(object);
        const failing = ["AbleToScale", "ScalingActive"]
          .map((wanted) => conditions.find(({ type }) => type === wanted))
          // Somebody has scaled its target to nothing: then it rests.
          .find((one) =>
            one?.status === "False" && one.reason !== "ScalingDisabled"
          );
        if (failing) return [broken(facts, node, failing)];
        const condition = conditions.find(({ type, status }) =>
          type === "ScalingLimited" && status === "True"
        );
        return condition
          ? limited(facts, node, { condition, object }) ?? []
          : [];
      });
  },
};
