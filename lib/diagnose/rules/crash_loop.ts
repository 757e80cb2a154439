/**
 * A container that ends by itself again and again, and what it said last.
 *
 * @module
 */
import { type Crash, crashOf } from "../crash.ts";
import { exitText } from "../exit_code.ts";
import type { Facts, Rule } from "../facts.ts";
import type { Evidence, Finding } from "../finding.ts";
import { lastWords } from "../last_words.ts";
import { findPhrase } from "../phrase.ts";
import type { ContainerFacts, PodFacts } from "../pod_facts.ts";
import {
  containerOf,
  containerPlace,
  logsCall,
  podFinding,
} from "../pod_finding.ts";
import { endingPods } from "../pod_state.ts";
import { START_PHRASES } from "../start_phrases.ts";
import { isTelling } from "../container_log.ts";
import { probeKill } from "../probe_events.ts";
import { shortMessage } from "../../views/short_message.ts";

/** Ends that other rules explain: killed for memory, or never started. */
const OTHERS = new Set([
  "OOMKilled",
  "StartError",
  "ContainerCannotRun",
  "RunContainerError",
  "CreateContainerError",
]);
const WORDS_CHARS = 140;

/** `CrashLoopBackOff after 6 restarts, exit code 1`, in the words of Kubernetes. */
function stateEvidence(
  pod: PodFacts,
  container: ContainerFacts,
  { end, field }: Crash,
): Evidence {
  const { waiting, restarts } = container;
  const state = waiting?.reason ?? (container.runningSince ? "running" : "");
  return {
    where: containerPlace(pod, container, field),
    text: [
      ...(state ? [`${state}, ${restarts} restarts`] : []),
      `${end.reason || "ended"} with exit code ${end.exitCode}`,
      ...(end.message ? [end.message.trim()] : []),
    ].join("; "),
  };
}

/** What it does wrong: ends although it should go on, or fails. */
function fateText({ init }: ContainerFacts, { end }: Crash): string {
  if (end.exitCode === 0) {
    return "ends by itself without an error (exit code 0), and is started again and again";
  }
  return `${init ? "fails" : "crashes"} (${exitText(end.exitCode)})`;
}

function findingOf(
  facts: Facts,
  pod: PodFacts,
  container: ContainerFacts,
): Finding | undefined {
  const crash = crashOf(facts, pod, container);
  if (!crash || OTHERS.has(crash.end.reason)) return undefined;
  const { end, severity } = crash;
  if (probeKill(facts, pod, { container, end })) return undefined;
  const words = lastWords(facts, pod, container);
  // A program that wrote its reason into the termination message says it better than its log.
  const said = end.message.trim() !== "" ? end.message : words?.text ?? "";
  const isTold = said !== "" && (end.message !== "" || isTelling(said));
  const about = containerOf(facts, pod, container);
  const phrase = end.exitCode === 126 || end.exitCode === 127 ||
      said.includes("exec format error")
    ? findPhrase(START_PHRASES, said)
    : undefined;
  return podFinding(facts, pod, {
    rule: container.init ? "init-container-fails" : "crash-loop",
    severity,
    confidence: isTold ? 0.95 : 0.75,
    summary: `The ${about} ${fateText(container, crash)}${
      isTold ? `: ${shortMessage(said, WORDS_CHARS)}` : ""
    }`,
    where: containerPlace(pod, container),
    evidence: [
      ...(words ? [{ where: words.where, text: words.context }] : []),
      stateEvidence(pod, container, crash),
    ],
    next: logsCall(facts, pod, {
      container: container.name,
      previous: words?.previous ?? end !== container.terminated,
    }),
    ...(phrase ? { then: phrase.then } : {}),
  });
}

/** Says which container crashes, how, and what it said last. */
export const crashLoop: Rule = {
  names: ["crash-loop", "init-container-fails"],
  look(facts) {
    const told = new Map<string, Finding>();
    return endingPods(facts).flatMap((pod) =>
      pod.containers.flatMap((container) => {
        const finding = findingOf(facts, pod, container);
        if (!finding) return [];
        // Pods of one workload crash alike, and each says so in its own words: those of the first stand for all.
        const about = `${
          containerOf(facts, pod, container)
        } ${container.last?.exitCode}`;
        const { summary, confidence } = told.get(about) ?? finding;
        if (!told.has(about)) told.set(about, finding);
        return [{ ...finding, summary, confidence }];
      })
    );
  },
};
