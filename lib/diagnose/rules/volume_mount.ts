/**
 * A pod that waits for a volume which cannot be attached or mounted.
 *
 * @module
 */
import { eventsOf } from "../event_facts.ts";
import type { Facts, Rule } from "../facts.ts";
import type { Finding } from "../finding.ts";
import { MOUNT_PHRASES, PASSING_REGEXP, SUM_REGEXP } from "../mount_phrases.ts";
import { workloadOf } from "../owners.ts";
import { findPhrase } from "../phrase.ts";
import type { PodFacts } from "../pod_facts.ts";
import { eventEvidence, eventsCall, podFinding } from "../pod_finding.ts";
import { illPods } from "../pod_state.ts";
import { quoted } from "../quote.ts";

const REASONS = [
  "FailedMount",
  "FailedAttachVolume",
  "FailedMapVolume",
  "FailedMountOnFilesystemMismatch",
];
const VOLUME_REGEXP =
  /volume "(?<volume>[^"]+)"|unmounted volumes=\[(?<other>[^\]]+)\]/;

/** What is said of the volume, without the layers of the kubelet and of gRPC. */
function reasonIn(message: string): string {
  return message.replace(/^.*?volume "[^"]+" ?: /, "")
    .replace(/rpc error: code = \w+ desc = /g, "");
}

/** Volumes come before the first container. */
function waitsForVolumes({ containers, node }: PodFacts): boolean {
  return node !== undefined &&
    containers.every(({ runningSince, terminated, last, waiting }) =>
      !runningSince && !terminated && !last &&
      (!waiting || waiting.reason === "ContainerCreating" ||
        waiting.reason === "PodInitializing")
    );
}

function findingOf(facts: Facts, pod: PodFacts): Finding | undefined {
  if (!waitsForVolumes(pod)) return undefined;
  const events = eventsOf(facts, pod.ref, { reasons: REASONS }).filter((
    { message = "" },
  ) => !PASSING_REGEXP.test(message));
  const event = events.find(({ message = "" }) => !SUM_REGEXP.test(message)) ??
    events[0];
  if (!event) return undefined;
  const { message = "" } = event;
  const phrase = findPhrase(MOUNT_PHRASES, message);
  const groups = VOLUME_REGEXP.exec(message)?.groups;
  const volume = groups?.["volume"] ?? groups?.["other"];
  return podFinding(facts, pod, {
    rule: phrase?.rule ?? "volume-mount",
    confidence: phrase ? 1 : 0.8,
    summary: `A pod of ${workloadOf(facts, pod)} waits for its volume${
      volume ? ` '${volume}'` : ""
    }${
      phrase
        // A name and a colon would look like a key with its value, which may be a secret's.
        ? `, because ${phrase.said}`
        : `, which cannot be mounted: ${quoted(reasonIn(message), 120)}`
    }`,
    evidence: [eventEvidence(event)],
    next: eventsCall(facts, pod.ref),
    ...(phrase ? { then: phrase.then } : {}),
  });
}

/** Says why a pod does not get its volumes. */
export const volumeMount: Rule = {
  names: [...MOUNT_PHRASES.map(({ rule }) => rule), "volume-mount"],
  look(facts) {
    return illPods(facts).flatMap((pod) => findingOf(facts, pod) ?? []);
  },
};
