/**
 * A custom resource for which Argo CD has no health check, and whose operator says that it has failed: the application
 * is Healthy all the same.
 *
 * @module
 */
import type { ResourceNode } from "../../argocd/wire/resources.ts";
import type { Manifest } from "../../views/manifest_yaml.ts";
import { eventsOf } from "../event_facts.ts";
import type { Facts, Rule } from "../facts.ts";
import { textAt } from "../fields.ts";
import type { Evidence, Finding } from "../finding.ts";
import { liveObject } from "../live_objects.ts";
import { secondsSince } from "../moment.ts";
import { placeOf } from "../object_key.ts";
import {
  badState,
  complaintsOf,
  conditionText,
  isCustomGroup,
  isServing,
  statusError,
  statusText,
} from "../operator_word.ts";
import { hasIllPods } from "../owners.ts";
import { eventEvidence, objectArguments } from "../pod_finding.ts";
import { quoted } from "../quote.ts";
import { telling } from "../telling.ts";

const RULE = "custom-resource-complains";
/** Operators try again; what they complain of for so long does not pass by itself. */
const PATIENCE_SECONDS = 600;
/** Conditions that are false also where all is well: nothing goes on, or it is not meant to. */
const QUIET_TYPES = /^(?:Progressing|Warning)$/i;
const QUIET_REASONS =
  /^(?:\w*(?:Complete|Completed|Stopped|Paused|Suspended|Disabled|Halted|Idle|Inactive|Skipped|NotApplicable|Cancell?ed)|Progressing|InProgress|Reconciling|Pending|Creating|Provisioning|Waiting\w*|Initializing|Running|Unknown|Deleting)$/i;

interface Complaint {
  readonly said: string;
  readonly evidence: Evidence;
}

function complaintOf(
  node: ResourceNode,
  object: Manifest,
  now: Date,
): Complaint | undefined {
  const found = complaintsOf(object).find(({ type, reason, since }) =>
    !QUIET_TYPES.test(type) && !QUIET_REASONS.test(reason) &&
    (secondsSince(
        since ?? textAt(object, "metadata", "creationTimestamp"),
        now,
      ) ?? 0) >= PATIENCE_SECONDS
  );
  if (found) {
    return {
      said: found.message || `${found.type} ${conditionText(found)}`,
      evidence: {
        where: placeOf(node, `status.conditions[${found.type}]`),
        text: conditionText(found),
      },
    };
  }
  if (isServing(object)) return undefined;
  const state = badState(object);
  const error = state && (statusError(object) ?? statusText(object));
  return state && {
    said: error?.text ?? state.text,
    evidence: {
      where: placeOf(node, error?.field ?? state.field),
      text: error ? `${state.text}: ${error.text}` : state.text,
    },
  };
}

type Known = Pick<Facts, "nodes" | "objects" | "managed" | "now">;

function complaints(
  facts: Known,
): readonly (readonly [ResourceNode, Complaint])[] {
  return facts.nodes.filter(({ group, kind, health, parentRefs }) =>
    !health && !parentRefs?.length && isCustomGroup(group) &&
    !(group === "argoproj.io" && /^Application(?:Set)?$/.test(kind ?? ""))
  ).flatMap((node) => {
    const object = liveObject(facts, node);
    // What is being deleted is held by a finalizer, and a rule of its own says so.
    if (!object || textAt(object, "metadata", "deletionTimestamp")) return [];
    const complaint = complaintOf(node, object, facts.now);
    return complaint ? [[node, complaint] as const] : [];
  });
}

/** The resources of the source whose operator complains and that nobody else judges: their events may say why. */
export function complainers(facts: Known): readonly ResourceNode[] {
  return complaints(facts).map(([node]) => node);
}

function finding(
  facts: Facts,
  node: ResourceNode,
  complaint: Complaint,
): Finding {
  const [warning] = eventsOf(facts, node, { type: "Warning" });
  return {
    rule: RULE,
    severity: "broken",
    confidence: 0.75,
    ...(hasIllPods(facts, node) ? { symptom: true as const } : {}),
    summary: `${node.kind} '${node.name}' has failed, as its operator says: ${
      quoted(telling(complaint.said, warning), 140)
    } (Argo CD has no health check for this kind)`,
    where: placeOf(node, complaint.evidence.where.split("@")[1]),
    evidence: [
      complaint.evidence,
      ...(warning ? [eventEvidence(warning)] : []),
    ],
    next: {
      tool: "get_application_events",
      arguments: objectArguments(facts, node),
      then: "correct what its operator complains of; its operator has a log",
    },
  };
}

/** Custom resources of the source that nobody else judges. */
export const unjudgedResource: Rule = {
  names: [RULE],
  look: (facts) =>
    complaints(facts).map(([node, complaint]) =>
      finding(facts, node, complaint)
    ),
};
