/**
 * A container that is killed because it needs more memory than it may have.
 *
 * @module
 */
import { crashOf } from "../crash.ts";
import type { Facts, Rule } from "../facts.ts";
import { textAt } from "../fields.ts";
import type { Evidence, Finding } from "../finding.ts";
import { secondsSince, spanText } from "../moment.ts";
import { placeOf } from "../object_key.ts";
import type { ContainerFacts, PodFacts, Termination } from "../pod_facts.ts";
import {
  containerOf,
  containerPlace,
  logsCall,
  podFinding,
} from "../pod_finding.ts";
import { endingPods, severityOf } from "../pod_state.ts";

/** Older kills of a container that runs are not worth a word, in seconds. */
const RECENT = 86_400;

function isKill(end: Termination | undefined): end is Termination {
  return end?.reason === "OOMKilled";
}

/** The kill that counts, and what it means now. */
function killOf(
  facts: Facts,
  pod: PodFacts,
  container: ContainerFacts,
):
  | { readonly end: Termination; readonly severity: Finding["severity"] }
  | undefined {
  const crash = crashOf(facts, pod, container);
  if (crash) return isKill(crash.end) ? crash : undefined;
  const { last, terminated } = container;
  if (isKill(terminated)) {
    return { end: terminated, severity: severityOf(facts, pod) };
  }
  const age = secondsSince(last?.finishedAt, facts.now);
  return isKill(last) && age !== undefined && age < RECENT
    ? { end: last, severity: "note" }
    : undefined;
}

function limitEvidence(
  pod: PodFacts,
  { name, init, spec }: ContainerFacts,
  limit: string,
): readonly Evidence[] {
  if (limit === "") return [];
  const list = init ? "initContainers" : "containers";
  const request = textAt(spec, "resources", "requests", "memory");
  return [{
    where: placeOf(pod.ref, `spec.${list}[${name}].resources`),
    text: `limits.memory: ${limit}${
      request ? `, requests.memory: ${request}` : ""
    }`,
  }];
}

function findingOf(
  facts: Facts,
  pod: PodFacts,
  container: ContainerFacts,
): Finding | undefined {
  const kill = killOf(facts, pod, container);
  if (!kill) return undefined;
  const { end, severity } = kill;
  const { restarts, name, spec } = container;
  const limit = textAt(spec, "resources", "limits", "memory");
  const about = containerOf(facts, pod, container);
  const ago = secondsSince(end.finishedAt, facts.now);
  const field = end === container.terminated
    ? "state.terminated"
    : "lastState.terminated";
  return podFinding(facts, pod, {
    rule: "out-of-memory",
    severity,
    confidence: 1,
    summary: severity === "note"
      ? `The ${about} was killed for want of memory and runs again`
      : `The ${about} is killed because it needs more memory than ${
        limit ? `its limit of ${limit}` : "it may have"
      }`,
    where: containerPlace(pod, container),
    evidence: [
      {
        where: containerPlace(pod, container, field),
        text: `${end.reason}, exit code ${end.exitCode}, ${restarts} restarts${
          ago === undefined ? "" : `, last ${spanText(ago)} ago`
        }`,
      },
      ...limitEvidence(pod, container, limit),
    ],
    next: logsCall(facts, pod, {
      container: name,
      previous: end !== container.terminated,
    }),
    then:
      "raise resources.limits.memory in the source, or make the program need less",
  });
}

/** Says which container was killed for memory, and its limit. */
export const outOfMemory: Rule = {
  names: ["out-of-memory"],
  look(facts) {
    return endingPods(facts).flatMap((pod) =>
      pod.containers.flatMap((container) =>
        findingOf(facts, pod, container) ?? []
      )
    );
  },
};
