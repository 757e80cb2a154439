/**
 * What an operator says of an object of its own kind: in conditions, in one word, or in a text of the status.
 *
 * @module
 */
import { isRecord, type Manifest } from "../views/manifest_yaml.ts";
import { at, recordsAt } from "./fields.ts";
import { type ConditionFacts, conditionsOf } from "./pod_facts.ts";

/** Groups of Kubernetes itself: their kinds have rules of their own. */
const BUILT_IN =
  /^$|^(?:apps|batch|autoscaling|policy|extensions|networking\.k8s\.io|storage\.k8s\.io|rbac\.authorization\.k8s\.io|apiextensions\.k8s\.io|apiregistration\.k8s\.io|admissionregistration\.k8s\.io|coordination\.k8s\.io|discovery\.k8s\.io|scheduling\.k8s\.io|node\.k8s\.io|certificates\.k8s\.io|events\.k8s\.io|resource\.k8s\.io)$/;
/** Conditions that say by `True` that something is wrong; some operators put their name before it. */
const NEGATIVE =
  /^(?:\w+\.)?(?:Degraded|Failed|Failure|Error|ErrorOccurred|Stalled|InvalidSpec|ReplicaFailure|LastAsyncOperationFailed|InvalidRequest|Denied|ReconcileError|NotReady|Unhealthy|Terminal|Warning)$/i;
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
/** Says by `True` that the object does its work. */
const WORKS = /^(?:Ready|Available|Healthy|Succeeded)$/;
/** Members of a status that hold an error, and those that may hold one. */
const ERROR_KEY =
  /^(?:last)?(?:errors?|failure|(?:error|failure)(?:Reason|Message|Details)|validationErrors)$/i;
const TEXT_KEYS = ["reason", "message", "phaseReason"];
/** Members that hold one word, and words that mean something is wrong. */
const STATE_KEY = /(?:^phase|^health|state|status)$/i;
const BAD_WORD =
  /^(?:\w*(?:fail(?:ed|ure|ing)?|errors?|invalid|degraded|broken|rejected|denied|unhealthy)|(?:failed|error|invalid)\w*)$/i;

/** A text in the status, and where it stands. */
export interface StatusText {
  /** `status.error` */
  readonly field: string;
  readonly text: string;
}

/** Whether kinds of this API group belong to an operator. */
export function isCustomGroup(group: string | undefined): boolean {
  return !BUILT_IN.test(group ?? "");
}

function rank({ type }: ConditionFacts): number {
  const place = POSITIVE.indexOf(type);
  if (/Warning$/i.test(type)) return POSITIVE.length + 1;
  return NEGATIVE.test(type) ? -1 : place < 0 ? POSITIVE.length : place;
}

/** The conditions that complain, the cause first. */
export function complaintsOf(object: Manifest): readonly ConditionFacts[] {
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

/** Whether it does its work, whatever goes on beside it: a certificate that is renewed, a store that grows. */
export function isServing(object: Manifest | undefined): boolean {
  return object !== undefined &&
    conditionsOf(object).some(({ type, status }) =>
      WORKS.test(type) && status === "True"
    );
}

/** The message within a text; some operators write their errors as JSON. */
function plain(value: unknown): string {
  if (Array.isArray(value)) return value.map(plain).filter(Boolean).join("; ");
  if (typeof value !== "string") return "";
  if (!value.startsWith("{")) return value.trim();
  try {
    const message = at(JSON.parse(value), "message");
    return typeof message === "string" ? message : value;
  } catch {
    return value;
  }
}

/** An error in the status or one level below it, where there are no conditions. */
export function statusError(object: Manifest): StatusText | undefined {
  const status = object["status"];
  if (!isRecord(status)) return undefined;
  const inner = Object.entries(status).flatMap(([key, value]) =>
    isRecord(value) ? [[`status.${key}`, value] as const] : []
  );
  for (const [place, record] of [["status", status] as const, ...inner]) {
    for (const [key, value] of Object.entries(record)) {
      const text = ERROR_KEY.test(key) ? plain(value) : "";
      if (text) return { field: `${place}.${key}`, text };
    }
  }
  return undefined;
}

/** A text of the status that says something, error or not: that of an ACME order, of a workflow. */
export function statusText(object: Manifest): StatusText | undefined {
  const [found] = TEXT_KEYS.flatMap((key) => {
    const text = plain(at(object, "status", key));
    return text ? [{ field: `status.${key}`, text }] : [];
  });
  return found ?? statusError(object);
}

/** The word of the status that means something is wrong: `CreateFailed`, `Invalid`. */
export function badState(object: Manifest): StatusText | undefined {
  const status = object["status"];
  if (!isRecord(status)) return undefined;
  for (const [key, value] of Object.entries(status)) {
    if (
      STATE_KEY.test(key) && typeof value === "string" && BAD_WORD.test(value)
    ) return { field: `status.${key}`, text: value };
  }
  return undefined;
}
