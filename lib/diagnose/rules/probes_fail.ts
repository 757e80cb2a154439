/**
 * A container whose probe fails: killed for it, or left without traffic.
 *
 * @module
 */
import type { KubernetesEvent } from "../../argocd/wire/events.ts";
import { isTelling } from "../container_log.ts";
import { crashOf } from "../crash.ts";
import { lastSeenAt } from "../event_facts.ts";
import type { Facts, Rule } from "../facts.ts";
import { at } from "../fields.ts";
import type { Evidence, Finding } from "../finding.ts";
import { isRecord } from "../../views/manifest_yaml.ts";
import { lastWords } from "../last_words.ts";
import { secondsSince } from "../moment.ts";
import { placeOf } from "../object_key.ts";
import type { ContainerFacts, PodFacts } from "../pod_facts.ts";
import {
  containerOf,
  containerPlace,
  eventEvidence,
  logsCall,
  podFinding,
} from "../pod_finding.ts";
import { severityOf } from "../pod_state.ts";
import { quoted } from "../quote.ts";
import { probeFailure, probeKill, type ProbeName } from "../probe_events.ts";
import { probeFailureText, probeText } from "../probe_text.ts";

/** A start takes its time; seconds. */
const PATIENCE = 120;
const SAID_CHARS = 120;

/** The probe as the source has it. */
function probeEvidence(
  { ref }: PodFacts,
  { name, spec }: ContainerFacts,
  probe: ProbeName,
): readonly Evidence[] {
  const key = `${probe.toLowerCase()}Probe`;
  const set = at(spec, key);
  if (!isRecord(set)) return [];
  const where = placeOf(ref, `spec.containers[${name}].${key}`);
  return [{ where, text: probeText(set) }];
}

/** What the probe's command wrote: its last line counts. Empty when there is none. */
function commandSays(message: string): string {
  const line = message.replace(/^[A-Z]\w+ probe (?:failed|errored)[^:]*:/, "")
    .split("\n").map((one) => one.trim()).findLast(Boolean);
  return line ? quoted(line, SAID_CHARS) : "";
}

interface Failure {
  readonly probe: ProbeName;
  readonly event: KubernetesEvent | undefined;
  readonly killed?: KubernetesEvent | undefined;
  readonly severity: Finding["severity"];
}

/** A failing probe that has the container killed. */
function killing(
  facts: Facts,
  pod: PodFacts,
  container: ContainerFacts,
): Failure | undefined {
  const crash = crashOf(facts, pod, container);
  if (!crash || crash.end.reason === "OOMKilled") return undefined;
  const kill = probeKill(facts, pod, { container, end: crash.end });
  if (!kill) return undefined;
  const { probe, failure: event, killed } = kill;
  return { probe, event, killed, severity: crash.severity };
}

/** A failing probe of a container that runs, and stays without traffic. */
function refusing(
  facts: Facts,
  pod: PodFacts,
  container: ContainerFacts,
): Failure | undefined {
  const { runningSince, ready } = container;
  if (ready || pod.ready || runningSince === undefined) return undefined;
  // Before it crashes, a program does not answer either.
  if (crashOf(facts, pod, container)) return undefined;
  const found = (["Startup", "Liveness", "Readiness"] as const)
    .map((probe) => ({
      probe,
      event: probeFailure(facts, pod, { container, probe }),
    }))
    .find(({ event }) => event && lastSeenAt(event) >= runningSince);
  if (!found) return undefined;
  const { since = "" } = pod.conditions.find(({ type }) => type === "Ready") ??
    {};
  const lasting = secondsSince(
    since > runningSince ? since : runningSince,
    facts.now,
  );
  const isFresh = lasting !== undefined && lasting < PATIENCE;
  return {
    ...found,
    severity: isFresh ? "waiting" : severityOf(facts, pod),
  };
}

function findingOf(
  facts: Facts,
  pod: PodFacts,
  container: ContainerFacts,
): Finding | undefined {
  const failure = killing(facts, pod, container) ??
    refusing(facts, pod, container);
  if (!failure) return undefined;
  const { probe, event, killed, severity } = failure;
  const why = probeFailureText(event?.message ?? "");
  const said = commandSays(event?.message ?? "");
  const words = lastWords(facts, pod, container);
  const effect = killed || container.restarts > 0 && probe !== "Readiness"
    ? "is killed and started again"
    : "gets no traffic";
  return podFinding(facts, pod, {
    rule: `${probe.toLowerCase()}-probe`,
    severity,
    confidence: event ? 0.95 : 0.85,
    summary: `The ${
      containerOf(facts, pod, container)
    } ${effect}: its ${probe.toLowerCase()} probe fails${
      why ? `, ${why}` : said ? ` and says ${said}` : ""
    }`,
    where: containerPlace(pod, container),
    evidence: [
      ...(event ? [eventEvidence(event)] : []),
      // A program that runs and is not ready often says what it waits for, and calls it no error.
      ...(words && (!killed || isTelling(words.text))
        ? [{ where: words.where, text: words.context }]
        : []),
      ...probeEvidence(pod, container, probe),
      ...(killed ? [eventEvidence(killed)] : []),
    ],
    next: logsCall(facts, pod, {
      container: container.name,
      previous: killed !== undefined,
    }),
    then: "correct the probe in the source, or what it asks for in the program",
  });
}

/** Says which probe fails, and how. */
export const probesFail: Rule = {
  names: ["liveness-probe", "startup-probe", "readiness-probe"],
  look(facts) {
    return facts.pods
      .filter(({ phase, deletedAt }) =>
        phase === "Running" && deletedAt === undefined
      )
      .flatMap((pod) =>
        pod.containers.flatMap((container) =>
          findingOf(facts, pod, container) ?? []
        )
      );
  },
};
