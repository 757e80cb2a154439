/**
 * A custom resource whose operator says that it cannot be made true: a certificate that is not issued, a secret that
 * is not fetched, a rollout that is aborted.
 *
 * @module
 */
import type { ResourceNode } from "../../argocd/wire/resources.ts";
import type { Manifest } from "../../views/manifest_yaml.ts";
import { eventsOf } from "../event_facts.ts";
import type { Facts, Rule } from "../facts.ts";
import { textAt } from "../fields.ts";
import type { Evidence, Finding } from "../finding.ts";
import { secondsSince, spanText } from "../moment.ts";
import { keyOf, placeOf } from "../object_key.ts";
import {
  badState,
  complaintsOf,
  conditionText,
  isAtWork,
  isCustomGroup,
  isServing,
  saysNothing,
  statusText,
} from "../operator_word.ts";
import { ancestorsOf, hasIllPods, illWith, workloadOf } from "../owners.ts";
import { eventEvidence, objectArguments } from "../pod_finding.ts";
import { type Waiter, waitersFor } from "../product_waiters.ts";
import { quoted } from "../quote.ts";
import { telling } from "../telling.ts";

/** Reasons of something that goes on. */
const UNDERWAY =
  /^(?:Progressing|InProgress|Reconciling|Pending|Creating|Provisioning|Issuing|Waiting\w*|NotReadyYet|Initializing|Unknown|Deploying|Updating|Scheduled)$/i;
const PATIENCE_SECONDS = 300;
const LONG_SECONDS = 1800;

/** Words of an error: whoever says them does not only wait. */
const ERROR_WORDS =
  /not found|fail|error|denied|forbidden|invalid|refused|timed? ?out|unable|cannot|can't|no such|wrong|not (?:exist|valid|ready)/i;

/** Those that name this one as where they get theirs from: an ExternalSecret its store, a Certificate its issuer. */
function users(
  { objects }: Facts,
  { kind, name }: ResourceNode,
): readonly string[] {
  const field = /Store$/.test(kind ?? "")
    ? "secretStoreRef"
    : /Issuer$/.test(kind ?? "")
    ? "issuerRef"
    : /ProviderConfig$/.test(kind ?? "")
    ? "providerConfigRef"
    : /Gateway$/.test(kind ?? "")
    ? "gatewayRef"
    : undefined;
  if (!field) return [];
  return [...objects].filter(([, object]) =>
    textAt(object, "spec", field, "name") === name
  ).map(([key]) => key);
}

interface Complaint {
  readonly reason: string;
  readonly message: string;
  readonly evidence: readonly Evidence[];
  readonly since?: string;
}

/** What Argo CD makes of it, where that is more than what was said. */
function healthEvidence(node: ResourceNode, said: string): Evidence[] {
  const text = node.health?.message;
  return text && !said.includes(text) && !text.includes(said)
    ? [{ where: placeOf(node, "health.message"), text }]
    : [];
}

function complaintOf(
  facts: Facts,
  node: ResourceNode,
  object: Manifest | undefined,
): Complaint | undefined {
  const found = object ? complaintsOf(object) : [];
  const [first] = found;
  const warning = eventsOf(facts, node, { type: "Warning" })[0];
  const events = warning ? [eventEvidence(warning)] : [];
  if (first) {
    const more = object && saysNothing(first) ? statusText(object) : undefined;
    return {
      reason: first.reason,
      message: telling(more?.text ?? first.message, warning),
      evidence: [
        ...(more
          ? [{ where: placeOf(node, more.field), text: more.text }]
          : []),
        ...found.slice(0, 2).map((one) => ({
          where: placeOf(node, `status.conditions[${one.type}]`),
          text: conditionText(one),
        })),
        ...events,
      ],
      ...(first.since ? { since: first.since } : {}),
    };
  }
  const said = object && (statusText(object) ?? badState(object));
  const text = said?.text ?? node.health?.message ?? warning?.message;
  if (!text) return undefined;
  return {
    reason: textAt(object, "status", "phase") ||
      textAt(object, "status", "state") || (node.health?.status ?? ""),
    message: telling(text, warning),
    evidence: [
      { where: placeOf(node, said?.field ?? "health.message"), text },
      ...healthEvidence(node, text),
      ...events,
    ],
  };
}

function nextFor(facts: Facts, node: ResourceNode): Finding["next"] {
  return {
    tool: "get_resource",
    arguments: objectArguments(facts, node),
    then: "correct what its operator complains of; its operator has a log",
  };
}

function look(facts: Facts, node: ResourceNode): readonly Finding[] {
  const object = facts.objects.get(keyOf(node));
  const health = node.health?.status;
  const complaint = complaintOf(facts, node, object);
  if (!complaint) return [];
  const { reason, message, evidence, since } = complaint;
  const seconds = secondsSince(
    since ?? (textAt(object, "metadata", "creationTimestamp") ||
      node.createdAt),
    facts.now,
  );
  const isUnderway = (UNDERWAY.test(reason) || !message && !reason) &&
    !ERROR_WORDS.test(message);
  const isMoving = health === "Progressing" || health === undefined;
  const isWaiting = health === "Suspended" ||
    isMoving && isServing(object) ||
    isMoving &&
      (seconds ?? 0) < (isUnderway ? LONG_SECONDS : PATIENCE_SECONDS) ||
    // Called bad at once, while its operator has just begun: a certificate whose Secret does not exist yet.
    isAtWork(object) && (seconds ?? PATIENCE_SECONDS) < PATIENCE_SECONDS;
  const waiters = isWaiting ? [] : waitersFor(facts, node, object);
  const title = `${node.kind} '${node.name}'`;
  const says = message ? quoted(message, 130) : `'${reason}'`;
  return [{
    rule: isWaiting ? "custom-resource-waiting" : "custom-resource-failed",
    severity: isWaiting ? "waiting" : "broken",
    confidence: isWaiting
      ? 0.7
      : users(facts, node).length > 0 || waiters.length > 0
      ? 1
      : 0.95,
    summary: `${title} is ${
      health === "Suspended"
        ? "paused"
        : isWaiting
        ? "not ready yet"
        : "not what it should be"
    }${
      reason && message && /^\w+$/.test(reason) ? ` (${reason})` : ""
    }: its operator says ${says}${
      isWaiting && seconds !== undefined && health !== "Suspended"
        ? `, for ${spanText(seconds)}`
        : ""
    }${waitersText(facts, waiters)}`,
    where: placeOf(node, evidence[0]?.where.split("@")[1]),
    evidence: [
      ...evidence,
      ...waiters.slice(0, 1).map((one) => one.evidence),
    ],
    next: nextFor(facts, node),
    explains: [
      ...ancestorsOf(facts, node).map(keyOf),
      ...users(facts, node),
      ...waiters.flatMap(({ pod }) => [pod.key, ...illWith(facts, pod)]),
    ],
    ...(hasIllPods(facts, node) ? { symptom: true as const } : {}),
  }];
}

/** That of the workloads whose pods wait for what it makes. */
function waitersText(facts: Facts, waiters: readonly Waiter[]): string {
  const names = [...new Set(waiters.map(({ pod }) => workloadOf(facts, pod)))];
  return names.length > 0
    ? `; ${names.slice(0, 3).join(", ")} cannot start without its Secret`
    : "";
}

function isIll({ group, kind, health }: ResourceNode): boolean {
  return isCustomGroup(group) &&
    !(group === "argoproj.io" && kind === "Application") &&
    ["Degraded", "Progressing", "Suspended"].includes(health?.status ?? "");
}

/**
 * Whether its maker is well all the same: the failed analysis of an earlier canary, a request whose certificate was
 * issued at the next try.
 */
function isHistory({ nodes }: Facts, node: ResourceNode): boolean {
  const [parent] = node.parentRefs ?? [];
  return parent !== undefined && parent.group === node.group &&
    nodes.some((one) =>
      keyOf(one) === keyOf(parent) && one.health?.status === "Healthy"
    );
}

/** It has no conditions, and says in its status that it is not done and why: an ACME challenge. */
function isUndone(object: Manifest): boolean {
  const said = statusText(object);
  const state = textAt(object, "status", "state") ||
    textAt(object, "status", "phase");
  return said !== undefined &&
    (UNDERWAY.test(state) || badState(object) !== undefined ||
      ERROR_WORDS.test(said.text));
}

/** One below an ill one, for which Argo CD has no health check: it may know why. */
function isBelowIll(facts: Facts, node: ResourceNode): boolean {
  if (node.health || !isCustomGroup(node.group)) return false;
  const object = facts.objects.get(keyOf(node));
  if (!object || complaintsOf(object).length === 0 && !isUndone(object)) {
    return false;
  }
  const above = new Set(ancestorsOf(facts, node).map(keyOf));
  return facts.nodes.some((one) => isIll(one) && above.has(keyOf(one)));
}

/** What is being deleted is held by a finalizer, and a rule of its own says so. */
function isLeaving({ objects }: Facts, node: ResourceNode): boolean {
  return textAt(objects.get(keyOf(node)), "metadata", "deletionTimestamp") !==
    "";
}

/** Custom resources that Argo CD knows to be ill, and what is below them. */
export const customResource: Rule = {
  names: ["custom-resource-failed", "custom-resource-waiting"],
  look: (facts) =>
    facts.nodes.filter((node) =>
      (isIll(node) || isBelowIll(facts, node)) && !isHistory(facts, node) &&
      !isLeaving(facts, node)
    ).flatMap((node) => look(facts, node)),
};
