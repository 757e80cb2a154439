/**
 * A pod that is not ready, whatever the reason: what Kubernetes says of it last.
 *
 * @module
 */
import { eventsOf } from "../event_facts.ts";
import type { Facts, Rule } from "../facts.ts";
import { textAt } from "../fields.ts";
import type { Evidence, Finding } from "../finding.ts";
import { isTelling } from "../container_log.ts";
import { lastWords } from "../last_words.ts";
import { secondsSince } from "../moment.ts";
import { placeOf } from "../object_key.ts";
import { workloadOf } from "../owners.ts";
import type { PodFacts } from "../pod_facts.ts";
import {
  containerPlace,
  eventEvidence,
  eventsCall,
  podFinding,
} from "../pod_finding.ts";
import { illPods, severityOf } from "../pod_state.ts";

/** A pod may take so long to start without anybody asking why; seconds. */
const PATIENCE = 300;

/** A pod that works until it is done, of a Job for example, need not be ready. */
function isAtWork({ object, containers }: PodFacts): boolean {
  const policy = textAt(object, "spec", "restartPolicy");
  return (policy === "Never" || policy === "OnFailure") &&
    containers.some(({ init, runningSince }) => !init && runningSince);
}

function evidenceOf(facts: Facts, pod: PodFacts): readonly Evidence[] {
  const [warning] = eventsOf(facts, pod.ref, { type: "Warning" });
  const states = pod.containers.flatMap((container): readonly Evidence[] => {
    const { waiting, terminated } = container;
    if (terminated && terminated.exitCode !== 0) {
      return [{
        where: containerPlace(pod, container, "state.terminated"),
        text: [terminated.reason, `exit code ${terminated.exitCode}`]
          .join(", "),
      }];
    }
    return waiting
      ? [{
        where: containerPlace(pod, container, "state.waiting"),
        text: [waiting.reason, waiting.message].filter(Boolean).join(": "),
      }]
      : [];
  });
  const words = pod.containers.filter(({ ready }) => !ready)
    .map((container) => lastWords(facts, pod, container))
    .find((one) => one && isTelling(one.text));
  const condition = pod.conditions.find(({ status, message }) =>
    status !== "True" && message !== ""
  );
  return [
    ...(warning ? [eventEvidence(warning)] : []),
    ...(words ? [{ where: words.where, text: words.context }] : []),
    ...states,
    ...(condition
      ? [{
        where: placeOf(pod.ref, `status.conditions[${condition.type}]`),
        text: [condition.reason, condition.message].filter(Boolean).join(": "),
      }]
      : []),
  ];
}

function findingOf(facts: Facts, pod: PodFacts): Finding | undefined {
  const age = secondsSince(pod.createdAt, facts.now) ?? Infinity;
  const evidence = evidenceOf(facts, pod);
  const hasWarning = eventsOf(facts, pod.ref, { type: "Warning" }).length > 0;
  const isFresh = age < PATIENCE && !hasWarning;
  // A fresh pod without a warning is a rollout under way, and that is said of its workload.
  if (isFresh || evidence.length === 0) return undefined;
  return podFinding(facts, pod, {
    rule: "pod-not-ready",
    severity: age < PATIENCE ? "waiting" : severityOf(facts, pod),
    confidence: 0.45,
    symptom: true,
    summary: `A pod of ${workloadOf(facts, pod)} is not ready`,
    evidence,
    next: eventsCall(facts, pod.ref),
  });
}

/** Whether the scheduler says why: that is told by a rule of its own. */
function isUnscheduled({ conditions }: PodFacts): boolean {
  return conditions.some(({ type, status, message }) =>
    type === "PodScheduled" && status === "False" && message !== ""
  );
}

/** Shows what is known of a pod that is not ready. */
export const unreadyPod: Rule = {
  names: ["pod-not-ready"],
  look(facts) {
    return illPods(facts).filter((pod) => !isAtWork(pod) && !isUnscheduled(pod))
      .flatMap((pod) => findingOf(facts, pod) ?? []);
  },
};
