/**
 * A Job that has failed, is failing, or is suspended. Hooks are told by the operation that runs them.
 *
 * @module
 */
import type { ResourceNode } from "../../argocd/wire/resources.ts";
import type { Manifest } from "../../views/manifest_yaml.ts";
import { hookRole } from "../../views/resource_options.ts";
import { shortMessage } from "../../views/short_message.ts";
import { isTelling } from "../container_log.ts";
import { exitText } from "../exit_code.ts";
import type { Facts, Rule } from "../facts.ts";
import { at, numberAt } from "../fields.ts";
import type { Evidence, Finding } from "../finding.ts";

import { lastWords } from "../last_words.ts";
import { findPhrase, type FoundPhrase } from "../phrase.ts";
import { START_PHRASES } from "../start_phrases.ts";
import { keyOf, placeOf } from "../object_key.ts";
import { ancestorsOf, ownersOf } from "../owners.ts";
import {
  conditionsOf,
  type ContainerFacts,
  type PodFacts,
} from "../pod_facts.ts";
import {
  containerPlace,
  eventsCall,
  logsCall,
  objectArguments,
} from "../pod_finding.ts";

const WORDS_CHARS = 140;
/** Ends that are none of the program. */
const NEVER_RAN = new Set(["StartError", "ContainerCannotRun"]);
const REASONS: ReadonlyMap<string, string> = new Map([
  ["BackoffLimitExceeded", "failed as often as its backoffLimit allows"],
  ["DeadlineExceeded", "did not end within its activeDeadlineSeconds"],
  ["PodFailurePolicy", "failed in a way that its podFailurePolicy ends it for"],
  ["MaxFailedIndexesExceeded", "has more failed indexes than it may have"],
  ["FailedIndexes", "has failed indexes"],
]);

/** A container of the Job's pods that failed, the newest pod's first. */
interface Failure {
  readonly pod: PodFacts;
  readonly container: ContainerFacts;
}

function failureOf(facts: Facts, job: ResourceNode): Failure | undefined {
  const pods = facts.pods.filter((pod) =>
    ownersOf(facts, pod).some((owner) => keyOf(owner) === keyOf(job))
  ).toSorted((a, b) => (b.createdAt ?? "") < (a.createdAt ?? "") ? -1 : 1);
  for (const pod of pods) {
    const container = pod.containers.find(({ terminated, last }) =>
      (terminated?.exitCode ?? 0) !== 0 || (last?.exitCode ?? 0) !== 0
    );
    if (container) return { pod, container };
  }
  return undefined;
}

/** Why a container ended that never ran; it has no log. */
function unstartedText(end: ContainerFacts["last"]): FoundPhrase | undefined {
  return end && NEVER_RAN.has(end.reason)
    ? findPhrase(START_PHRASES, end.message)
    : undefined;
}

/** What the failed container says: its end, and its last word. */
function failureEvidence(
  facts: Facts,
  { pod, container }: Failure,
): { readonly said: string; readonly evidence: readonly Evidence[] } {
  const isOver = (container.terminated?.exitCode ?? 0) !== 0;
  const end = isOver ? container.terminated : container.last;
  const words = lastWords(facts, pod, container);
  const unstarted = unstartedText(end);
  const own = end?.reason === "OOMKilled"
    ? "killed for want of memory"
    : unstarted
    ? `its container cannot be started, because ${unstarted.said}`
    : end
    ? exitText(end.exitCode)
    : "";
  const told = words && isTelling(words.text) ? `: ${words.text}` : "";
  const field = isOver ? "state.terminated" : "lastState.terminated";
  return {
    said: shortMessage(`${own}${told}`, WORDS_CHARS),
    evidence: [
      ...(words ? [{ where: words.where, text: words.context }] : []),
      {
        where: containerPlace(pod, container, field),
        text: [end?.reason, `exit code ${end?.exitCode}`, end?.message]
          .filter(Boolean).join(", "),
      },
    ],
  };
}

function nextOf(
  facts: Facts,
  job: ResourceNode,
  failure: Failure | undefined,
): Finding["next"] {
  const { terminated, last } = failure?.container ?? {};
  const end = (terminated?.exitCode ?? 0) !== 0 ? terminated : last;
  return failure && end && NEVER_RAN.has(end.reason)
    ? {
      tool: "get_resource",
      arguments: objectArguments(facts, failure.pod.ref),
    }
    : failure
    ? logsCall(facts, failure.pod, {
      container: failure.container.name,
      previous: (failure.container.terminated?.exitCode ?? 0) === 0,
    })
    : eventsCall(facts, job);
}

/** Whether a later run of the same CronJob has ended: then that one tells how it is. */
function isOutdated(facts: Facts, job: ResourceNode): boolean {
  const [owner] = ancestorsOf(facts, job);
  return owner?.kind === "CronJob" &&
    facts.nodes.some((node) =>
      node.kind === "Job" &&
      ["Healthy", "Degraded"].includes(node.health?.status ?? "") &&
      (node.createdAt ?? "") > (job.createdAt ?? "") &&
      node.parentRefs?.some((parent) => keyOf(parent) === keyOf(owner))
    );
}

function findingOf(
  facts: Facts,
  job: ResourceNode,
  object: Manifest,
): Finding | undefined {
  const condition = conditionsOf(object).find(({ type, status }) =>
    (type === "Failed" || type === "FailureTarget") && status === "True"
  );
  if (!condition) return underWay(facts, job, object);
  if (isOutdated(facts, job)) return undefined;
  const failure = failureOf(facts, job);
  const { said, evidence } = failure
    ? failureEvidence(facts, failure)
    : { said: "", evidence: [] };
  const fate = REASONS.get(condition.reason) ??
    `failed (${condition.reason || condition.type})`;
  return {
    rule: "job-failed",
    severity: "broken",
    confidence: failure ? 0.95 : 0.8,
    summary: `Job ${job.name} ${fate}${said ? `: ${said}` : ""}`,
    where: placeOf(job),
    evidence: [...evidence, {
      where: placeOf(job, `status.conditions[${condition.type}]`),
      text: `${condition.reason}: ${condition.message}`,
    }],
    next: {
      ...nextOf(facts, job, failure),
      then: ancestorsOf(facts, job)[0]?.kind === "CronJob"
        ? "repair the cause before the next run of its CronJob"
        : "repair the cause; a Job that failed is not tried again until it is replaced",
    },
    explains: [
      keyOf(job),
      ...ancestorsOf(facts, job).map(keyOf),
      ...(failure ? [failure.pod.key] : []),
    ],
  };
}

function underWay(
  facts: Facts,
  job: ResourceNode,
  object: Manifest,
): Finding | undefined {
  if (at(object, "spec", "suspend") === true) {
    return {
      rule: "job-suspended",
      severity: "waiting",
      confidence: 1,
      summary: `Job ${job.name} is suspended`,
      where: placeOf(job, "spec.suspend"),
      evidence: [{ where: placeOf(job, "spec.suspend"), text: "true" }],
      next: {
        tool: "get_resource",
        arguments: objectArguments(facts, job),
        then: "set spec.suspend to false when it may run",
      },
    };
  }
  const count = (key: string) => numberAt(object, "status", key) ?? 0;
  if (count("failed") === 0 || count("succeeded") > 0) return undefined;
  const failure = failureOf(facts, job);
  const { said, evidence } = failure
    ? failureEvidence(facts, failure)
    : { said: "", evidence: [] };
  const limit = numberAt(object, "spec", "backoffLimit") ?? 6;
  return {
    rule: "job-failing",
    severity: "waiting",
    confidence: 0.85,
    summary: `Job ${job.name} has failed ${count("failed")} of ${
      limit + 1
    } tries and is tried again${said ? `: ${said}` : ""}`,
    where: placeOf(job),
    evidence: [...evidence, {
      where: placeOf(job, "status.failed"),
      text: String(count("failed")),
    }],
    next: nextOf(facts, job, failure),
    explains: [keyOf(job), ...ancestorsOf(facts, job).map(keyOf)],
  };
}

/** Says how a Job ended, and what its pod said. */
export const jobFailed: Rule = {
  names: ["job-failed", "job-failing", "job-suspended"],
  look(facts) {
    return facts.nodes.filter(({ kind, group }) =>
      kind === "Job" && group === "batch"
    ).flatMap((job) => {
      const object = facts.objects.get(keyOf(job));
      if (!object || hookRole(object) === "hook") return [];
      const isComplete = conditionsOf(object).some(({ type, status }) =>
        type === "Complete" && status === "True"
      );
      if (isComplete) return [];
      return findingOf(facts, job, object) ?? [];
    });
  },
};
