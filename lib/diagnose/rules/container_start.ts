/**
 * A container that cannot be made or started: its configuration, its command, its mounts.
 *
 * @module
 */
import { eventsOf } from "../event_facts.ts";
import type { Facts, Rule } from "../facts.ts";
import type { Evidence, Finding } from "../finding.ts";
import { findPhrase } from "../phrase.ts";
import type { ContainerFacts, PodFacts } from "../pod_facts.ts";
import {
  containerOf,
  containerPlace,
  eventEvidence,
  podFinding,
} from "../pod_finding.ts";
import { illPods } from "../pod_state.ts";
import { quoted } from "../quote.ts";
import { START_PHRASES } from "../start_phrases.ts";

/** A waiting container that was never made or started. */
const WAITING = new Set([
  "CreateContainerConfigError",
  "CreateContainerError",
  "RunContainerError",
  "PreCreateHookError",
  "PreStartHookError",
  "PostStartHookError",
  "StartError",
]);
/** Ends that are none of the program: it never ran. */
const ENDED = new Set([
  "StartError",
  "ContainerCannotRun",
  "RunContainerError",
  "CreateContainerError",
]);

/** What the start failed with, where a container could not be started. */
function failureOf(
  facts: Facts,
  pod: PodFacts,
  container: ContainerFacts,
): Evidence | undefined {
  const { waiting, terminated, last, runningSince } = container;
  if (runningSince !== undefined) return undefined;
  const isWaiting = WAITING.has(waiting?.reason ?? "");
  const ended = [terminated, last].find((one) => ENDED.has(one?.reason ?? ""));
  if (!isWaiting && !ended) return undefined;
  if (isWaiting && waiting?.message) {
    const field = `state.waiting[${waiting.reason}]`;
    return {
      where: containerPlace(pod, container, field),
      text: waiting.message,
    };
  }
  if (ended?.message) {
    const field = ended === terminated
      ? "state.terminated"
      : "lastState.terminated";
    return {
      where: containerPlace(pod, container, `${field}[${ended.reason}]`),
      text: ended.message,
    };
  }
  const [event] = eventsOf(facts, pod.ref, { reasons: ["Failed"] });
  return event ? eventEvidence(event) : {
    where: containerPlace(pod, container),
    text: waiting?.reason || ended?.reason || "",
  };
}

function findingOf(
  facts: Facts,
  pod: PodFacts,
  container: ContainerFacts,
): Finding | undefined {
  const failure = failureOf(facts, pod, container);
  if (!failure) return undefined;
  const about = containerOf(facts, pod, container);
  if (container.waiting?.reason === "PostStartHookError") {
    return podFinding(facts, pod, {
      rule: "post-start-hook",
      confidence: 1,
      summary: `The postStart hook of ${about} fails, so that it is killed`,
      evidence: [failure],
      then: "repair the hook in the source",
    });
  }
  const phrase = findPhrase(START_PHRASES, failure.text);
  return podFinding(facts, pod, {
    rule: phrase?.rule ?? "container-start",
    confidence: phrase ? 1 : 0.8,
    // A workload may be called `token-service`: a colon behind it would make a secret of the next word.
    summary: `Cannot start ${about}${
      phrase
        ? `, because ${phrase.said}`
        : `; the kubelet says ${quoted(failure.text, 140)}`
    }`,
    evidence: [failure],
    ...(phrase ? { then: phrase.then } : {}),
  });
}

/** Says why a container cannot be made or started. */
export const containerStart: Rule = {
  names: [
    ...START_PHRASES.map(({ rule }) => rule),
    "post-start-hook",
    "container-start",
  ],
  look(facts) {
    return illPods(facts).flatMap((pod) =>
      pod.containers.flatMap((container) =>
        findingOf(facts, pod, container) ?? []
      )
    );
  },
};
