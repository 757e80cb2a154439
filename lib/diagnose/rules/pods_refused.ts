/**
 * A workload whose pods are not even made, because the API server refuses them.
 *
 * @module
 */
import type { ResourceNode } from "../../argocd/wire/resources.ts";
import type { Manifest } from "../../views/manifest_yaml.ts";
import { eventsOf, lastSeenAt } from "../event_facts.ts";
import type { Facts, Rule } from "../facts.ts";
import { numberAt } from "../fields.ts";
import type { Evidence, Finding } from "../finding.ts";
import { keyOf, placeOf } from "../object_key.ts";
import { ancestorsOf } from "../owners.ts";
import { findPhrase } from "../phrase.ts";
import { conditionsOf } from "../pod_facts.ts";
import { eventEvidence, eventsCall } from "../pod_finding.ts";
import { REFUSAL_PHRASES } from "../refusal_phrases.ts";

/** What makes pods. */
const MAKERS = new Set([
  "ReplicaSet",
  "StatefulSet",
  "DaemonSet",
  "Job",
  "ReplicationController",
]);
/** A pod's own name in a message is another one at each try. */
const PREFIX_REGEXP =
  /^(?:\(combined from similar events\): )?(?:Error creating: |create Pod \S+ in \S+ \S+ failed error: )?(?:pods "[^"]*" is forbidden: |Pod "[^"]*" is forbidden: )?/;

/** Whether it has fewer pods than it wants; where it does not say, it is believed to. */
function lacksPods(kind: string, object: Manifest | undefined): boolean {
  if (!object) return true;
  const status = (key: string) => numberAt(object, "status", key) ?? 0;
  switch (kind) {
    case "DaemonSet":
      return status("currentNumberScheduled") <
        status("desiredNumberScheduled");
    case "Job":
      return status("active") === 0 && status("succeeded") === 0;
    default:
      return status("replicas") < (numberAt(object, "spec", "replicas") ?? 1);
  }
}

/** The refusal that still holds: of a condition, or of an event that no success followed. */
function refusalOf(facts: Facts, node: ResourceNode): Evidence | undefined {
  const object = facts.objects.get(keyOf(node));
  const condition = object &&
    conditionsOf(object).find(({ type, status }) =>
      (type === "ReplicaFailure" || type === "FailureTarget") &&
      status === "True"
    );
  const [failed] = eventsOf(facts, node, {
    reasons: ["FailedCreate", "FailedCreatePod"],
    type: "Warning",
  });
  if (condition?.reason === "FailedCreate") {
    return {
      where: placeOf(node, `status.conditions[${condition.type}]`),
      text: condition.message,
    };
  }
  if (!failed || !lacksPods(node.kind ?? "", object)) return undefined;
  const [made] = eventsOf(facts, node, { reasons: ["SuccessfulCreate"] });
  const isOver = made && lastSeenAt(made) > lastSeenAt(failed);
  return isOver ? undefined : eventEvidence(failed);
}

function findingOf(facts: Facts, node: ResourceNode): Finding | undefined {
  const refusal = refusalOf(facts, node);
  if (!refusal) return undefined;
  const owners = ancestorsOf(facts, node);
  const workload = owners.at(-1)?.kind === "Application"
    ? owners.at(-2)
    : owners.at(-1);
  const { kind = "?", name = "?" } = workload ?? node;
  const phrase = findPhrase(REFUSAL_PHRASES, refusal.text.trim());
  const reason = refusal.text.replace(PREFIX_REGEXP, "").trim();
  const next = eventsCall(facts, node);
  return {
    rule: phrase?.rule ?? "pods-refused",
    severity: "broken",
    confidence: phrase ? 1 : 0.85,
    summary: `The API server refuses the pods of ${kind} ${name}: ${
      phrase?.said ??
        (reason.length > 160 ? `${reason.slice(0, 159)}…` : reason)
    }`,
    where: placeOf(node),
    evidence: [refusal],
    next: phrase ? { ...next, then: phrase.then } : next,
    explains: [keyOf(node), ...owners.map(keyOf)],
  };
}

/** Says why the pods of a workload are not made. */
export const podsRefused: Rule = {
  names: [...REFUSAL_PHRASES.map(({ rule }) => rule), "pods-refused"],
  look(facts) {
    return facts.nodes.filter(({ kind = "" }) => MAKERS.has(kind))
      .flatMap((node) => findingOf(facts, node) ?? []);
  },
};
