/**
 * A workload whose rollout is late, under way, or paused. Why it is late is said by its pods.
 *
 * @module
 */
import type { ResourceNode } from "../../argocd/wire/resources.ts";
import type { Manifest } from "../../views/manifest_yaml.ts";
import { plural } from "../../views/plural.ts";
import { eventsOf } from "../event_facts.ts";
import { type WorkloadCounts, workloadCounts } from "../workload_counts.ts";
import type { Facts, Rule } from "../facts.ts";
import { at, textAt } from "../fields.ts";
import type { Evidence, Finding } from "../finding.ts";
import { keyOf, placeOf } from "../object_key.ts";
import { type ConditionFacts, conditionsOf } from "../pod_facts.ts";
import { eventEvidence, objectArguments } from "../pod_finding.ts";
import { illPods } from "../pod_state.ts";
import { ownersOf } from "../owners.ts";

const WORKLOADS = new Set(["Deployment", "StatefulSet", "DaemonSet"]);

/** Whether the workload serves is added to every finding; see `serving.ts`. */
function countsText({ wanted, updated }: WorkloadCounts): string {
  return `${updated} of ${plural(wanted, "pod")} ${
    updated === 1 ? "is" : "are"
  } of the new version`;
}

/** What one of its pods is doing at the moment. */
function podEvidence(facts: Facts, node: ResourceNode): readonly Evidence[] {
  const pod = illPods(facts).find((one) =>
    ownersOf(facts, one).some((owner) => keyOf(owner) === keyOf(node))
  );
  if (!pod) return [];
  const [event] = eventsOf(facts, pod.ref);
  const waiting = pod.containers.find(({ waiting }) => waiting)?.waiting;
  if (event) return [eventEvidence(event)];
  return waiting
    ? [{ where: placeOf(pod.ref, "status"), text: waiting.reason }]
    : [];
}

function paused(
  facts: Facts,
  node: ResourceNode,
  object: Manifest,
): Finding | undefined {
  if (at(object, "spec", "paused") !== true) return undefined;
  return {
    rule: "rollout-paused",
    severity: "waiting",
    confidence: 1,
    summary:
      `${node.kind} ${node.name} is paused on purpose: changes of its pods are not rolled out`,
    where: placeOf(node, "spec.paused"),
    evidence: [{ where: placeOf(node, "spec.paused"), text: "true" }],
    next: {
      tool: "get_resource_actions",
      arguments: objectArguments(facts, node),
      then: "resume it when the rollout may go on",
    },
    explains: [keyOf(node)],
  };
}

function late(
  facts: Facts,
  node: ResourceNode,
  { condition, counts }: {
    readonly condition: ConditionFacts;
    readonly counts: WorkloadCounts;
  },
): Finding {
  return {
    rule: "rollout-late",
    severity: "broken",
    confidence: 0.5,
    symptom: true,
    summary:
      `The rollout of ${node.kind} ${node.name} is not done within its deadline: ${
        countsText(counts)
      }`,
    where: placeOf(node, "status.conditions[Progressing]"),
    evidence: [{
      where: placeOf(node, "status.conditions[Progressing]"),
      text: `${condition.reason}: ${condition.message}`,
    }, ...podEvidence(facts, node)],
    next: {
      tool: "get_application_resource_tree",
      arguments: { application: facts.ref },
    },
    explains: [keyOf(node)],
  };
}

function underWay(
  facts: Facts,
  node: ResourceNode,
  { counts, object }: {
    readonly counts: WorkloadCounts;
    readonly object: Manifest;
  },
): Finding | undefined {
  const { wanted, updated, available } = counts;
  const isOnDelete = textAt(object, "spec", "updateStrategy", "type") ===
    "OnDelete";
  if (available >= wanted && isOnDelete && updated < wanted) {
    return {
      rule: "rollout-on-delete",
      severity: "waiting",
      confidence: 0.9,
      summary: `${node.kind} ${node.name} has ${
        wanted - updated
      } pods of the old version: its strategy OnDelete replaces a pod only when it is deleted`,
      where: placeOf(node, "spec.updateStrategy"),
      evidence: [{
        where: placeOf(node, "spec.updateStrategy.type"),
        text: "OnDelete",
      }],
      next: {
        tool: "get_resource",
        arguments: objectArguments(facts, node),
        then: "delete its old pods one by one",
      },
    };
  }
  const isDone = available >= wanted &&
    (updated >= wanted || node.health?.status === "Healthy");
  if (isDone) return undefined;
  const message = node.health?.message;
  return {
    rule: "rollout-in-progress",
    severity: "waiting",
    confidence: 0.5,
    symptom: true,
    summary: `The rollout of ${node.kind} ${node.name} is under way: ${
      countsText(counts)
    }`,
    where: placeOf(node, "status"),
    evidence: [
      {
        where: placeOf(node, "status"),
        text: message ?? countsText(counts),
      },
      ...podEvidence(facts, node),
    ],
    next: {
      tool: "wait_for_application",
      arguments: { application: facts.ref },
    },
    explains: [keyOf(node)],
  };
}

function findingOf(
  facts: Facts,
  node: ResourceNode,
  object: Manifest,
): Finding | undefined {
  const isPaused = paused(facts, node, object);
  if (isPaused) return isPaused;
  const counts = workloadCounts(node.kind, object);
  const condition = conditionsOf(object).find(({ type, status, reason }) =>
    type === "Progressing" && status === "False" &&
    reason === "ProgressDeadlineExceeded"
  );
  return condition
    ? late(facts, node, { condition, counts })
    : underWay(facts, node, { counts, object });
}

/** Says how far a rollout is. */
export const workloadRollout: Rule = {
  names: [
    "rollout-late",
    "rollout-in-progress",
    "rollout-on-delete",
    "rollout-paused",
  ],
  look(facts) {
    return facts.nodes.filter(({ kind = "", group }) =>
      WORKLOADS.has(kind) && group === "apps"
    ).flatMap((node) => {
      const object = facts.objects.get(keyOf(node));
      return object ? findingOf(facts, node, object) ?? [] : [];
    });
  },
};
