/**
 * A pod that gets no network: its sandbox cannot be made.
 *
 * @module
 */
import { eventsOf, lastSeenAt } from "../event_facts.ts";
import type { Facts, Rule } from "../facts.ts";
import type { Finding } from "../finding.ts";
import { workloadOf } from "../owners.ts";
import { findPhrase, type Phrase } from "../phrase.ts";
import type { PodFacts } from "../pod_facts.ts";
import { eventEvidence, eventsCall, podFinding } from "../pod_finding.ts";
import { illPods } from "../pod_state.ts";

const PHRASES: readonly Phrase[] = [
  {
    rule: "addresses-exhausted",
    regexp:
      /no (?:more )?(?:free |available )?IP(?: addresse?s?)?(?:s)? (?:available|left|in range)|failed to (?:assign|allocate) (?:an |a |for range.*)?IP|no available IP|IPAM.*exhausted|not enough .*addresses|no addresses available|address pool .*exhausted/i,
    say: () => "the network has no address left for it",
    then: "enlarge the address range of the nodes or of the subnet",
  },
  {
    rule: "runtime-class-missing",
    regexp:
      /no runtime for "(?<name>[^"]+)" is configured|runtime handler "?(?<other>[\w.-]+)"? (?:is )?not (?:supported|found|configured)|RuntimeClass "(?<third>[^"]+)" not found/i,
    say: ({ name, other, third }) =>
      `runtime ${name ?? other ?? third} is not set up on the node`,
    then: "correct runtimeClassName in the source, or set the runtime up",
  },
  {
    rule: "network-not-ready",
    regexp:
      /cni plugin not initialized|NetworkPluginNotReady|network is not ready|stat \/var\/lib\/calico|loadFlannelSubnetEnv|no networks found in/i,
    say: () => "the network plugin does not run on its node",
    then: "look at the pods of the network plugin on this node",
  },
  {
    rule: "sandbox-image",
    regexp: /failed to (?:get|pull) sandbox image|pause/i,
    say: () => "the node cannot pull the sandbox (pause) image",
    then: "check the node's access to the registry of the pause image",
  },
  {
    rule: "node-disk-full",
    regexp: /no space left on device/,
    say: () => "the node's disk is full",
    then: "make room on the node",
  },
  {
    rule: "network-setup",
    regexp:
      /failed to (?:set ?up|configure) (?:pod |network)|plugin type="(?<plugin>[^"]+)"|CNI/,
    say: ({ plugin }) =>
      `the network plugin${plugin ? ` ${plugin}` : ""} fails on its node`,
    then: "look at the pods of the network plugin on this node",
  },
];
const REASONS = [
  "FailedCreatePodSandBox",
  "FailedCreatePodContainer",
  "NetworkNotReady",
  "FailedPodSandBoxStatus",
];

function findingOf(facts: Facts, pod: PodFacts): Finding | undefined {
  const isStarted = pod.containers.some(({ runningSince, last, terminated }) =>
    runningSince || last || terminated
  );
  if (isStarted || pod.node === undefined) return undefined;
  const [event] = eventsOf(facts, pod.ref, { reasons: REASONS });
  if (!event) return undefined;
  // A sandbox that was made at last is followed by a pull.
  const [pulled] = eventsOf(facts, pod.ref, { reasons: ["Pulling", "Pulled"] });
  if (pulled && lastSeenAt(pulled) > lastSeenAt(event)) return undefined;
  const phrase = findPhrase(PHRASES, event.message ?? "");
  return podFinding(facts, pod, {
    rule: phrase?.rule ?? "pod-sandbox",
    confidence: phrase ? 0.95 : 0.8,
    summary: `A pod of ${
      workloadOf(facts, pod)
    } cannot start on node ${pod.node}${
      phrase ? `: ${phrase.said}` : ": its sandbox cannot be made"
    }`,
    evidence: [eventEvidence(event)],
    next: eventsCall(facts, pod.ref),
    ...(phrase ? { then: phrase.then } : {}),
  });
}

/** Says why the sandbox of a pod cannot be made. */
export const podSandbox: Rule = {
  names: [...PHRASES.map(({ rule }) => rule), "pod-sandbox"],
  look(facts) {
    return illPods(facts).flatMap((pod) => findingOf(facts, pod) ?? []);
  },
};
