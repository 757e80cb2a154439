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
/** Conditions that say by `False` that something is wrong, also as the end of a longer name: `AllReplicasReady`. */
const POSITIVE =
  /(?:^(?:LastAsyncOperation|ResolvedRefs|ValidSpec|Progressing)|Synced|Accepted|Valid|Reconcile(?:d|Success|Succeeded)|Scheduled|Programmed|Healthy|Available|Ready|Succeeded)$/;
/** Say by `False` that all is as it was. */
const NEWS = /^(?:Update|Upgrade|New\w*)Available$/;
/** The order in which they are told: the cause before what follows from it. */
const ORDER: readonly RegExp[] = [
  /^Synced$/,
  /LastAsyncOperation/,
  /Accepted$/,
  /ResolvedRefs/,
  /Reconcil/,
  /Valid/,
  /Scheduled$/,
  /Progressing/,
  /Programmed$/,
  /Healthy$/,
  /Available$/,
  /Ready$/,
  /Synced$/,
  /Succeeded$/,
];
const FAILED_REGEXP = /fail|error|invalid|denied|exceed|refus|forbidden/i;
/** Say by `True` that something is going on. */
const AT_WORK =
  /^(?:Issuing|Progressing|Reconciling|Creating|Updating|Provisioning|Deploying|Installing)$/;
/** Says by `True` that the object does its work. */
const WORKS = /^(?:Ready|Available|Healthy|Succeeded)$/;
/** Members of a status that hold an error, and those that may hold one. */
const ERROR_KEY =
  /^(?:last)?(?:errors?|failure|(?:error|failure)(?:Reason|Message|Details)|validationErrors)$/i;
const TEXT_KEYS = ["reason", "message", "phaseReason"];
/** Members that hold one word, and words that mean something is wrong. */
const STATE_KEY = /(?:^phase|^health|state|status)$/i;
const BAD_WORD =
  /^(?:\w*(?:fail(?:ed|ure|ing)?|errors?|invalid|degraded|broken|rejected|denied|unhealthy|faulted)|(?:failed|error|invalid)\w*)$/i;

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
  if (/Warning$/i.test(type)) return ORDER.length + 1;
  if (NEGATIVE.test(type)) return -1;
  const place = ORDER.findIndex((one) => one.test(type));
  return place < 0 ? ORDER.length : place;
}

/** Of conditions of one rank, what failed stands before what waits for it. */
function waits({ reason, message }: ConditionFacts): number {
  return Number(!FAILED_REGEXP.test(`${reason} ${message}`));
}

/** Whether its message says no more than its reason: `ClusterIsNotReady`, "Cluster Is Not Ready". */
export function saysNothing({ reason, message }: ConditionFacts): boolean {
  const letters = (text: string) => text.replace(/\W/g, "").toLowerCase();
  return letters(reason) === letters(message);
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
      : status === "False" && POSITIVE.test(type) && !NEWS.test(type)
  ).toSorted((a, b) => rank(a) - rank(b) || waits(a) - waits(b));
}

/** A condition as evidence: `False InstallFailed: install retries exhausted`. */
export function conditionText(
  { status, reason, message }: ConditionFacts,
): string {
  const head = [status, reason].filter(Boolean).join(" ");
  return [head, message].filter(Boolean).join(": ");
}

/** Whether it does its work, whatever goes on beside it: a certificate that is renewed, a store that grows. */
export function isServing(object: Manifest | undefined): boolean {
  return object !== undefined &&
    conditionsOf(object).some(({ type, status }) =>
      WORKS.test(type) && status === "True"
    );
}

/** Whether its operator says that it is at work on it. */
export function isAtWork(object: Manifest | undefined): boolean {
  return object !== undefined &&
    conditionsOf(object).some(({ type, status }) =>
      AT_WORK.test(type) && status === "True"
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

function stateIn(record: Manifest, place: string): StatusText | undefined {
  for (const [key, value] of Object.entries(record)) {
    if (
      STATE_KEY.test(key) && typeof value === "string" && BAD_WORD.test(value)
    ) return { field: `${place}.${key}`, text: value };
  }
  return undefined;
}

/** The word of the status that means something is wrong: `CreateFailed`, `Invalid`. */
export function badState(object: Manifest): StatusText | undefined {
  const status = object["status"];
  if (!isRecord(status)) return undefined;
  // What was once, or is about a part, does not speak for the object.
  const inner = Object.entries(status).flatMap(([key, value]) =>
    /^\w+(?:State|Status)$/.test(key) && !/^(?:last|previous)/.test(key) &&
      isRecord(value)
      ? [stateIn(value, `status.${key}`)]
      : []
  );
  return [stateIn(status, "status"), ...inner].find(Boolean);
}
