/**
 * An object that is being deleted and does not go, because a finalizer is not removed.
 *
 * @module
 */
import type { ResourceNode } from "../../argocd/wire/resources.ts";
import { span } from "../../views/age.ts";
import { isRecord } from "../../views/manifest_yaml.ts";
import { type DeletionFacts, finalizersOf } from "../deletion_facts.ts";
import type { Facts, Rule } from "../facts.ts";
import type { Evidence, Finding } from "../finding.ts";
import { nameOf } from "../leaf_differences.ts";
import { keyOf, placeOf } from "../object_key.ts";
import { minutesSince, operationFacts } from "../operation_facts.ts";
import {
  complaintsOf,
  conditionText,
  isCustomGroup,
} from "../operator_word.ts";
import { type ConditionFacts, conditionsOf } from "../pod_facts.ts";
import { quoted } from "../quote.ts";
import { argumentsFor } from "../explain_failures.ts";

const RULE = "stuck-deletion";
/** A controller that works removes its finalizer within seconds; one that cleans up outside may take minutes. */
const LONG_MINUTES = 3;
const MOST_WORDS = 2;
const REASON_CHARS = 180;

const THEN =
  "let the controller that owns the finalizer do its work; where it is gone for good, remove the finalizer (patch_resource), knowing that what it protects is left behind";
/** Without its own finalizer a namespace goes, and what is in it stays behind for ever. */
const NAMESPACE_THEN =
  "look after what is left in it, never after the finalizer of the namespace itself: let the controllers of those objects finish, repair an API that cannot be listed, or take finalizers off whose controller is gone for good";

/** What finalizers of Kubernetes and Argo CD wait for. */
const MEANINGS: Readonly<Record<string, string>> = {
  "kubernetes.io/pvc-protection": "a pod still uses the claim",
  "kubernetes.io/pv-protection": "a claim still uses the volume",
  "foregroundDeletion": "objects that it owns are still there",
  "orphan": "the garbage collector has not run",
  "service.kubernetes.io/load-balancer-cleanup":
    "the cloud has not removed its load balancer",
  "argocd.argoproj.io/hook-finalizer": "Argo CD has not finished with the hook",
  "resources-finalizer.argocd.argoproj.io":
    "Argo CD deletes the resources of that application first",
};

/** What a namespace says of its own end, what says most first: whose finalizers, what cannot be listed, what is left. */
const OF_NAMESPACES = [
  "NamespaceFinalizersRemaining",
  "NamespaceDeletionDiscoveryFailure",
  "NamespaceDeletionContentFailure",
  "NamespaceDeletionGroupVersionParsingFailure",
  "NamespaceContentRemaining",
];

/** What holds up the end of a namespace, in its own words. */
function namespaceWords(
  facts: Facts,
  node: ResourceNode,
): readonly ConditionFacts[] {
  const object = facts.objects.get(keyOf(node));
  if (node.kind !== "Namespace" || !object) return [];
  const all = conditionsOf(object).filter(({ status }) => status === "True");
  return OF_NAMESPACES.flatMap((name) =>
    all.find(({ type, message }) => type === name && message !== "") ?? []
  ).slice(0, MOST_WORDS);
}

/** Why it does not go. */
function reasonOf(
  finalizers: readonly string[],
  words: readonly ConditionFacts[],
): string {
  const [word] = words;
  // The finalizer of every namespace waits for what is in it.
  if (word) return quoted(word.message, REASON_CHARS);
  const [first = ""] = finalizers;
  const meaning = MEANINGS[first];
  return `${
    finalizers.length > 1
      ? `finalizers ${finalizers.join(", ")} are`
      : `finalizer '${first}' is`
  } not removed${meaning ? ` (${meaning})` : ""}`;
}

/** What an operator says of the object that it is to remove. */
function operatorEvidence(facts: Facts, node: ResourceNode): Evidence[] {
  const object = facts.objects.get(keyOf(node));
  if (!object || !isCustomGroup(node.group)) return [];
  return complaintsOf(object).slice(0, 1).map((one) => ({
    where: placeOf(node, `status.conditions[${one.type}]`),
    text: conditionText(one),
  }));
}

function specFinalizers(facts: Facts, node: ResourceNode): readonly string[] {
  const spec = facts.objects.get(keyOf(node))?.["spec"];
  const all = isRecord(spec) ? spec["finalizers"] : undefined;
  return Array.isArray(all) ? all.filter((one) => typeof one === "string") : [];
}

function finding(
  facts: Facts,
  node: ResourceNode,
  { since, finalizers }: DeletionFacts,
): Finding {
  const own = facts.ref;
  const minutes = minutesSince(since, facts.now);
  const all = [...finalizers, ...specFinalizers(facts, node)];
  const words = namespaceWords(facts, node);
  const result = operationFacts(facts.application).results.find((one) =>
    keyOf(one) === keyOf(node)
  );
  return {
    rule: RULE,
    severity: minutes >= LONG_MINUTES ? "broken" : "waiting",
    confidence: 0.9,
    summary: `${nameOf(node)} has been in deletion for ${
      span(minutes * 60_000)
    } and does not go: ${reasonOf(all, words)}`,
    where: placeOf(node, "metadata.finalizers"),
    evidence: [
      {
        where: placeOf(node, "metadata"),
        text: `"deletionTimestamp":"${since}","finalizers":${
          JSON.stringify(all)
        }`,
      },
      ...words.map(({ type, message }) => ({
        where: placeOf(node, `status.conditions[${type}]`),
        text: message,
      })),
      ...operatorEvidence(facts, node),
      ...(result?.message
        ? [{
          where: `Application/${own}@status.operationState.syncResult[${
            placeOf(node)
          }]`,
          text: result.message,
        }]
        : node.health?.message
        ? [{ where: placeOf(node, "health"), text: node.health.message }]
        : []),
    ],
    next: {
      tool: "get_resource",
      arguments: argumentsFor(facts, node),
      then: node.kind === "Namespace" ? NAMESPACE_THEN : THEN,
    },
    explains: [keyOf(node)],
  };
}

/** Finds deletions that finalizers hold up. */
export const stuckDeletion: Rule = {
  names: [RULE],
  look(facts) {
    return facts.nodes.flatMap((node) => {
      // Of pods the kubelet decides, and rules of their own say why.
      if (node.kind === "Pod") return [];
      const held = finalizersOf(facts, node);
      if (!held) return [];
      const all = [...held.finalizers, ...specFinalizers(facts, node)];
      return all.length > 0 ? [finding(facts, node, held)] : [];
    });
  },
};
