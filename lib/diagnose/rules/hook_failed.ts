/**
 * A hook of a sync failed: the job, its reason, and what its log says.
 *
 * @module
 */
import { tellingLine, withNeighbours } from "../container_log.ts";
import type { Facts, Rule } from "../facts.ts";
import type { Evidence, Finding, NextCall } from "../finding.ts";
import { type HookFacts, hooksIn, logPlace, logsOf } from "../hook_facts.ts";
import { placeOf } from "../object_key.ts";
import { operationFacts } from "../operation_facts.ts";
import { conditionsOf, type PodFacts } from "../pod_facts.ts";
import { quoted } from "../quote.ts";
import { outlook } from "../explain_failures.ts";

const RULE = "hook-failed";

/** What a hook that fails means for the rest of the sync. */
const MEANING: Readonly<Record<string, string>> = {
  PreSync: ", so nothing of the sync is applied",
  Sync: ", so the sync fails half-way",
  PostSync: " after everything was applied, so the sync counts as failed",
  SyncFail: " after the sync itself had failed",
  PreDelete: ", so the application is not deleted",
  PostDelete: ", so the application does not go away",
};

interface Telling extends Evidence {
  /** What says why, and not only that it failed. */
  readonly said?: string;
}

/** What a pod of the hook says: the line of its log, else how its container ended. */
function podSays(facts: Facts, pod: PodFacts): Telling | undefined {
  for (const log of logsOf(facts, pod)) {
    const line = tellingLine(log.lines);
    if (line) {
      const text = withNeighbours(log.lines, line);
      return { where: logPlace(log), text, said: line };
    }
  }
  for (const { name, terminated, last, waiting } of pod.containers) {
    const ended = terminated ?? last;
    if (ended && ended.exitCode !== 0) {
      const { exitCode, reason, message } = ended;
      return {
        where: placeOf(pod.ref, `status.containerStatuses[${name}]`),
        text: `exit code ${exitCode} ${reason} ${message}`.trim(),
        ...(message ? { said: message } : {}),
      };
    }
    if (waiting) {
      return {
        where: placeOf(pod.ref, `status.containerStatuses[${name}]`),
        text: `${waiting.reason} ${waiting.message}`.trim(),
      };
    }
  }
  return undefined;
}

/** Why the job itself says that it failed: `BackoffLimitExceeded`, `DeadlineExceeded`. */
function jobSays({ objects }: Facts, { ref, key }: HookFacts) {
  const object = objects.get(key);
  const failed = object &&
    conditionsOf(object).find(({ type, status }) =>
      type === "Failed" && status === "True"
    );
  return failed
    ? {
      reason: failed.reason,
      evidence: [{
        where: placeOf(ref, "status.conditions[Failed]"),
        text: `${failed.reason}: ${failed.message}`,
      }],
    }
    : { reason: "", evidence: [] };
}

/** Whether a pod did not even run: then the rules about pods know why. */
function neverRan({ containers, phase }: PodFacts): boolean {
  return phase === "Pending" ||
    containers.some(({ waiting, terminated, last }) =>
      waiting !== undefined && terminated === undefined && last === undefined
    );
}

function nextFor(
  { ref }: Facts,
  pod: PodFacts | undefined,
  reason: string,
): NextCall {
  const then = "mend what the hook does, then sync again";
  return pod
    ? {
      tool: "get_application_logs",
      arguments: { application: ref, pod: pod.ref.name },
      then,
    }
    : {
      tool: "get_application_events",
      arguments: { application: ref, type: "Warning" },
      then: reason === "DeadlineExceeded"
        ? `${then}, or give it more time (activeDeadlineSeconds); Kubernetes removes what still runs then, logs and all`
        : `${then}; its pods are gone (delete policy HookFailed, or a time to live): keep them to read their logs`,
    };
}

function finding(facts: Facts, hook: HookFacts): Finding {
  const { ref, key, type, message, where, below } = hook;
  const pod = hook.pods.find((one) => podSays(facts, one)?.said) ??
    hook.pods[0];
  const says = pod && podSays(facts, pod);
  const job = jobSays(facts, hook);
  const isOthers = hook.pods.length > 0 && hook.pods.every(neverRan);
  const reason = job.reason ? ` (${job.reason})` : "";
  const why = says?.said ? `: ${quoted(says.said)}` : reason;
  return {
    rule: RULE,
    severity: "broken",
    confidence: isOthers ? 0.8 : says?.said ? 1 : 0.9,
    summary: `${type} hook ${ref.kind} '${ref.name}' fails${
      MEANING[type] ?? ""
    }${why}${outlook(facts)}`,
    // Its own place is for what the rules about pods say of a hook that never ran.
    where: isOthers ? where : placeOf(ref),
    evidence: [
      ...(says ? [{ where: says.where, text: says.text }] : []),
      ...job.evidence,
      { where, text: message || "failed without a message" },
    ],
    next: nextFor(facts, pod, job.reason),
    explains: isOthers ? [] : [key, ...below],
  };
}

/** Finds hooks that failed in the last sync. */
export const hookFailed: Rule = {
  names: [RULE],
  look(facts) {
    const { failed, phase, message } = operationFacts(facts.application);
    if (!failed && phase !== "Running") return [];
    // Whoever terminates an operation ends its hooks with it.
    if (/^operation terminat/i.test(message)) return [];
    return hooksIn(facts, ["Failed", "Error"]).map((hook) =>
      finding(facts, hook)
    );
  },
};
