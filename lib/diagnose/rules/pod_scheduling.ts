/**
 * A pod that fits on no node.
 *
 * @module
 */
import type { KubernetesEvent } from "../../argocd/wire/events.ts";
import { eventsOf, lastSeenAt } from "../event_facts.ts";
import type { Facts, Rule } from "../facts.ts";
import { recordsAt, textAt } from "../fields.ts";
import type { Evidence, Finding } from "../finding.ts";
import { secondsSince, spanText } from "../moment.ts";
import { keyOf, placeOf } from "../object_key.ts";
import { workloadOf } from "../owners.ts";
import type { ConditionFacts, PodFacts } from "../pod_facts.ts";
import { eventEvidence, eventsCall, podFinding } from "../pod_finding.ts";
import { illPods, severityOf } from "../pod_state.ts";
import { wishText } from "../pod_wishes.ts";
import {
  SCHEDULING_KINDS,
  type SchedulingReason,
  schedulingReasons,
} from "../scheduling_phrases.ts";

/** What a person does about the reason of most nodes. */
const REMEDIES: Readonly<Record<string, string>> = {
  insufficient:
    "lower resources.requests in the source, or give the cluster larger or more nodes",
  taint: "add a toleration in the source, or remove the taint from the node",
  "node-selector":
    "correct nodeSelector or affinity in the source, or label the nodes",
  "too-many-pods": "add nodes, or remove pods",
  "host-port": "use another hostPort, or a Service instead of it",
  "topology-spread": "loosen the spread in the source, or add nodes",
  "anti-affinity": "loosen the anti-affinity in the source, or add nodes",
  "pod-affinity": "correct the affinity in the source, or deploy its partner",
  "unschedulable-node": "uncordon a node, or add one",
  "claim-missing": "create the claim, or correct its name in the source",
  "volume-zone":
    "free a node in the zone of the volume, or restore the data elsewhere",
};
/** Of the pod's own making, whatever nodes there are. */
const OF_CLAIMS = new Set(["unbound-claim"]);
/** Seconds. */
const PATIENCE = 180;
/** A node joins within minutes; seconds. */
const SCALE_UP_PATIENCE = 900;
const PREEMPTION_REGEXP =
  /(?:\. ?| )(?:preemption: |no new claims to deallocate).*$/s;

function unscheduled({ conditions }: PodFacts): ConditionFacts | undefined {
  return conditions.find(({ type, status }) =>
    type === "PodScheduled" && status === "False"
  );
}

/** The sentence of a group of reasons: `2 nodes have too little cpu, 1 has a taint that it does not tolerate`. */
function reasonsText(reasons: readonly SchedulingReason[]): string {
  return reasons.map(({ nodes, said }) =>
    nodes === undefined ? said : `${nodes} with ${said}`
  ).join(", ");
}

/** The newest word of an autoscaler of nodes. */
function scaleUp(facts: Facts, pod: PodFacts): KubernetesEvent | undefined {
  return eventsOf(facts, pod.ref, {
    reasons: ["TriggeredScaleUp", "NotTriggerScaleUp", "Nominated"],
  })[0];
}

/** The fullest text: the condition, or an event of a scheduler that sets no condition. */
function failureOf(
  facts: Facts,
  pod: PodFacts,
): Evidence | undefined {
  const condition = unscheduled(pod);
  if (condition?.message) {
    return {
      where: placeOf(
        pod.ref,
        `status.conditions[PodScheduled=${condition.reason}]`,
      ),
      text: condition.message.replace(PREEMPTION_REGEXP, ""),
    };
  }
  if (pod.node !== undefined) return undefined;
  const [event] = eventsOf(facts, pod.ref, { reasons: ["FailedScheduling"] });
  if (!event) return undefined;
  const { where, text } = eventEvidence(event);
  return { where, text: text.replace(PREEMPTION_REGEXP, "") };
}

/** The claims that wait for the pod, as it waits for a node. */
function claimKeys({ ref, object }: PodFacts): readonly string[] {
  const { namespace } = ref;
  return recordsAt(object, "spec", "volumes").flatMap((volume) => {
    const name = textAt(volume, "persistentVolumeClaim", "claimName");
    return name && namespace
      ? [keyOf({ kind: "PersistentVolumeClaim", namespace, name })]
      : [];
  });
}

/** Nodes that differ in their reasons leave more than one way out. */
function remedyOf(reasons: readonly SchedulingReason[]): string | undefined {
  const ways = reasons.slice(0, 2).flatMap(({ kind }) => REMEDIES[kind] ?? []);
  return ways.length > 0 ? [...new Set(ways)].join("; or ") : undefined;
}

function gated(facts: Facts, pod: PodFacts): Finding | undefined {
  const condition = unscheduled(pod);
  if (condition?.reason !== "SchedulingGated") return undefined;
  return podFinding(facts, pod, {
    rule: "scheduling-gated",
    severity: "waiting",
    confidence: 1,
    summary: `A pod of ${
      workloadOf(facts, pod)
    } is held back from scheduling by its gates`,
    evidence: [{
      where: placeOf(pod.ref, "status.conditions[PodScheduled]"),
      text: condition.message || condition.reason,
    }],
    then: "find the controller that has to remove spec.schedulingGates",
  });
}

function findingOf(facts: Facts, pod: PodFacts): Finding | undefined {
  const held = gated(facts, pod);
  if (held) return held;
  const failure = failureOf(facts, pod);
  if (!failure) return undefined;
  const reasons = schedulingReasons(failure.text);
  const [main] = reasons;
  const scaling = scaleUp(facts, pod);
  const scaled = scaling && scaling.reason !== "NotTriggerScaleUp" &&
      lastSeenAt(scaling) >= (pod.createdAt ?? "")
    ? secondsSince(lastSeenAt(scaling), facts.now)
    : undefined;
  const isScaling = scaled !== undefined && scaled < SCALE_UP_PATIENCE;
  const ofClaim = OF_CLAIMS.has(main?.kind ?? "");
  const since = unscheduled(pod)?.since ?? pod.createdAt;
  // A volume is not made at once.
  const isFresh = ofClaim &&
    (secondsSince(since, facts.now) ?? Infinity) < PATIENCE;
  const wish = main ? wishText(pod, main.kind) : "";
  const remedy = remedyOf(reasons);
  return podFinding(facts, pod, {
    rule: main ? `unschedulable-${main.kind}` : "unschedulable",
    severity: isScaling || isFresh ? "waiting" : severityOf(facts, pod),
    confidence: main ? 0.95 : 0.8,
    summary: `A pod of ${workloadOf(facts, pod)} fits on no node${
      main ? `: ${reasonsText(reasons)}` : ""
    }${
      isScaling
        ? "; a node is being added"
        : scaled === undefined
        ? ""
        : `; a node was to be added ${
          spanText(scaled)
        } ago, and none that fits has come`
    }`,
    evidence: [
      failure,
      ...(wish ? [{ where: placeOf(pod.ref, "spec"), text: wish }] : []),
      ...(scaling ? [eventEvidence(scaling)] : []),
    ],
    next: eventsCall(facts, pod.ref),
    also: ofClaim ? [] : claimKeys(pod),
    ...(remedy ? { then: remedy } : {}),
    ...(ofClaim ? { symptom: true as const } : {}),
  });
}

/** Says why a pod is not scheduled. */
export const podScheduling: Rule = {
  names: [
    "unschedulable",
    "scheduling-gated",
    ...SCHEDULING_KINDS.map((kind) => `unschedulable-${kind}`),
  ],
  look(facts) {
    return illPods(facts).flatMap((pod) => findingOf(facts, pod) ?? []);
  },
};
