/**
 * A custom resource whose operator says that it cannot be made true: a certificate that is not issued, a secret that
 * is not fetched, a rollout that is aborted.
 *
 * @module
 */
import type { ResourceNode } from "../../argocd/types.ts";
import type { Manifest } from "../../views/manifest_yaml.ts";
import { eventsOf } from "../event_facts.ts";
import type { Facts, Rule } from "../facts.ts";
import { recordsAt, textAt } from "../fields.ts";
import type { Evidence, Finding } from "../finding.ts";
import { secondsSince, spanText } from "../moment.ts";
import { keyOf, placeOf } from "../object_key.ts";
import { ancestorsOf } from "../owners.ts";
import { type ConditionFacts, conditionsOf } from "../pod_facts.ts";
import { eventEvidence, objectArguments } from "../pod_finding.ts";
import { quoted } from "../quote.ts";

/** Kinds of Kubernetes itself have rules of their own. */
const BUILT_IN =
  /^$|^(?:apps|batch|autoscaling|policy|extensions|networking\.k8s\.io|storage\.k8s\.io|rbac\.authorization\.k8s\.io|apiextensions\.k8s\.io|apiregistration\.k8s\.io|admissionregistration\.k8s\.io|coordination\.k8s\.io|discovery\.k8s\.io|scheduling\.k8s\.io|node\.k8s\.io|certificates\.k8s\.io|events\.k8s\.io|resource\.k8s\.io)$/;
/** Say by `True` that something is wrong. */
const NEGATIVE =
  /^(?:Degraded|Failed|Failure|Error|ErrorOccurred|Stalled|InvalidSpec|ReplicaFailure|LastAsyncOperationFailed|InvalidRequest|Denied|ReconcileError|Warning)$/i;
/** Say by `False` that something is wrong, the cause before what follows from it. */
const POSITIVE = [
  "Synced",
  "LastAsyncOperation",
  "Accepted",
  "ResolvedRefs",
  "ReconcileSucceeded",
  "ValidSpec",
  "Progressing",
  "Programmed",
  "Reconciled",
  "Healthy",
  "Available",
  "Ready",
  "SecretSynced",
  "Succeeded",
];
/** Reasons of something that goes on. */
const UNDERWAY =
  /^(?:Progressing|InProgress|Reconciling|Pending|Creating|Provisioning|Issuing|Waiting\w*|NotReadyYet|Initializing|Unknown|Deploying|Updating|Scheduled)$/i;
const PATIENCE_SECONDS = 300;
const LONG_SECONDS = 1800;

function rank({ type }: ConditionFacts): number {
  const at = POSITIVE.indexOf(type);
  return NEGATIVE.test(type) ? -1 : at < 0 ? POSITIVE.length : at;
}

/** What its conditions complain of, the cause first. */
function complaints(object: Manifest): readonly ConditionFacts[] {
  // A route has its conditions in each of the gateways that it asks.
  const nested = ["parents", "ancestors"].flatMap((key) =>
    recordsAt(object, "status", key).flatMap((one) =>
      conditionsOf({ status: one })
    )
  );
  return [...conditionsOf(object), ...nested].filter(({ type, status }) =>
    NEGATIVE.test(type)
      ? status === "True"
      : status === "False" && POSITIVE.includes(type)
  ).toSorted((a, b) => rank(a) - rank(b));
}

/** Where there are no conditions: an ACME order, a workflow, an object of an older operator. */
function statusText(object: Manifest): Evidence | undefined {
  for (const key of ["reason", "message", "failureReason", "errorMessage"]) {
    const text = textAt(object, "status", key);
    if (text) return { where: `status.${key}`, text };
  }
  return undefined;
}

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

function complaintOf(
  facts: Facts,
  node: ResourceNode,
  object: Manifest | undefined,
): Complaint | undefined {
  const found = object ? complaints(object) : [];
  const [first] = found;
  const warning = eventsOf(facts, node, { type: "Warning" })[0];
  const events = warning ? [eventEvidence(warning)] : [];
  if (first) {
    return {
      reason: first.reason,
      message: first.message,
      evidence: [
        ...found.slice(0, 2).map(({ type, status, reason, message }) => ({
          where: placeOf(node, `status.conditions[${type}]`),
          text: `${status} ${reason}: ${message}`,
        })),
        ...events,
      ],
      ...(first.since ? { since: first.since } : {}),
    };
  }
  const said = object && statusText(object);
  const text = said?.text ?? node.health?.message ?? warning?.message;
  if (!text) return undefined;
  return {
    reason: textAt(object, "status", "phase") ||
      textAt(object, "status", "state") || (node.health?.status ?? ""),
    message: text,
    evidence: [
      { where: placeOf(node, said?.where ?? "health.message"), text },
      ...events,
    ],
  };
}

/** Says by `True` that the object does its work. */
const WORKS = /^(?:Ready|Available|Healthy|Succeeded)$/;

/** What goes on beside a resource that works: a certificate that is renewed, a store that grows. */
function isServing(object: Manifest | undefined): boolean {
  return object !== undefined &&
    conditionsOf(object).some(({ type, status }) =>
      WORKS.test(type) && status === "True"
    );
}

function nextFor(facts: Facts, node: ResourceNode): Finding["next"] {
  return {
    tool: "get_resource",
    arguments: objectArguments(facts, node),
    then: "correct what its operator complains of; its operator has a log",
  };
}

/** Whether pods below it are ill: then it is they who know why. */
function hasIllPods(facts: Facts, node: ResourceNode): boolean {
  return facts.nodes.some((one) =>
    one.kind === "Pod" && one.health?.status !== "Healthy" &&
    ancestorsOf(facts, one).some((above) => keyOf(above) === keyOf(node))
  );
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
  const isUnderway = UNDERWAY.test(reason) || !message && !reason;
  const isWaiting = health === "Suspended" ||
    health === "Progressing" && isServing(object) ||
    health === "Progressing" &&
      (seconds ?? 0) < (isUnderway ? LONG_SECONDS : PATIENCE_SECONDS);
  const title = `${node.kind} '${node.name}'`;
  const says = message ? quoted(message, 130) : `'${reason}'`;
  return [{
    rule: isWaiting ? "custom-resource-waiting" : "custom-resource-failed",
    severity: isWaiting ? "waiting" : "broken",
    confidence: isWaiting ? 0.7 : users(facts, node).length > 0 ? 1 : 0.95,
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
    }`,
    where: placeOf(node, evidence[0]?.where.split("@")[1]),
    evidence,
    next: nextFor(facts, node),
    explains: [
      ...ancestorsOf(facts, node).map(keyOf),
      ...users(facts, node),
    ],
    ...(hasIllPods(facts, node) ? { symptom: true as const } : {}),
  }];
}

/** Custom resources that Argo CD knows to be ill; one without a health check says nothing. */
export const customResource: Rule = {
  names: ["custom-resource-failed", "custom-resource-waiting"],
  look: (facts) =>
    facts.nodes.filter(({ group = "", kind, health }) =>
      !BUILT_IN.test(group) &&
      !(group === "argoproj.io" && kind === "Application") &&
      ["Degraded", "Progressing", "Suspended"].includes(health?.status ?? "")
    ).flatMap((node) => look(facts, node)),
};
